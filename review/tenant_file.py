"""What a tenant's own file says: names, hosts, offices with their outlets, pages, and which schemes it publishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from pydantic import Field as Item
from pydantic import model_validator

from applications.scheme.document import Document
from applications.scheme.faults import Path, SchemeError, suggestion
from applications.scheme.text import Strict, Text
from applications.scheme.units import UnitsBlock, faults_of_units
from portal.codes import known_code_sets
from portal.privacy.choices import LegalBasis
from portal.privacy.services.retaining import fault_in_period
from review.choices import OfficeKind, Tier


class OutletEntry(Strict):
    name: str
    address: str
    contact: str
    hours: str = ""


class OfficeEntry(Strict):
    code: str = Item(pattern=r"^[a-z][a-z0-9-]*$")
    name: Text
    kind: OfficeKind
    tier: Tier
    region: str = Item("", pattern=r"^([0-9]{6})?$", description="GB/T 2260")
    parent: str | None = Item(None, description="the code of an office above it, named earlier in the file")
    outlets: tuple[OutletEntry, ...] = ()


class PageEntry(Strict):
    key: str
    title: Text
    body: Text


class PurposeEntry(Strict):
    key: str = Item(pattern=r"^[a-z][a-z0-9_-]*$")
    name: Text
    basis: LegalBasis
    law: Text | None = None
    required: bool = True
    otherwise: Text | None = Item(None, description="what follows when it is not agreed to, or taken back")

    @model_validator(mode="after")
    def _says_what_follows(self) -> PurposeEntry:
        if self.basis in LegalBasis.asked_for() and self.otherwise is None:
            raise ValueError("expected otherwise: whoever is asked for consent must know what follows without it")
        return self


class PrivacyEntry(Strict):
    notice: Text
    purposes: tuple[PurposeEntry, ...] = Item(min_length=1)


class TenantFile(Strict):
    slug: str = Item(pattern=r"^[a-z][a-z0-9-]*$")
    name: Text
    bureau: Text
    region: str = Item(pattern=r"^[0-9]{6}$", description="GB/T 2260")
    hotline: str = ""
    hosts: tuple[str, ...] = Item(min_length=1)
    offices: tuple[OfficeEntry, ...]
    outlets_are_samples: bool = Item(False, description="no bureau has confirmed them")
    schemes: tuple[str, ...] = Item((), description="folders beside this file")
    pages: tuple[PageEntry, ...] = ()
    units: UnitsBlock | None = Item(None, description="who opens units, and what they state about themselves")
    retention: dict[str, int] = Item({}, description="days by kind of data; `manage.py retain --dry-run` names them")
    privacy: PrivacyEntry | None = Item(None, description="the first version of the notice; the bureau edits it later")

    @property
    def office_codes(self) -> set[str]:
        return {office.code for office in self.offices}


def read_tenant_file(path: FilePath) -> tuple[TenantFile, FilePath]:
    """Return a tenant's file (named itself or by its folder) and that folder; raise SchemeError with its faults."""
    path = path / "tenant.yaml" if path.is_dir() else path
    document = Document(path)
    tenant = document.parse(TenantFile)
    faults = [document.fault(where, expected) for where, expected in _faults_of(tenant, path.parent)]
    if faults:
        raise SchemeError(faults)
    return tenant, path.parent


def _faults_of(tenant: TenantFile, folder: FilePath) -> Iterator[tuple[Path, str]]:
    yield from _faults_of_offices(tenant)
    for key, days in tenant.retention.items():
        if reason := fault_in_period(key, days):
            yield ("retention", key), reason
    for path, expected in faults_of_units(tenant.units, known_code_sets()) if tenant.units else ():
        yield ("units", *path), expected
    for number, scheme in enumerate(tenant.schemes):
        if not (folder / scheme / "scheme.yaml").is_file():
            yield ("schemes", number), f"there is no file {folder / scheme / 'scheme.yaml'}"


def _faults_of_offices(tenant: TenantFile) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for number, office in enumerate(tenant.offices):
        if office.code in seen:
            yield ("offices", number, "code"), f"the code {office.code} is taken; expected another"
        if office.parent is not None and office.parent not in seen:
            yield ("offices", number, "parent"), f"no office named earlier{suggestion(office.parent, seen)}"
        seen.add(office.code)
