"""What pages read about cases."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from applications.choices import EDITABLE, STAGES, Party, Progress, State
from applications.comparing import changed_facts_of, changed_fields
from applications.fetches import origins_of
from applications.file_names import names_of_files
from applications.filing import words_on_way
from applications.models import (
    Application,
    Attachment,
    CatalogueCategory,
    CatalogueCondition,
    SchemeVersion,
    Submission,
    TimelineEntry,
)
from applications.scheme import Field, Scheme, Stage, Text, matches
from applications.scheme.asking import relevant
from applications.scheme.form import ChoiceSource
from applications.scheme.records import Record, records_in
from portal.calendar import today
from portal.calendar.queries import next_acceptance_date
from portal.people.models import User
from portal.tenants.remembering import remembered
from units.models import Unit
from units.queries import unit_of_person, units_of


def current_version(scheme_key: str) -> SchemeVersion | None:
    """Return the newest published version of a scheme in the current tenant."""
    version: SchemeVersion | None = SchemeVersion.objects.filter(key=scheme_key).order_by("-number").first()
    return version


def current_versions() -> list[SchemeVersion]:
    """Return the newest version of each scheme of the current tenant."""
    return list(SchemeVersion.objects.order_by("key", "-number").distinct("key"))


def kindred_schemes(version: SchemeVersion) -> set[str]:
    """Return the keys of the schemes by which the same recognition is given and renewed, this one among them."""
    renews = version.scheme.renews
    first = renews.scheme if renews else version.key
    renewing = SchemeVersion.objects.filter(content__renews__scheme=first).values_list("key", flat=True)
    return {first, version.key, *renewing.distinct()}


ENDS = "ends-of-schemes"


@dataclass(frozen=True)
class Ends:
    """What the schemes of a tenant come to: whether something is publicised, a certificate issued; which of them renew one."""

    publicity: bool
    certificate: bool
    renewals: tuple[str, ...] = ()


def ends_of_schemes() -> Ends:
    """Return it for the current tenant; remembered, since each page's menu asks."""
    return remembered(ENDS, _ends)


def _ends() -> Ends:
    """A tenant that has published nothing yet may come to anything."""
    schemes = [version.scheme for version in current_versions()]
    return Ends(
        publicity=not schemes or any(scheme.publicity is not None for scheme in schemes),
        certificate=not schemes or any(scheme.certificate is not None for scheme in schemes),
        renewals=tuple(scheme.scheme for scheme in schemes if scheme.renews is not None),
    )


def draft_of(user: User, scheme_key: str) -> Application | None:
    """Return the case of this scheme that the person is still filling in or correcting."""
    drafts = cases_of(user).filter(version__key=scheme_key, state__in=EDITABLE)
    draft: Application | None = drafts.first()
    return draft


def case_under_way(user: User, scheme: Scheme) -> Application | None:
    """Return the submitted case that keeps the person from beginning another of this scheme, if there is one."""
    if not scheme.once_at_a_time:
        return None
    submitted = cases_of(user).filter(version__key=scheme.scheme, state__in=STAGES)
    return submitted.filter(**({"round": scheme.round.name} if scheme.round else {})).first()


@dataclass(frozen=True)
class Acceptance:
    """On which day a case submitted today is accepted (NB-88, AMB-05), and the window's working days of each month."""

    on: dt.date
    first: int
    last: int

    @property
    def is_today(self) -> bool:
        return self.on == today()


def acceptance_of(scheme: Scheme) -> Acceptance | None:
    """Return when the offices accept next; None for a scheme that is accepted on any day."""
    window = scheme.window
    if window is None:
        return None
    day = next_acceptance_date(today(), window.first_working_day, window.last_working_day)
    return Acceptance(day, window.first_working_day, window.last_working_day)


def stages_of(application: Application) -> list[Stage]:
    """Return the stages that this case goes through, in order; those whose condition fails are left out."""
    facts = facts_on_way(application)
    return [stage for stage in application.scheme.stages if matches(stage.when, facts)]


def recognised_case(user: User, scheme_key: str) -> Application | None:
    """Return the person's case of this scheme that ended with recognition and still stands."""
    cases = about(user).filter(version__key=scheme_key, state=State.APPROVED)
    found: Application | None = cases.order_by("-id").first()
    return found


def about(user: User) -> QuerySet[Application]:
    """Return the cases that are about a person, and so among their data."""
    return Application.objects.filter(applicant=user, subject=Party.PERSON)


def cases_of(user: User) -> QuerySet[Application]:
    """The declarations of one person, newest first (NB-52). What somebody began for a unit is the unit's."""
    return about(user).select_related("version", "unit").order_by("-id")


