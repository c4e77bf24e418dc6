"""Who may act for a unit. Each answers with the reason why not, or None."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.policies import holds
from units.choices import CertificationState, UnitState
from units.models import Certification, Unit
from units.queries import current_rules, is_administrator, is_opened_for, unreadable_pictures

PICTURES_BEFORE_TYPING = 2
"""So many pictures that nobody can read, and the form may be filled in by hand."""


class Named(Protocol):
    """A text in both languages."""

    def of(self, language: str | None) -> str: ...


class UnitScheme(Protocol):
    """What is asked about a scheme here: its key, its name, and whether offices open it for units."""

    @property
    def scheme(self) -> str: ...
    @property
    def title(self) -> Named: ...
    @property
    def opened_for_units(self) -> bool: ...


def may_administer_reason(user: User, unit: Unit) -> str | None:
    """Why this person cannot act for the unit: its administrators may, and the portal's system administrator."""
    if unit.state != UnitState.OPEN:
        return _("该单位尚未开通或已停用。")
    if is_administrator(user, unit) or may_correct_unit_reason(user) is None:
        return None
    return _("只有该单位的管理员可以办理。")


def may_state_information_reason(user: User, unit: Unit) -> str | None:
    """Why this person cannot state the unit's information: who came by the network does so before it is open (HZ-15)."""
    if unit.state == UnitState.STATING and is_administrator(user, unit):
        return None
    return may_administer_reason(user, unit)


def may_correct_unit_reason(user: User) -> str | None:
    """Why this person cannot change what decides a unit's routes: only the portal's administrators may."""
    if holds(user, AdminRole.SYSTEM):
        return None
    return _("单位名称、代码、层级、性质和地区关系到受理机构，请联系受理窗口更正。")


def may_see_unit_reason(user: User, unit: Unit) -> str | None:
    """Why this person cannot open the unit's page; to others it does not exist."""
    asked = unit.requested_by_id == user.pk and unit.state in (UnitState.PENDING, UnitState.REFUSED)
    if asked or may_state_information_reason(user, unit) is None:
        return None
    return may_correct_unit_reason(user)


def may_request_unit_reason(user: User) -> str | None:
    """Why this person cannot ask for a unit: the answer goes to the phone, so it must be theirs.

    Where offices alone open units nobody asks for one (NX-13, NX-26).
    """
    rules = current_rules()
    if rules is not None and rules.certified_by_licence:
        return _("本门户的单位凭营业执照认证，认证通过即可办理，不需要申请开通。请到“单位认证”上传营业执照。")
    if rules is not None and rules.opened_by_office:
        return _("本门户的单位由当地人社部门登记，管理员也由其授权，不能自行申请。请联系当地人社部门的经办人员。")
    if rules is not None and rules.opened_by_network:
        return _("本门户的单位用法人账号登录并填写登记信息后即开通，不需要申请。请用本单位的法人账号登录。")
    if user.phone_verified_at is None:
        return _("请先在个人资料用短信验证码验证手机号码，再申请开通单位。")
    return None


def units_are_opened_by_office() -> bool:
    """Whether offices alone register units and name their administrators in this tenant."""
    rules = current_rules()
    return rules is not None and rules.opened_by_office


def units_certify_themselves() -> bool:
    """Whether units of this tenant open themselves by their business licence (CY-12, CY-16)."""
    rules = current_rules()
    return rules is not None and rules.certified_by_licence


def units_arrive_by_network() -> bool:
    """Whether units of this tenant open themselves by signing in with their account of the network (HZ-14)."""
    rules = current_rules()
    return rules is not None and rules.opened_by_network


def units_ask_to_be_opened() -> bool:
    """Whether units ask offices to open them in this tenant, as they do where its file says nothing else."""
    rules = current_rules()
    return rules is None or not (rules.opened_by_office or rules.certified_by_licence or rules.opened_by_network)


def may_name_administrators_reason(user: User, unit: Unit) -> str | None:
    """Why this person cannot choose who acts for the unit: where offices authorise (NX-27, NX-31), a unit does not."""
    if reason := may_administer_reason(user, unit):
        return reason
    if units_are_opened_by_office() and may_correct_unit_reason(user):
        return _("单位管理员由当地人社部门设置；需要更换的，请联系其经办人员。")
    if units_arrive_by_network() and may_correct_unit_reason(user):
        return _("用本单位法人账号登录的即可办理，账号在账号网络管理，这里不另设管理员。")
    return None


def may_certify_reason(user: User) -> str | None:
    """Why this person cannot certify a unit by its licence: the phone must be theirs, for others are told to ring it."""
    if not units_certify_themselves():
        return _("本门户的单位不凭营业执照认证。")
    if user.phone_verified_at is None:
        return _("请先在个人资料用短信验证码验证手机号码，再认证单位。")
    return None


def may_submit_reason(certification: Certification) -> str | None:
    """Why the form of a certification is not taken: it has passed, or the licence has to be shown better first.

    By hand it is filled in while the licence is being read, when the engine is away, and after a second picture that
    nobody can read (CY-14, CY-17).
    """
    if certification.is_passed:
        return _("本次认证已通过。信息有变化的，请重新认证。")
    is_unreadable = certification.state == CertificationState.UNREADABLE
    if is_unreadable and unreadable_pictures(certification.user) < PICTURES_BEFORE_TYPING:
        return _("未能识别这张图片，请按提示重新拍摄或扫描营业执照后上传。")
    return None


def may_look_into_certifications_reason(user: User) -> str | None:
    """Why this person cannot see other people's licences: who keeps the portal's tables looks them through (CY-23)."""
    return None if holds(user, AdminRole.SYSTEM) else _("只有系统管理员可以查看。")


def must_complete_information(unit: Unit) -> bool:
    """Whether the unit has to state about itself what the tenant wants to know before anything else (NX-32, NX-33)."""
    if unit.information_at is not None:
        return False
    rules = current_rules()
    return rules is not None and rules.asks_information


def not_opened_reason(unit: Unit, scheme: UnitScheme) -> str | None:
    """Why the unit cannot act in a scheme at all: no office has opened it for the unit (NX-26)."""
    if not scheme.opened_for_units or is_opened_for(unit, scheme.scheme):
        return None
    words = {"scheme": scheme.title.of(get_language())}
    return _("本单位尚未开通“%(scheme)s”，请联系当地人社部门的经办人员开通。") % words


def may_act_for_scheme_reason(user: User, unit: Unit, scheme: UnitScheme) -> str | None:
    """Why this person cannot act for the unit in a scheme now, or None.

    The unit is open and the person acts for it (NX-13, NX-14); an office has opened the scheme where it wants that
    (NX-26); the unit has completed its information (NX-32).
    """
    if unit.state != UnitState.OPEN:
        return _("该单位尚未开通或已停用。")
    if not is_administrator(user, unit):
        return _("只有该单位的管理员可以办理。")
    if reason := not_opened_reason(unit, scheme):
        return reason
    if must_complete_information(unit):
        return _("请先核对并填写单位信息。")
    return None
