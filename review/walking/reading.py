"""From a case file to a case whose scheme was found and whose names are known; every fault with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from applications.scheme import Scheme
from applications.scheme.document import Document
from applications.scheme.faults import Path, SchemeError, suggestion
from applications.scheme.loader import load_scheme
from applications.scheme.parts import FollowUpResult
from applications.scheme.records import records_in
from portal.codes import known_code_sets
from review.tenant_file import TenantFile
from review.walking.case import Case
from review.walking.finding import scheme_path_of, tenant_of
from review.walking.samples import missing_files
from review.walking.steps import Step
from review.walking.words import ID_TYPES, KINDS, LEVELS, SEXES, meant

# Answers of the page before the form and pictures, which a file may give among the answers.
STATEMENT = "statement_agreed"


@dataclass(frozen=True)
class CaseFile:
    """A case file that was read: what it says, where each line of it stands, and the scheme and tenant it names."""

    document: Document
    case: Case
    scheme: Scheme
    scheme_path: FilePath
    tenant: TenantFile
    before: CaseFile | None = None

    @property
    def begun_by(self) -> str:
        return begun_by(self.scheme, self.case)

    @property
    def name(self) -> str:
        return str(self.document.path)

    @property
    def folder(self) -> FilePath:
        return self.document.path.parent

    def line(self, *path: str | int) -> int:
        return self.document.fault(path, "").line


def begun_by(scheme: Scheme, case: Case) -> str:
    """Return who begins the case: the unit where the scheme knows nobody else, or the file says so."""
    is_units = scheme.subject == "unit" or "person" not in scheme.fills_in
    return "unit" if is_units else case.enters


def read_case(path: FilePath, *, after: tuple[FilePath, ...] = ()) -> CaseFile:
    """Return a case file and the one before it; raise SchemeError with every fault of a case, its scheme or its tenant.

    `after` are the files that name this one as the case before theirs.
    """
    document = Document(path)
    case = document.parse(Case)
    before = _before(document, case, (*after, path.resolve()))
    scheme_path = scheme_path_of(document, case)
    tenant = tenant_of(document, case, scheme_path)
    scheme = load_scheme(scheme_path, known_codes=known_code_sets(), known_offices=tenant.office_codes)
    found = [*_faults_of(case, scheme, tenant, path.parent), *_faults_beside(case, tenant, before)]
    faults = [document.fault(where, expected) for where, expected in found]
    if faults:
        raise SchemeError(faults)
    return CaseFile(document, case, scheme, scheme_path, tenant, before)


def _before(document: Document, case: Case, after: tuple[FilePath, ...]) -> CaseFile | None:
    if case.before is None:
        return None
    path = document.path.parent / case.before
    if not path.is_file():
        raise SchemeError([document.fault(("before",), f"there is no file {path}")])
    if path.resolve() in after:
        raise SchemeError([document.fault(("before",), "this file comes after it already")])
    return read_case(path, after=after)


Found = Iterator[tuple[Path, str]]


def _faults_of(case: Case, scheme: Scheme, tenant: TenantFile, folder: FilePath) -> Found:
    yield from _unit_faults(case, scheme)
    yield from _unknown(case.answers, {*_fields(scheme), *_slots(scheme, photos=True), STATEMENT}, ("answers",))
    yield from _slot_faults(case.given_attachments, scheme, folder, ("attachments",))
    if not case.steps:
        yield ("steps",), "expected at least one step, such as submit"
    for number, step in enumerate(case.steps):
        path: Path = ("steps", number)
        yield from _step_faults(case, scheme, tenant, number)
        for key, changes in (("edit", step.edit), ("change", step.change)):
            if changes is not None and step.of is None:
                known = {*_fields(scheme), *_slots(scheme, photos=True)}
                yield from _unknown(changes.answers, known, (*path, key, "answers"))
                yield from _slot_faults(changes.attachments, scheme, folder, (*path, key, "attachments"))


def _faults_beside(case: Case, tenant: TenantFile, before: CaseFile | None) -> Found:
    """What can be seen only beside the portal, or beside the case before."""
    certified = tenant.units is not None and (tenant.units.certified_by_licence or tenant.units.opened_by_network)
    steps = [(("steps", number, "enter"), step.enter) for number, step in enumerate(case.steps)]
    for path, unit in [(("unit",), case.unit), *steps]:
        if unit is not None and not certified and not unit.is_found_by_routes:
            yield path, "expected `level` and `kind`, or `region`"
    arrives = tenant.units is not None and tenant.units.opened_by_network
    if before is not None and case.unit is not None and not arrives:
        yield ("unit",), "expected none: it is the unit of the case before"
    for number, step in enumerate(case.steps):
        yield from _step_of_before(step, before, ("steps", number))


def _step_of_before(step: Step, before: CaseFile | None, path: Path) -> Found:
    """A step about the case before is checked as one of its own."""
    if step.of is None:
        return
    if before is None or step.of != before.scheme.scheme:
        known = {before.scheme.scheme} if before else set()
        yield (*path, "of"), f"expected the scheme of the case before{suggestion(step.of, known)}"
        return
    alone = before.case.model_copy(update={"steps": (step.model_copy(update={"of": None}),)})
    for where, expected in _faults_of(alone, before.scheme, before.tenant, before.folder):
        if where[0] == "steps":
            yield (*path, *where[2:]), expected


def _fields(scheme: Scheme) -> set[str]:
    """What answers may be given: fields, lists of records, and pages with keys of their own as a mapping."""
    own = {section.key for section in scheme.sections if section.own_keys or section.repeating}
    return {field.key for field in scheme.fields()} | own


def _slots(scheme: Scheme, *, photos: bool = False) -> set[str]:
    slots = [slot for slot in scheme.slots if slot.photo or not photos]
    return {name for slot in slots for name in (slot.key, slot.also) if name}


def _unknown(given: dict[str, object], known: set[str], path: Path) -> Found:
    for key in given:
        if key not in known:
            yield (*path, key), f"the form has no such field{suggestion(key, known)}"


def _slot_faults(given: dict[str, object], scheme: Scheme, folder: FilePath, path: Path) -> Found:
    known = _slots(scheme)
    for key, files in given.items():
        if key not in known:
            yield (*path, key), f"the form has no such attachment{suggestion(key, known)}"
        for name in missing_files(files, folder):
            yield (*path, key), f"there is no file {folder / name}; `sample` makes one"


def _unit_faults(case: Case, scheme: Scheme) -> Found:
    tables = [(("applicant", key), getattr(case.applicant, key), table) for key, table in _APPLICANT_TABLES.items()]
    if case.unit is not None:
        tables += [(("unit", "level"), case.unit.level, LEVELS), (("unit", "kind"), case.unit.kind, KINDS)]
    if case.unit is None and case.before is None:
        if case.enters == "unit":
            yield ("enters",), "expected a `unit` that enters the case"
        elif begun_by(scheme, case) == "unit":
            yield ("scheme",), "only units begin cases of it; expected a `unit`, or a case `before`"
    for path, word, table in tables:
        if word is not None and meant(word, table) is None:
            yield path, f"no such word: {word}{suggestion(word, table)}"


_APPLICANT_TABLES = {"sex": SEXES, "id_type": ID_TYPES}


def _step_faults(case: Case, scheme: Scheme, tenant: TenantFile, number: int) -> Found:
    step, path = case.steps[number], ("steps", number)
    if step.of is not None:
        return  # seen beside the case before
    if step.stage is not None:
        yield from _stage_faults(step, scheme, path)
    results = {name for one in _results(scheme) for name in (one.value, one.label.zh, one.label.en)}
    if step.result is not None and step.result not in results:
        yield (*path, "result"), f"the scheme has no such result{suggestion(step.result, results)}"
    if step.office is not None and step.office not in tenant.office_codes:
        yield (*path, "office"), f"there is no such office{suggestion(step.office, tenant.office_codes)}"
    places = _fields(scheme) | _slots(scheme)
    for place in step.remarks:
        named = place.removeprefix("field:").removeprefix("slot:").removeprefix("section:")
        if named not in places and named.partition(".")[0] not in places:
            yield (*path, "remarks", place), f"the form has no such field or attachment{suggestion(place, places)}"


def _stage_faults(step: Step, scheme: Scheme, path: Path) -> Found:
    stages = {stage.key for stage in scheme.stages}
    if step.stage is None or step.stage not in stages:
        yield (*path, "stage"), f"the scheme has no such stage{suggestion(step.stage or '', stages)}"
        return
    records = {field.key for field in scheme.stage(step.stage).records}
    for key in step.records:
        if key not in records:
            expected = suggestion(key, records) or "; it asks for none"
            yield (*path, "records", key), f"the stage records no such thing{expected}"


def _results(scheme: Scheme) -> tuple[FollowUpResult, ...]:
    return scheme.follow_up.results if scheme.follow_up else ()


def remark_path(scheme: Scheme, place: str, answers: Mapping[str, Any]) -> str:
    """Return the place of a remark as the services name it.

    Besides fields and slots it may be a list (`papers`), a record by its number (`papers.2`), a field of it
    (`papers.2.name`), or the row of a slot for it (`paper_proofs.2`).
    """
    key = place.removeprefix("field:").removeprefix("slot:").removeprefix("section:")
    if any(field.key == key for field in scheme.fields()):
        return f"field:{key}"
    head, _dot, rest = key.partition(".")
    section = next((one for one in scheme.repeating_sections() if one.key == head), None)
    if section is not None:
        return _path_in_list(section.key, rest, answers)
    slot = scheme.slot(head)
    if slot.each is None or not rest:
        return f"slot:{slot.key}"
    return f"slot:{slot.key}.{_id_of(rest, slot.each.section, answers)}"


def _path_in_list(section: str, rest: str, answers: Mapping[str, Any]) -> str:
    number, _dot, field = rest.partition(".")
    if not number:
        return f"section:{section}"
    record = f"{section}.{_id_of(number, section, answers)}"
    return f"field:{record}.{field}" if field else f"record:{record}"


def _id_of(number: str, section: str, answers: Mapping[str, Any]) -> str:
    records = records_in(answers, section)
    known = number.isdecimal() and 0 < int(number) <= len(records)
    return str(records[int(number) - 1]["id"]) if known else number
