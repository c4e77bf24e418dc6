"""Who may do what with an account. Each answers with the reason why not, in the reader's language, or None."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.queries import belongs_here, is_vouched_for


def may_submit_reason(user: User) -> str | None:
    """Why this person cannot submit an application yet: results are told by SMS, so the number must be theirs.

    Nor without a document: what is recognised is a person, and a number alone is none (CY-21).
    """
    if not user.phone:
        return _("请先在个人资料登记手机号码，再提交申报。")
    if user.phone_verified_at is None:
        return _("请先在个人资料用短信验证码验证手机号码，再提交申报。")
    return lacks_identity_reason(user)


def lacks_identity_reason(user: User) -> str | None:
    """Why this person cannot apply for themselves yet: no document says who they are (CY-21); None if one does.

    Nor does the account of a unit itself, which stands for nobody (HZ-29).
    """
    if user.is_legal_person:
        return _("本事项只能由个人用本人的个人账号办理，单位账号不能替个人办理。请让本人登录后自行申请。")
    if not user.id_number:
        return _("请先在个人资料完成“人才认证”，登记真实姓名和证件，再办理本人的申报。")
    return None


def may_state_identity_reason(user: User) -> str | None:
    """Why this person cannot state name and document: what is there changes only by an office's hand (CY-11)."""
    if user.id_number:
        return _("姓名和证件已经登记，不能自行修改；如有错误，请联系受理窗口更正。")
    return _given_by_the_bureau_reason(user)


def may_name_oneself_reason(user: User) -> str | None:
    """Why this person cannot give their name: only one that a masked number stands in for is open."""
    if user.is_named:
        return _("姓名已经登记，不能自行修改；如需更正，请完成“人才认证”或联系安全管理员。")
    return _given_by_the_bureau_reason(user)


def _given_by_the_bureau_reason(user: User) -> str | None:
    if user.is_legal_person:
        return _("法人账号的名称和统一社会信用代码来自账号网络，不在这里登记。")
    if user.is_staff or user.is_superuser or user.login_name:
        return _("该账号由本门户设立，姓名和证件由安全管理员维护。")
    return None


def may_have_password_reason(user: User) -> str | None:
    """Why no password can be set for this account: there is none where people come by an account network (HZ-02)."""
    if is_vouched_for(user):
        return _("本门户只用账号网络的账号登录，不设密码；密码请在账号网络修改。")
    return None


def may_change_phone_reason(user: User) -> str | None:
    """Why the number is not changed here: the network's counts (HZ-01), unless it named none for this person."""
    if not is_vouched_for(user):
        return None
    if user.is_legal_person:
        return _("法人账号不登记手机号码。")
    if user.phone and user.phone_verified_at:
        return _("手机号码来自账号网络，请在账号网络更换，下次登录时随之更新。")
    return None


def holds(user: User, *roles: str) -> bool:
    """Whether this person administers the current tenant in one of these roles; the platform's operator has all."""
    return bool(user.is_active and belongs_here(user) and (user.is_superuser or user.role in roles))


def may_secure_reason(by: User, person: User | None) -> str | None:
    """Why `by` cannot unlock this account, reset its second factor or change what it may do."""
    if not holds(by, AdminRole.SECURITY):
        return _("只有本门户的安全管理员可以办理。")
    if person is not None and by.pk == person.pk:
        return _("不能为自己办理，请由另一位安全管理员操作。")
    if person is not None and not (belongs_here(person) and (by.is_superuser or not person.is_superuser)):
        return _("只能办理本门户的账号。")
    return None


def may_manage_people_reason(user: User) -> str | None:
    """Why this person cannot manage the accounts of the current tenant."""
    return None if holds(user, AdminRole.SECURITY) else _("只有本门户的安全管理员可以管理账号。")


def may_disable_reason(*, by: User, person: User) -> str | None:
    if reason := may_manage_people_reason(by):
        return reason
    if by.pk == person.pk:
        return _("不能停用自己的账号，请由另一位管理员操作。")
    if person.is_superuser or not belongs_here(person):
        return _("只能停用本门户的账号。")
    return None