def own_cases_of(user: User, scheme_key: str) -> QuerySet[Application]:
    """The person's cases of one scheme, newest first (HZ-46); each of its few, long versions is read once."""
    cases = about(user).filter(version__key=scheme_key)
    return cases.select_related("unit").prefetch_related("version").order_by("-id")


def cases_of_units(units: QuerySet[Unit]) -> QuerySet[Application]:
    """The submitted cases of the people of these units, newest first (NB-09, NB-86)."""
    cases = Application.objects.filter(unit__in=units, submitted_at__isnull=False)
    return cases.select_related("version", "unit").order_by("-id")


def cases_of_unit(unit: Unit) -> QuerySet[Application]:
    """The submitted cases of a unit's people, newest first (NB-09)."""
    cases = Application.objects.filter(unit=unit, submitted_at__isnull=False)
    return cases.select_related("version", "applicant").order_by("-id")


AWAITING_UNIT = Q(state=State.UNIT_CONFIRM) | Q(state__in=EDITABLE, progress=Progress.FILES)


def cases_awaiting_units_of(user: User) -> QuerySet[Application]:
    """What the units a person administers have to confirm, or to report (HZ-25)."""
    cases = Application.objects.filter(AWAITING_UNIT, unit__in=units_of(user))
    return cases.select_related("version", "unit").order_by("id")


def cases_of_own_units(user: User) -> QuerySet[Application]:
    """The units' own cases that their administrator has to fill in or correct."""
    cases = Application.objects.filter(unit__in=units_of(user), subject=Party.UNIT, state__in=EDITABLE)
    return cases.select_related("version").order_by("-id")


def cases_units_correct(user: User) -> QuerySet[Application]:
    """What the person's units have entered for people and an office has given back, the latest first (CY-67)."""
    cases = Application.objects.filter(unit__in=units_of(user), subject=Party.PERSON, entered_by=Party.UNIT)
    return (
        cases.filter(state=State.RETURNED)
        .select_related("unit")
        .prefetch_related("version")
        .defer("answers")
        .order_by("-id")
    )


def case_by_public_id(public_id: str) -> Application:
    """Return the case of the current tenant; Application.DoesNotExist for any other."""
    cases = Application.objects.select_related("version", "unit", "applicant", "legacy_unit")
    application: Application = cases.get(public_id=public_id)
    return application


def case_of_attachment(public_id: str) -> Attachment:
    """Return an attachment of the current tenant with its case; Attachment.DoesNotExist for any other."""
    attachments = Attachment.objects.select_related("application__version", "application__unit")
    attachment: Attachment = attachments.get(public_id=public_id)
    return attachment


def categories_of(catalogue_key: str) -> QuerySet[CatalogueCategory]:
    """The categories that can be applied for now, in the bureau's order (NB-20)."""
    return CatalogueCategory.objects.filter(scheme_key=catalogue_key, is_active=True)


def conditions_of(catalogue_key: str) -> QuerySet[CatalogueCondition]:
    """The conditions of the catalogue that can be applied under now, by category."""
    conditions = CatalogueCondition.objects.filter(
        category__scheme_key=catalogue_key, category__is_active=True, is_active=True
    )
    return conditions.select_related("category").order_by("category__order", "category__id", "code")


def facts_of(application: Application) -> dict[str, Any]:
    """Return what conditions of the form ask: the case's own facts, and whether its catalogue condition needs evidence.

    Of a case that renews a recognition also which of its answers are others than then (HZ-81).
    """
    facts = application.facts
    field = condition_field(application.scheme)
    if field is not None:
        chosen = _chosen_condition(application, field)
        facts["condition.needs_evidence"] = chosen.needs_evidence if chosen else False
    return facts | changed_facts_of(application, facts)


def facts_on_way(application: Application) -> dict[str, Any]:
    """Return what stages and routes ask: the facts without answers to questions that are not asked any more."""
    return relevant(application.scheme, facts_of(application))


def condition_field(scheme: Scheme) -> Field | None:
    """Return the field that holds the catalogue condition, if the scheme has one."""
    return next((field for field in scheme.fields() if _catalogue_of(field) == "conditions"), None)


def _catalogue_of(field: Field) -> str | None:
    return field.choices.catalogue if isinstance(field.choices, ChoiceSource) else None


def _chosen_condition(application: Application, field: Field) -> CatalogueCondition | None:
    assert isinstance(field.choices, ChoiceSource)
    category = application.answers.get(field.choices.of or "")
    code = application.answers.get(field.key)
    if not isinstance(category, str) or not isinstance(code, str) or not code:
        return None
    return conditions_of(application.scheme.catalogue_key).filter(category__code=category, code=code).first()


