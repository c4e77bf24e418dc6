"""From the request to the open unit, and what may be changed afterwards."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.queries import who_and_when
from portal.audit.services import record_event
from portal.calendar import now
from portal.codes.uscc import BadUscc, check_org_code, check_uscc, org_code_of
from portal.people.masking import mask_phone
from portal.people.models import User
from portal.people.name import BadName, check_name
from portal.people.phone import BadPhone, normalise_phone
from portal.policy import Overtaken, Refused, require
from units.choices import UnitKind, UnitLevel, UnitState
from units.grams import normalise, pieces_of_name
from units.models import Unit, UnitGram
from units.policies import may_administer_reason, may_correct_unit_reason, may_request_unit_reason
from units.services.administrators import seat
from units.services.telling import tell_requester

ROUTING = {"name", "uscc", "level", "kind", "location_district", "tax_district"}
"""Decides which office receives the unit's people (NB-68), so that the unit cannot change it by itself."""


class UnitFacts(TypedDict, total=False):
    """What is known of a unit; districts are GB/T 2260 codes."""

    name: str
    uscc: str
    level: str
    kind: str
    location_district: str
    tax_district: str
    address: str
    contact_name: str
    contact_phone: str
    confirms_online: bool


@transaction.atomic
def request_unit(*, by: User, **facts: Unpack[UnitFacts]) -> Unit:
    """Ask for a unit to be opened; the person who asks becomes its administrator when an office agrees."""
    require(may_request_unit_reason(by))
    clean = _clean(facts)
    unit = _row_for(clean["uscc"])
    unit.requested_by = by
    _fill(unit, clean)
    record_event(action="unit.requested", target=unit, actor=by, detail={"name": unit.name, "uscc": unit.uscc})
    return unit


@transaction.atomic
def create_unit(*, by: User, administrator: User | None = None, **facts: Unpack[UnitFacts]) -> Unit:
    """An office opens a unit of its own accord, for instance from the register of enterprises."""
    clean = _clean(facts)
    unit = _row_for(clean["uscc"])
    unit.requested_by = administrator
    _fill(unit, clean)
    return open_unit(unit=unit, by=by)


@transaction.atomic
def register_unit(
    *, by: User, name: str, uscc: str, region: str, org_code: str = "", medical_no: str = "", address: str = ""
) -> Unit:
    """An authority brings a unit into the register, open at once (NX-24). The caller knows that `by` may do it.

    Without an organisation code it is the one in characters 9 to 17 of the credit code. Raises Refused.
    """
    clean = checked_identity(name, uscc) | {
        "region": region,
        "medical_no": medical_no.strip(),
        "address": address.strip(),
    }
    clean["org_code"] = _org_code(org_code, clean["uscc"])
    if Unit.objects.filter(uscc=clean["uscc"]).exists():
        raise Refused(_("该统一社会信用代码的单位已经登记；按代码查询不到的，属于其他地区，请联系上级人社部门。"))
    unit = Unit(created_at=now())
    _fill(unit, clean)
    unit.state, unit.decided_at = UnitState.OPEN, now()
    unit.save(update_fields=["state", "decided_at"])
    record_event(action="unit.registered", target=unit, actor=by, detail={"uscc": unit.uscc, "region": region})
    return unit


@transaction.atomic
def open_unit(*, unit: Unit, by: User) -> Unit:
    """Open a requested unit, make who asked its administrator, and tell them. The caller knows `by` may decide it."""
    unit = _locked(unit, UnitState.PENDING)
    unit.state, unit.decided_at, unit.refusal_reason = UnitState.OPEN, now(), ""
    unit.save()
    if unit.requested_by is not None:
        seat(unit=unit, user=unit.requested_by)
    record_event(action="unit.opened", target=unit, actor=by)
    tell_requester(unit, "unit_opened")
    return unit


@transaction.atomic
def refuse_unit(*, unit: Unit, by: User, reason: str) -> Unit:
    """Refuse a request; who asked reads the reason and may ask again."""
    if not reason.strip():
        raise Refused(_("请填写未通过的原因，申请人据此更正。"))
    unit = _locked(unit, UnitState.PENDING)
    unit.state, unit.decided_at, unit.refusal_reason = UnitState.REFUSED, now(), reason.strip()[:300]
    unit.save()
    record_event(action="unit.refused", target=unit, actor=by, words=unit.refusal_reason)
    tell_requester(unit, "unit_refused", reason=unit.refusal_reason.rstrip("。. "))
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, by: User, reason: str) -> Unit:
    """Take a unit out of use: nobody finds it or acts for it any more. Cases under way keep their data."""
    require(may_correct_unit_reason(by))
    unit = _locked(unit, UnitState.OPEN)
    unit.state = UnitState.CLOSED
    unit.save(update_fields=["state"])
    record_event(action="unit.closed", target=unit, actor=by, words=reason)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, by: User, **changes: Unpack[UnitFacts]) -> Unit:
    """Change an open unit. Its administrators change contacts; what routes depend on, only the portal's own."""
    require(may_administer_reason(by, unit))
    unit = _locked(unit, UnitState.OPEN)
    clean = _clean({**_facts_of(unit), **changes}, known=unit)
    changed = {key: value for key, value in clean.items() if getattr(unit, key) != value}
    if ROUTING & changed.keys():
        require(may_correct_unit_reason(by))
    if "uscc" in changed and Unit.objects.filter(uscc=changed["uscc"]).exists():
        raise Refused(_("该统一社会信用代码已属于另一个单位。"))
    before = {key: getattr(unit, key) for key in changed}
    store_facts(unit, changed)
    detail = {"before": _without_phone(before), "after": _without_phone(changed)}
    record_event(action="unit.changed", target=unit, actor=by, detail=detail)
    return unit


