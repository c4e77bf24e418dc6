"""What handling users do for the units of their department, and for these units' people (NX-24…31, NX-121)."""

from __future__ import annotations

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.queries import current_version
from portal.people.models import User
from portal.policy import Overtaken, Refused, require
from review.policies import may_authorise_reason
from review.queries.authorising import is_region_in_reach
from units import services
from units.models import Employment, SchemeOpening, Unit
from units.queries import employment_of, is_opened_for


def register_unit(*, by: User, name: str, uscc: str, region: str, org_code: str = "", medical_no: str = "") -> Unit:
    """Bring a unit of the department's own region into the register. Raises Refused."""
    if not is_region_in_reach(by, region):
        raise Refused(_("只能登记本辖区的单位。"))
    return services.register_unit(by=by, name=name, uscc=uscc, region=region, org_code=org_code, medical_no=medical_no)


def open_for_unit(*, unit: Unit, scheme_key: str, by: User, revision: int | None = None) -> SchemeOpening:
    """Open a scheme for a unit (NX-26). Raises Refused, and Overtaken for a page that is older than the unit."""
    require(may_authorise_reason(by, unit))
    _require_openable(scheme_key)
    return services.open_scheme(unit=unit, scheme_key=scheme_key, by=by, revision=revision)


def close_for_unit(*, unit: Unit, scheme_key: str, by: User, reason: str, revision: int | None = None) -> None:
    """Close it again, with the reason. Raises Refused and Overtaken."""
    require(may_authorise_reason(by, unit))
    services.close_scheme(unit=unit, scheme_key=scheme_key, by=by, reason=reason, revision=revision)


def set_administrator(
    *, unit: Unit, scheme_key: str, user: User, by: User, instead_of: User | None = None, revision: int | None = None
) -> None:
    """Let a registered person act for the unit, instead of another or beside them (NX-27, NX-31).

    Only after the scheme was opened for the unit (NX-29). Raises Refused and Overtaken.
    """
    require(may_authorise_reason(by, unit))
    if not is_opened_for(unit, scheme_key):
        raise Refused(_("请先为该单位开通，再设置管理员。"))
    services.appoint_administrator(unit=unit, user=user, by=by, instead_of=instead_of, revision=revision)


def remove_administrator(*, unit: Unit, user: User, by: User, reason: str, revision: int | None = None) -> None:
    """Take the unit from a person again (NX-31). Raises Refused and Overtaken."""
    require(may_authorise_reason(by, unit))
    services.dismiss_administrator(unit=unit, user=user, by=by, reason=reason, revision=revision)


@transaction.atomic
def place_person(*, person: User, unit: Unit, by: User, reason: str, shown: str) -> Employment:
    """Write which unit a person belongs to (NX-121). `shown` is the unit, by its public id, that the page said.

    Raises Refused without a reason or for a unit of another region, Overtaken if the person has changed units meanwhile.
    """
    require(may_authorise_reason(by, unit))
    if not reason.strip():
        raise Refused(_("请填写原因。"))
    User.objects.select_for_update().get(pk=person.pk)
    present = employment_of(person)
    if (present.unit.public_id if present else "") != shown:
        raise _overtaken(present)
    return services.employ(person=person, unit=unit, by=by, reason=reason.strip())


def _overtaken(present: Employment | None) -> Overtaken:
    if present is None:
        return Overtaken(_("此人的所在单位已有变化，您的操作没有记录。请重新查询。"))
    who = present.recorded_by.name if present.recorded_by else _("系统")
    words = {"name": who, "at": date_format(localtime(present.since), "Y-m-d H:i")}
    return Overtaken(_("%(name)s 已于 %(at)s 更改了此人的所在单位，您的操作没有记录。请重新查询。") % words)


def _require_openable(scheme_key: str) -> None:
    version = current_version(scheme_key)
    if version is None or not version.scheme.opened_for_units:
        raise Refused(_("该事项不需要对单位开通。"))