def latest_submission(application: Application) -> Submission | None:
    return application.submissions.order_by("-number").first()


def stored_by(user: User, *, on: dt.date) -> tuple[int, int]:
    """Return how many files of a person, and bytes, came on a day and are still stored."""
    start = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    found = Attachment.objects.filter(uploaded_by=user, uploaded_at__gte=start)
    total = found.aggregate(files=Count("id"), size=Sum("size"))
    return total["files"], total["size"] or 0


def is_typed(application: Application, field: Field) -> bool:
    """Whether the form takes an answer to this field: not what the account or the unit says (NX-53, AMB-22).

    A field that is asked `once` is typed as long as the account lacks it and the case was never submitted.
    """
    if not field.immutable:
        return True
    if not field.once or application.submitted_at is not None:
        return False
    return not known_value(application, field)


def known_value(application: Application, field: Field) -> Any:
    """Return what the account or the unit says for a field that is prefilled from there; empty if it says nothing."""
    owner, _dot, key = (field.prefill or "").partition(".")
    if owner == "unit":
        return application.unit.facts_for([key]).get(key, "") if application.unit else ""
    if field.prefill == "applicant.unit":
        unit = unit_of_person(application.applicant)
        return unit.public_id if unit else ""
    if field.prefill == "applicant.age":
        age = age_of(application.applicant)
        return "" if age is None else str(age)
    value = getattr(application.applicant, key, "") if owner else ""
    return value.isoformat() if hasattr(value, "isoformat") else (value or "")


def age_of(person: User) -> int | None:
    """Return a person's full years today (AMB-26); None where the birth date is not known."""
    return full_years(person.birth_date, today()) if person.birth_date else None


