"""What the sign-in remembers beside the account itself."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.people.choices import SignInMode, SignInName
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
    lasts_until = models.DateTimeField(_("保持登录至"), null=True, blank=True)
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    browser = models.CharField(_("浏览器"), max_length=200, blank=True)
    network_key = models.CharField(
        max_length=64, blank=True, editable=False, help_text="keyed hash of the session's name at the account network"
    )

    class Meta:
        verbose_name = _("登录会话")
        verbose_name_plural = pgettext_lazy("plural", "登录会话")

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
        verbose_name_plural = pgettext_lazy("plural", "登录锁定")
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="sign_in_count_once")]

    def __str__(self) -> str:
        return f"{self.person or ''} {self.get_kind_display()}".strip()


def _by_phone() -> list[str]:
    return [SignInName.PHONE.value]


class SignInPage(TenantScoped):
    """What a tenant's sign-in asks for and offers, as its file says; a tenant without a row has the defaults.

    `modes` are shown in this order; without any, nobody is asked for whom they sign in.
    """

    LONGEST = 14
    FEWEST_CODES = 10

    modes = models.JSONField(_("登录身份"), default=list, blank=True)
    by = models.JSONField(_("登录账号"), default=_by_phone)
    captcha = models.BooleanField(_("图片验证码"), default=False)
    remember_days = models.PositiveSmallIntegerField(
        _("免登录天数"), default=0, validators=[MaxValueValidator(LONGEST)]
    )
    by_code = models.BooleanField(_("登录/注册同一表单"), default=False)
    codes_a_day = models.PositiveIntegerField(
        _("每日短信验证码上限"), default=2000, validators=[MinValueValidator(FEWEST_CODES)]
    )
    both_numbers = models.BooleanField(_("更换号码须验证新旧两个号码"), default=False)
    network = models.JSONField(
        _("账号网络"), default=dict, blank=True, help_text=_("本门户只用外部账号网络登录时的页面文字和规则")
    )

    class Meta:
        verbose_name = _("登录页")
        verbose_name_plural = pgettext_lazy("plural", "登录页")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_sign_in_page_a_tenant")]

    def __str__(self) -> str:
        return str(_("登录页"))

    @property
    def first_mode(self) -> str:
        """Return the mode of who chose none: the person's own (NX-05); empty where there are no modes."""
        return SignInMode.PERSON.value if self.modes else ""

    @property
    def by_id_number(self) -> bool:
        return SignInName.ID_NUMBER.value in self.by

    @property
    def has_one_form(self) -> bool:
        """Whether people sign in and register by one form; never where an account network lets them in (HZ-02)."""
        return self.by_code and not self.network

    @property
    def shows_pictures(self) -> bool:
        """Whether a picture is to be read somewhere: before the password counts, or before a code is sent."""
        return self.captcha or self.has_one_form

    @property
    def is_plain(self) -> bool:
        """Whether it asks for nothing but a phone number (or login name) and the password."""
        return not (self.modes or self.by_id_number or self.captcha or self.remember_days)


class SmsDay(TenantScoped):
    """How many SMS visitors had sent in one day, and how many they were refused because the day's were used up."""

    day = models.DateField(_("日期"))
    sent = models.PositiveIntegerField(_("已发送"), default=0)
    refused = models.PositiveIntegerField(_("未发送"), default=0)

    class Meta:
        verbose_name = _("短信验证码日统计")
        verbose_name_plural = pgettext_lazy("plural", "短信验证码日统计")
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="sms_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.sent}"


class SignInRules(Tenant):
    """A tenant as the security administrator sees it: how long sessions last, and who proves oneself twice."""

    class Meta:
        proxy = True
        verbose_name = _("登录规则")
        verbose_name_plural = pgettext_lazy("plural", "登录规则")

    def __str__(self) -> str:
        return str(_("登录规则"))
