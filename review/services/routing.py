"""Which office gets a stage: the scheme's routes over the unit's attributes (NB-57…69), the division table (NB-76)."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application, CatalogueCondition
from applications.queries import condition_field, facts_on_way
from applications.scheme import Stage, matches
from applications.scheme.way import OfficeRef
from applications.unit_information import current_information
from portal.policy import Refused
from review.choices import OfficeKind
from review.models import AuditDivision, Office, ReviewTask


class UnableToRoute(Refused):
    """The scheme names an office that the bureau's tables do not hold."""


def offices_for(application: Application, stage: Stage) -> list[Office]:
    """Return the offices that hold the stage for this case, each once; raise UnableToRoute if one is missing."""
    if stage.route is None:
        found = [_office(application, ref) for ref in stage.offices]
        return list({office.pk: office for office in found}.values())
    for route in application.scheme.routes[stage.route]:
        if matches(route.when, facts_on_way(application)):
            return [_office(application, route.office)]
    raise UnableToRoute(_("没有与该单位的层级和性质相符的受理机构，请联系主管机构补充路由。"))


def foreseen_offices(application: Application, stage: Stage) -> list[Office]:
    """Return the offices that a stage still to come would go to, as far as the answers say by now; none where they do not.

    `same_as` a stage that has not been held either leads to where that one would go.
    """
    refs = stage.offices if stage.route is None else _refs_of_route(application, stage.route)
    found: list[Office] = []
    for ref in refs:
        office = _look_up(application, ref)
        if office is None and ref.same_as is not None:
            found += foreseen_offices(application, application.scheme.stage(ref.same_as))
        elif office is not None and office.is_active:
            found.append(office)
    return list({office.pk: office for office in found}.values())


def _refs_of_route(application: Application, key: str) -> tuple[OfficeRef, ...]:
    facts = facts_on_way(application)
    return next(((route.office,) for route in application.scheme.routes[key] if matches(route.when, facts)), ())


def _office(application: Application, ref: OfficeRef) -> Office:
    office = _look_up(application, ref)
    if office is None or not office.is_active:
        if ref.office_of is not None:
            raise UnableToRoute(_unstated(application, ref.office_of))
        raise UnableToRoute(_("审核机构尚未设置（%(ref)s），请联系主管机构。") % {"ref": _said(application, ref)})
    return office


def _look_up(application: Application, ref: OfficeRef) -> Office | None:
    if ref.code is not None:
        return _active(code=ref.code)
    if ref.alliance_of is not None:
        region = application.facts.get(ref.alliance_of)
        return _active(kind=OfficeKind.ALLIANCE, region_code=region) if region else None
    if ref.authority_of is not None:
        return _authority(str(application.facts.get(ref.authority_of) or ""), ref.tier or "")
    if ref.office_of is not None:
        code = str(application.facts.get(ref.office_of) or "")
        return _active(code=code) if code else None
    if ref.same_as is not None:
        task = _last_task(application, ref.same_as)
        return task.office if task else None
    assert ref.department_of is not None
    return _department(application, str(application.facts.get(ref.department_of) or ""))


def _active(**by: str) -> Office | None:
    return Office.objects.filter(is_active=True, **by).first()


def _authority(region: str, tier: str) -> Office | None:
    """The bureau in charge of a region at a tier: of the county itself, of the city or the province it lies in (NX-109)."""
    code = {"county": region, "city": f"{region[:4]}00", "province": f"{region[:2]}0000"}[tier]
    return _active(kind=OfficeKind.BUREAU, tier=tier, region_code=code) if region else None


def _last_task(application: Application, stage: str) -> ReviewTask | None:
    tasks = ReviewTask.objects.filter(application=application, stage=stage).select_related("office")
    return tasks.order_by("-id").first()


def _department(application: Application, category: str) -> Office | None:
    """The department of the catalogue condition claimed, where the bureau set one, else of the category (AMB-04)."""
    own = _condition_department(application, category)
    if own:
        return _active(code=own)
    division = (
        AuditDivision.objects.filter(scheme_key=application.scheme.catalogue_key, category_code=category)
        .select_related("office")
        .first()
    )
    return division.office if division else None


def _condition_department(application: Application, category: str) -> str:
    field = condition_field(application.scheme)
    conditions = CatalogueCondition.objects.filter(
        category__scheme_key=application.scheme.catalogue_key,
        category__code=category,
        code=str(application.answers.get(field.key) or "") if field else "",
    )
    return conditions.values_list("department", flat=True).first() or ""


def _unstated(application: Application, fact: str) -> str:
    """What the unit has to do whose own choice leads to no office, or to one that is in use no longer (HZ-15)."""
    information, language = current_information(), get_language()
    field = information.field(fact.removeprefix("unit.")) if information else None
    words = {
        "unit": application.unit.name if application.unit else "",
        "page": information.title.of(language) if information else "",
        "field": field.label.of(language) if field else fact,
    }
    return _("%(unit)s尚未选择“%(field)s”，或所选机构已停用，请由单位登录后在“%(page)s”中选择，再行提交。") % words


def _said(application: Application, ref: OfficeRef) -> str:
    fact = ref.alliance_of or ref.department_of or ref.authority_of
    return ref.code or ref.same_as or f"{fact} = {application.facts.get(fact or '')}"