def full_years(birth: dt.date, on: dt.date) -> int:
    """Return how many birthdays somebody has had; that of the 29th of February is the 1st of March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def return_of(application: Application) -> TimelineEntry | None:
    """Return the event by which a case that is to be corrected was given back: by whom, when, and why.

    What a unit gave back before it reported stays so until it is saved anew (HZ-34).
    """
    is_returned = State.RETURNED in (application.state, application.progress)
    return failure_of(application) if is_returned else None


def failure_of(application: Application) -> TimelineEntry | None:
    """Return the event by which a case failed, whether it can be corrected, is ended, or was revoked."""
    ended = State.RETURNED if application.progress == Progress.RETURNED else application.state
    action = {State.RETURNED: "returned", State.REJECTED: "rejected", State.REVOKED: "revoked"}.get(State(ended))
    entries: QuerySet[TimelineEntry] = application.timeline.filter(action=action or "")
    return entries.order_by("-id").first() if action else None


def stage_words(scheme: Scheme, key: str) -> str:
    """Return what a stage of an office is called there, to say where a case failed (CY-72).

    Empty for any other stage, and where the scheme has only this one.
    """
    stages = {stage.key: stage for stage in scheme.stages if stage.holder == "office"}
    return stages[key].for_offices.of(get_language()) if key in stages and len(stages) > 1 else ""


def progress_of(application: Application) -> list[Step]:
    """Return the status bar: what the applicant sees from filling in to the end, each word once (NX-44).

    A case that was given back stands at the beginning again, with the words of that.
    """
    scheme, is_filled_in = application.scheme, application.state in EDITABLE
    first = _first_words(application) if is_filled_in else scheme.label("draft")
    words = [
        first,
        *words_on_way(application),
        *(stage.label for stage in stages_of(application)),
        scheme.label("approved"),
    ]
    steps = list({word.zh: word for word in words}.values())
    here = next((n for n, word in enumerate(steps) if word.zh == application.label_zh), len(steps))
    return [Step(word, is_done=n < here, is_current=n == here) for n, word in enumerate(steps)]


def _first_words(application: Application) -> Text:
    """What a case is called that is filled in; one that was saved in steps has passed its beginning."""
    if application.progress and application.progress != Progress.RETURNED:
        return application.scheme.label("draft")
    return Text(zh=application.label_zh, en=application.label_en)


@dataclass(frozen=True)
class Step:
    """One word of the status bar."""

    words: Text
    is_done: bool
    is_current: bool

    @property
    def label(self) -> str:
        return self.words.of(get_language())


def present_attachments(application: Application) -> QuerySet[Attachment]:
    """The files that stand in the slots now, in the order they came."""
    return application.attachments.filter(removed_at__isnull=True).order_by("id")


def content_of(application: Application) -> dict[str, Any]:
    """Return what a submission would hold if the form were handed in now."""
    names, present = names_of_files(application), list(present_attachments(application))
    origins = origins_of(present)
    attachments = [
        {
            "id": one.public_id,
            "slot": one.slot,
            "name": names[one.public_id],
            "sha256": one.sha256,
            "size": one.size,
            "content_type": one.content_type,
            **origins.get(one.public_id, {}),
        }
        for one in present
    ]
    unit_facts = application.unit.facts_for(application.scheme.unit_facts) if application.unit else {}
    return {"answers": application.answers, "attachments": attachments, "unit_facts": unit_facts}


def is_submitted(attachment: Attachment) -> bool:
    """Whether a submission names the file. What submissions hold is sealed, so the few of one case are read."""
    submissions = attachment.application.submissions.all()
    return any(file["id"] == attachment.public_id for one in submissions for file in one.attachments)


def form_digest(application: Application) -> str:
    """Return the digest of what the printed form shows; a sealed upload made under another digest is stale."""
    return _digest_of_form(application.scheme, application.answers, _photos(application))


def _digest_of_form(scheme: Scheme, answers: dict[str, Any], photos: list[str]) -> str:
    pages = [section for section in scheme.sections if not section.slots]
    printed = {f.key for section in pages if section.repeating is None for f in section.fields}
    printed |= {section.key for section in pages if section.repeating}
    return digest([{key: value for key, value in answers.items() if key in printed}, photos])


def _photos(application: Application) -> list[str]:
    """The photo is printed on the form too: another one makes the sealed pages stale."""
    slots = [slot.key for slot in application.scheme.slots if slot.photo]
    return list(present_attachments(application).filter(slot__in=slots).values_list("sha256", flat=True))


def digest_code(application: Application) -> str:
    """Return the digest as it is printed at the foot of a letter and compared by eye: 4F2A-09BC-77D1."""
    return _as_code(form_digest(application))


def printed_code(submission: Submission) -> str:
    """Return the same of what was handed in: who looks at the sealed pages compares it with theirs."""
    scheme = submission.application.scheme
    slots = {slot.key for slot in scheme.slots if slot.photo}
    photos = [file["sha256"] for file in submission.attachments if file["slot"] in slots]
    return _as_code(_digest_of_form(scheme, submission.answers, photos))


def _as_code(digested: str) -> str:
    head = digested[:12].upper()
    return "-".join(head[start : start + 4] for start in range(0, 12, 4))


def changes_between(earlier: Submission, later: Submission) -> set[str]:
    """Return the paths whose answer or files differ between two submissions of one case: what a reviewer looks at again.

    A record that came or went counts as one path, `record:<section>.<id>`. What renews a recognition is held against it
    answer by answer, as its conditions do; its files are other files in any case.
    """
    if later.application.scheme.renews is not None and earlier.application_id != later.application_id:
        facts = later.answers | {f"unit.{key}": value for key, value in later.unit_facts.items()}
        return {f"field:{key}" for key in changed_fields(later.application, facts) or ()}
    lists = {section.key for section in later.application.scheme.repeating_sections()}
    keys = (earlier.answers.keys() | later.answers.keys()) - lists
    fields = {f"field:{key}" for key in keys if earlier.answers.get(key) != later.answers.get(key)}
    for key in lists:
        fields |= _changes_of_records(key, records_in(earlier.answers, key), records_in(later.answers, key))
    before, after = _files_by_slot(earlier), _files_by_slot(later)
    return fields | {f"slot:{slot}" for slot in before.keys() | after.keys() if before.get(slot) != after.get(slot)}


def _changes_of_records(section: str, earlier: list[Record], later: list[Record]) -> set[str]:
    before, after = ({record["id"]: record for record in records} for records in (earlier, later))
    changed = {f"record:{section}.{record}" for record in before.keys() ^ after.keys()}
    for record in before.keys() & after.keys():
        keys = before[record].keys() | after[record].keys()
        changed |= {
            f"field:{section}.{record}.{key}" for key in keys if before[record].get(key) != after[record].get(key)
        }
    return changed


def _files_by_slot(submission: Submission) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for attachment in submission.attachments:
        files.setdefault(attachment["slot"], []).append(attachment["sha256"])
    return files


def digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def statement_text(scheme: Scheme, language: str) -> str:
    """Return the whole statement in one language, as it is kept with a consent; empty if the scheme has none."""
    statement = scheme.statement
    if statement is None:
        return ""
    lines = [statement.title.of(language)]
    for part in statement.parts:
        lines += [part.title.of(language), *part.text.of(language)]
    lines += [*statement.consent.of(language), statement.agree.of(language)]
    return "\n".join(lines)
