"""What the sign-in remembers beside the account itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenants.models import Tenant
from portal.tenants.scope import TenantScoped


class OpenSession(TenantScoped):
    """A session as its owner sees it in a list. Django's own table holds the session; this one tells where it is.

    `salt` is the person's at the last sign of life: a session with another one has been ended.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("人员"))
    token = models.CharField(max_length=32, unique=True, editable=False)
    salt = models.CharField(max_length=24, blank=True, editable=False)
    began_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近活动"))
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    browser = models.CharField(_("浏览器"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("登录会话")
        verbose_name_plural = _("登录会话")

    def __str__(self) -> str:
        return f"{self.person_id} {self.began_at:%Y-%m-%d %H:%M}"


class SignInCount(TenantScoped):
    """Wrong passwords for what was typed as a name, or wrong codes for an account, and the lock that follows.

    `key` is a keyed hash: names that nobody has are counted like those of accounts, and none of them can be read here.
    """

    PASSWORD, CODE = "password", "code"

    kind = models.CharField(_("类别"), max_length=10, choices=[(PASSWORD, _("密码")), (CODE, _("两步验证码"))])
    key = models.CharField(max_length=64, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("人员")
    )
    failures = models.PositiveIntegerField(_("失败次数"), default=0)
    counted_since = models.DateTimeField(_("计数起始"))
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录锁定")
        verbose_name_plural = _("登录锁定")
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="sign_in_count_once")]

    def __str__(self) -> str:
        return f"{self.person or ''} {self.get_kind_display()}".strip()


class SignInRules(Tenant):
    """A tenant as the security administrator sees it: how long sessions last, and who proves oneself twice."""

    class Meta:
        proxy = True
        verbose_name = _("登录规则")
        verbose_name_plural = _("登录规则")

    def __str__(self) -> str:
        return str(_("登录规则"))
