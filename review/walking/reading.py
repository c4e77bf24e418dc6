"""From a case file to a case whose scheme was found and whose names are known; every fault with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from django.conf import settings

from applications.scheme import Scheme
from applications.scheme.document import Document
from applications.scheme.faults import Path, SchemeError, suggestion
from applications.scheme.loader import load_scheme
from applications.scheme.records import records_in
from portal.codes import known_code_sets
from review.tenant_file import TenantFile, read_tenant_file
from review.walking.case import Case
from review.walking.samples import missing_files
from review.walking.words import ID_TYPES, KINDS, LEVELS, SEXES, meant

SCHEMES = settings.BASE_DIR / "schemes"
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

    @property
    def name(self) -> str:
        return str(self.document.path)

    @property
    def folder(self) -> FilePath:
        return self.document.path.parent

    def line(self, *path: str | int) -> int:
        return self.document.fault(path, "").line


def read_case(path: FilePath) -> CaseFile:
    """Return a case file; raise SchemeError with every fault of the case, or else of its scheme or its tenant."""
    document = Document(path)
    case = document.parse(Case)
    scheme_path = _scheme_path(document, case)
    tenant = _tenant(document, case, scheme_path)
    scheme = load_scheme(scheme_path, known_codes=known_code_sets(), known_offices=tenant.office_codes)
    faults = [document.fault(where, expected) for where, expected in _faults_of(case, scheme, tenant, path.parent)]
    if faults:
        raise SchemeError(faults)
    return CaseFile(document, case, scheme, scheme_path, tenant)


def _scheme_path(document: Document, case: Case) -> FilePath:
    """`<tenant>/<scheme>`, or a path from the case file, from here, or from the repository."""
    for base in (SCHEMES, document.path.parent, FilePath.cwd(), settings.BASE_DIR):
        found = base / case.scheme
        if found.is_file() or (found / "scheme.yaml").is_file():
            return found / "scheme.yaml" if found.is_dir() else found
    known = [str(path.parent.relative_to(SCHEMES)) for path in SCHEMES.glob("*/*/scheme.yaml")]
    expected = f"there is no scheme {case.scheme}{suggestion(case.scheme, known)}"
    raise SchemeError([document.fault(("scheme",), expected)])


def _tenant(document: Document, case: Case, scheme_path: FilePath) -> TenantFile:
    """The tenant whose folder the scheme lies in; for a scheme elsewhere the one named, or the one that has such a scheme."""
    folder = scheme_path.resolve().parent
    beside = folder.parent
    if case.tenant is None and (beside / "tenant.yaml").is_file():
        return read_tenant_file(beside)[0]
    known = {path.parent.name: path for path in SCHEMES.glob("*/tenant.yaml")}
    same = [name for name in known if (SCHEMES / name / folder.name / "scheme.yaml").is_file()]
    name = case.tenant or (same[0] if len(same) == 1 else None) or (next(iter(known)) if len(known) == 1 else None)
    if name not in known:
        expected = "expected `tenant:` with the name of a folder in schemes/"
        raise SchemeError([document.fault(("tenant",), f"{expected}{suggestion(name or '', known)}")])
    return read_tenant_file(known[name])[0]


Found = Iterator[tuple[Path, str]]


def _faults_of(case: Case, scheme: Scheme, tenant: TenantFile, folder: FilePath) -> Found:
    yield from _unit_faults(case)
    yield from _unknown(case.answers, {*_fields(scheme), *_slots(scheme, photos=True), STATEMENT}, ("answers",))
    yield from _slot_faults(case.given_attachments, scheme, folder, ("attachments",))
    if not case.steps:
        yield ("steps",), "expected at least one step, such as submit"
    for number, step in enumerate(case.steps):
        path: Path = ("steps", number)
        yield from _step_faults(case, scheme, tenant, number)
        if step.edit is not None:
            known = {*_fields(scheme), *_slots(scheme, photos=True)}
            yield from _unknown(step.edit.answers, known, (*path, "edit", "answers"))
            yield from _slot_faults(step.edit.attachments, scheme, folder, (*path, "edit", "attachments"))


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


def _unit_faults(case: Case) -> Found:
    tables = [(("applicant", key), getattr(case.applicant, key), table) for key, table in _APPLICANT_TABLES.items()]
    if case.unit is not None:
        tables += [(("unit", "level"), case.unit.level, LEVELS), (("unit", "kind"), case.unit.kind, KINDS)]
    if case.enters == "unit" and case.unit is None:
        yield ("enters",), "expected a `unit` that enters the case"
    for path, word, table in tables:
        if word is not None and meant(word, table) is None:
            yield path, f"no such word: {word}{suggestion(word, table)}"


_APPLICANT_TABLES = {"sex": SEXES, "id_type": ID_TYPES}


def _step_faults(case: Case, scheme: Scheme, tenant: TenantFile, number: int) -> Found:
    step, path = case.steps[number], ("steps", number)
    stages = {stage.key for stage in scheme.stages}
    if step.stage is not None and step.stage not in stages:
        yield (*path, "stage"), f"the scheme has no such stage{suggestion(step.stage, stages)}"
    elif step.stage is not None:
        records = {field.key for field in scheme.stage(step.stage).records}
        for key in step.records:
            if key not in records:
                expected = suggestion(key, records) or "; it asks for none"
                yield (*path, "records", key), f"the stage records no such thing{expected}"
    if step.office is not None and step.office not in tenant.office_codes:
        yield (*path, "office"), f"there is no such office{suggestion(step.office, tenant.office_codes)}"
    places = _fields(scheme) | _slots(scheme)
    for place in step.remarks:
        named = place.removeprefix("field:").removeprefix("slot:").removeprefix("section:")
        if named not in places and named.partition(".")[0] not in places:
            yield (*path, "remarks", place), f"the form has no such field or attachment{suggestion(place, places)}"


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