def _without_phone(facts: dict[str, Any]) -> dict[str, Any]:
    """As the log may show them, which nobody can change afterwards."""
    return {key: mask_phone(value) if key == "contact_phone" else value for key, value in facts.items()}


def _clean(facts: UnitFacts, *, known: Unit | None = None) -> dict[str, Any]:
    """Check and normalise; raises Refused with the first fault.

    What an authority registered may lack level and kind; of such a unit they are asked once somebody gives them.
    """
    clean: dict[str, Any] = {"address": "", "tax_district": "", "confirms_online": False, **facts}
    clean |= checked_identity(clean["name"], clean["uscc"])
    if known is None or clean["uscc"] != known.uscc:
        clean["org_code"] = org_code_of(clean["uscc"])
    try:
        clean["contact_name"] = check_name(clean["contact_name"])
        clean["contact_phone"] = normalise_phone(clean["contact_phone"])
    except (BadName, BadPhone) as fault:
        raise Refused(fault.message) from fault
    is_as_registered = known is not None and (clean["level"], clean["kind"]) == (known.level, known.kind)
    if is_as_registered:
        return clean
    if clean["level"] not in UnitLevel or clean["kind"] not in UnitKind:
        raise Refused(_("请选择单位的隶属层级和性质。"))
    return clean


def checked_identity(name: str, uscc: str) -> dict[str, str]:
    """The name and the credit code as they are stored."""
    try:
        clean = {"uscc": check_uscc(uscc), "name": " ".join(name.split())}
    except BadUscc as fault:
        raise Refused(fault.message) from fault
    if not normalise(clean["name"]):
        raise Refused(_("请填写单位名称，与登记证书一致。"))
    return clean


def _org_code(given: str, uscc: str) -> str:
    try:
        return check_org_code(given) if given.strip() else org_code_of(uscc)
    except BadUscc as fault:
        raise Refused(fault.message) from fault


def _facts_of(unit: Unit) -> UnitFacts:
    return {key: getattr(unit, key) for key in UnitFacts.__annotations__}  # type: ignore[return-value]


def _row_for(uscc: str) -> Unit:
    """A new row, or the one that was refused before; whatever else has this code stands in the way."""
    known: Unit | None = Unit.objects.select_for_update().filter(uscc=uscc).first()
    if known is None:
        return Unit(created_at=now())
    if known.state != UnitState.REFUSED:
        raise Refused(_taken(known))
    return known


def _taken(unit: Unit) -> str:
    return {
        UnitState.PENDING: _("该单位的开通申请正在审核，无需重复提交；开通后即可搜索到。"),
        UnitState.OPEN: _("该单位已开通，申报时按名称搜索即可选择；要成为单位管理员，请联系现任管理员或受理窗口。"),
        UnitState.CLOSED: _("该单位已停用，如需恢复，请联系受理窗口。"),
    }[UnitState(unit.state)]


def _fill(unit: Unit, facts: dict[str, Any]) -> None:
    unit.state, unit.refusal_reason, unit.decided_at = UnitState.PENDING, "", None
    try:
        with transaction.atomic():
            store_facts(unit, facts)
    except IntegrityError as conflict:
        # Of two requests at once the database lets one through.
        raise Refused(_("该单位的开通申请正在审核，无需重复提交；开通后即可搜索到。")) from conflict


def store_facts(unit: Unit, facts: dict[str, Any]) -> None:
    for key, value in facts.items():
        setattr(unit, key, value)
    unit.save()
    if "name" in facts:
        _index(unit)


def _index(unit: Unit) -> None:
    unit.grams.all().delete()
    grams = [UnitGram(tenant=unit.tenant, unit=unit, gram=gram) for gram in sorted(pieces_of_name(unit.name))]
    UnitGram.objects.bulk_create(grams)


def _locked(unit: Unit, state: UnitState) -> Unit:
    """The row as it is now, held until the end: of two people who decide at once, the second is told."""
    current: Unit = Unit.objects.select_for_update(of=("self",)).select_related("requested_by").get(pk=unit.pk)
    if current.state != state:
        words = {**who_and_when(current), "state": current.get_state_display()}
        raise Overtaken(_("%(name)s 已于 %(at)s 办理，该单位现为“%(state)s”，您的操作没有记录。") % words)
    return current
