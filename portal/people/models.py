import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.people.choices import AdminRole, IdType, Sex
from portal.people.lookups import ID_NUMBER, PHONE
from portal.people.name import is_name
from portal.sealing.fields import KeepsLookupKeys, LookupKeyField, SealedTextField


class UserManager(BaseUserManager["User"]):
    """Users of every tenant, since a platform operator has none; tenant pages ask `portal.people.queries`."""

    @staticmethod
    def new_username() -> str:
        return secrets.token_hex(12)

    def create_user(self, username: str = "", password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username or self.new_username(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(KeepsLookupKeys, AbstractBaseUser, PermissionsMixin):
    """A person with an account in one tenant. `username` is opaque; people sign in by phone or login name.

    Number, phone and e-mail are sealed; `portal.people.queries` finds people by the keyed hashes beside them.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.PROTECT, null=True, blank=True, related_name="+")
    username = models.CharField(max_length=64, unique=True, editable=False)
    # NULL and not empty: many people lack one or the other, and only what is there must be unique.
    login_name = models.CharField(_("登录名"), max_length=40, null=True, blank=True)  # noqa: DJ001
    phone = SealedTextField(_("手机号码"), bound_to="username", max_length=20, null=True, blank=True)
    phone_key = LookupKeyField(source="phone", purpose=PHONE)
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)
    vouched_at = models.DateTimeField(
        _("账号网络核实时间"),
        null=True,
        blank=True,
        editable=False,
        help_text="when the network first vouched for them",
    )
    email = SealedTextField(_("电子邮箱"), bound_to="username", max_length=254, blank=True)
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, blank=True)
    id_type = models.CharField(_("证件类型"), max_length=20, choices=IdType, blank=True)
    id_number = SealedTextField(_("证件号码"), bound_to="username", max_length=40, blank=True)
    id_number_key = LookupKeyField(source="id_number", purpose=ID_NUMBER)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=2, blank=True, help_text="GB/T 3304")
    language = models.CharField(_("语言"), max_length=10, blank=True)
    is_legal_person = models.BooleanField(
        _("法人账号"),
        default=False,
        editable=False,
        help_text="an account of the network that stands for a unit itself",
    )
    is_staff = models.BooleanField(_("可进入管理后台"), default=False)
    role = models.CharField(_("管理员角色"), max_length=10, choices=AdminRole, blank=True, editable=False)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("注册时间"), auto_now_add=True)
    session_salt = models.CharField(max_length=24, blank=True, default="", editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = pgettext_lazy("plural", "用户")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "phone_key"],
                name="user_phone_key_once_a_tenant",
                violation_error_message=_("该手机号码已被其他账号使用。"),
            ),
            models.UniqueConstraint(fields=["tenant", "login_name"], name="user_login_name_once_a_tenant"),
            models.UniqueConstraint(
                fields=["tenant", "id_type", "id_number_key"],
                name="user_identity_key_once_a_tenant",
                violation_error_message=_("该证件已经注册。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A new salt ends every session of this person, as a new password does."""
        content = f"{self.password}{self.session_salt}"
        return salted_hmac("portal.people.session", content, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_registered(self) -> bool:
        """Whether the person has opened the account; one that a unit entered waits for that (NX-95).

        Who opened it by a code to the own phone need not have set a password (CY-04), nor who came by an account
        network (HZ-01).
        """
        return self.has_usable_password() or self.phone_verified_at is not None or self.vouched_at is not None

    @property
    def is_named(self) -> bool:
        """Whether somebody has given the name; a masked number may stand in for it (CY-04, CY-10)."""
        return is_name(self.name)

    @property
    def nationality(self) -> str:
        """Return the GB/T 2659 code that the document proves, empty where it proves none."""
        return "CHN" if self.id_type in (IdType.CN_ID, IdType.CN_PASSPORT) else ""

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


from portal.people.sign_in_models import OpenSession, SignInCount, SignInPage, SignInRules, SmsDay  # noqa: E402, F401
