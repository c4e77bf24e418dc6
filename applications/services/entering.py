"""A unit fills in for its people: 立即申报 (NX-95…97, AMB-22)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applications import holders
from applications.choices import EDITABLE, Party, State
from applications.models import Application, SchemeVersion
from applications.policies import may_enter
from applications.queries import about
from applications.rounds import standing_cases
from applications.services.drafts import UnableToStart, fill_in, record_consent, write_draft
from portal.audit.services import record_event
from portal.people.choices import IdType
from portal.people.identity import BadIdentityNumber, check_id_number
from portal.people.models import User
from portal.people.name import BadName
from portal.people.queries import person_by_identity
from portal.people.services import enter_person, rename_entered_person
from portal.policy import require
from units.models import Unit
from units.queries import unit_of_person
from units.services import employ


class OnRecord(UnableToStart):
    """The person has a case of this scheme; `application` is set where it is the unit's own."""

    def __init__(self, reason: str, application: Application | None = None) -> None:
        super().__init__(reason)
        self.application = application


class NameDiffers(UnableToStart):
    """The portal knows somebody with this document, under another name that is not the unit's alone."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "该证件号码已登记，姓名与这里填写的不一致。请核对姓名和证件号码；原先登记有误的，请联系本门户的咨询电话。"
            )
        )


@transaction.atomic
def enter_case(
    *,
    version: SchemeVersion,
    unit: Unit,
    by: User,
    id_type: str,
    id_number: str,
    name: str = "",
    birth_date: dt.date | None = None,
    sex: str = "",
    informed: bool = False,
    language: str = "zh-hans",
) -> Application:
    """Begin a case that the unit fills in for a person, and return it; the draft it has begun already, if there is one.

    `informed`: the unit says that the person knows of it; kept as a consent. The name is needed only of a person whom
    the portal does not know; where only this unit has given it, another one corrects it. Raises OnRecord, NameDiffers,
    UnableToStart or Refused, each with a reason.
    """
    require(may_enter(by, unit, version.scheme))
    _demand_document(version, id_type)
    person = _person(id_type, id_number, name, birth_date, sex, by)
    User.objects.select_for_update().get(pk=person.pk)
    running = _case_on_record(version, person, unit)
    _agree_on_name(person, name, unit, by)
    if running is not None:
        return _with_present_name(running)
    if reason := next(iter(holders.reasons_against(person, version.key)), None):
        raise UnableToStart(reason)
    if not informed:
        raise UnableToStart(_("请确认已告知本人将由单位代为填报其信息。"))
    if version.scheme.round is None:  # who is declared in a round may be somebody whom the unit only wishes to employ
        _register_employment(person, unit, by)
    return _begin(version, unit, person, by, language)


def person_on_record(
    version: SchemeVersion, unit: Unit, *, id_type: str, id_number: str, name: str = ""
) -> User | None:
    """Return the person with this document, None for one the portal does not know (NX-96).

    Raises UnableToStart for a wrong number or a document that the scheme does not take, OnRecord for a person who has a
    case of the scheme already, NameDiffers where a name is given and another is known.
    """
    _demand_document(version, id_type)
    try:
        number = check_id_number(id_type, id_number).number
    except BadIdentityNumber as bad:
        raise UnableToStart(bad.message) from bad
    person = person_by_identity(id_type, number)
    if person is not None:
        _case_on_record(version, person, unit)
    if person is not None and _differs(person, name) and not _is_known_to_nobody_else(person, unit):
        raise NameDiffers
    return person


def _differs(person: User, name: str) -> bool:
    return bool(name) and person.name != name


def _is_known_to_nobody_else(person: User, unit: Unit) -> bool:
    """Whether the name is this unit's word alone: no account was opened, and no other case stands under it."""
    in_hand = Q(unit=unit, state__in=[*EDITABLE, State.WITHDRAWN])
    never_was = Q(state=State.WITHDRAWN, submitted_at=None)
    return not person.is_registered and not about(person).exclude(in_hand | never_was).exists()


def _agree_on_name(person: User, name: str, unit: Unit, by: User) -> None:
    """Let a unit correct the name that it had entered wrongly; any other stands (CY-67)."""
    if not _differs(person, name):
        return
    if not _is_known_to_nobody_else(person, unit):
        raise NameDiffers
    try:
        rename_entered_person(person=person, name=name, by=by)
    except BadName as bad:
        raise UnableToStart(bad.message) from bad


def _with_present_name(application: Application) -> Application:
    """The case, with the name that its person has now."""
    if application.applicant_name != application.applicant.name:
        application.applicant_name = application.applicant.name
        fill_in(application)
        application.save(update_fields=["applicant_name", "answers"])
    return application


def _demand_document(version: SchemeVersion, id_type: str) -> None:
    """A scheme may take people by some documents only (AMB-26)."""
    taken = version.scheme.id_types
    if taken and id_type not in taken:
        types = "、".join(str(IdType(one).label) for one in taken)
        raise UnableToStart(_("本事项只能凭%(types)s填报。") % {"types": types})


def _person(id_type: str, id_number: str, name: str, birth_date: dt.date | None, sex: str, by: User) -> User:
    try:
        return enter_person(name=name, id_type=id_type, id_number=id_number, birth_date=birth_date, sex=sex, by=by)
    except (BadIdentityNumber, BadName) as bad:
        raise UnableToStart(bad.message) from bad


def _case_on_record(version: SchemeVersion, person: User, unit: Unit) -> Application | None:
    """Return the unit's own draft to go on with; raise OnRecord for any other case of the person (NX-96)."""
    found: Application | None = standing_cases(person, version).first()
    if found is None:
        return None
    if found.unit_id != unit.pk and version.scheme.round is not None:
        words = {"round": version.scheme.round.name}
        raise OnRecord(
            _("该人员在%(round)s批次已由其他单位申报；每人每批次只能由一家单位申报一次，请先与本人核对。") % words
        )
    if found.unit_id != unit.pk:
        raise OnRecord(
            _("该人员已由本人或其他单位填报，不能重复填报；如已调入本单位，请联系人社部门经办人员变更所在单位。")
        )
    if found.entered_by == Party.UNIT and found.state in EDITABLE:
        return found
    raise OnRecord(_("该人员已有填报记录（%(label)s）。") % {"label": found.label}, found)


def _register_employment(person: User, unit: Unit, by: User) -> None:
    """The unit's own word stands where the register has none; another unit's people it cannot take (NX-121)."""
    present = unit_of_person(person)
    if present is not None and present.pk != unit.pk:
        raise OnRecord(_("该人员登记在其他单位名下；如已调入本单位，请联系人社部门经办人员变更所在单位。"))
    employ(person=person, unit=unit, by=by)


def _begin(version: SchemeVersion, unit: Unit, person: User, by: User, language: str) -> Application:
    draft = Application(version=version, applicant=person, unit=unit, entered_by=Party.UNIT, submitted_by=Party.UNIT)
    application = write_draft(draft, by=by)
    words = _("单位已告知本人：由单位代为填报其信息。")
    record_consent(application, user=by, language=language, text=words)
    record_event(action="application.entered", target=application, actor=by, detail={"unit": unit.pk})
    return application
