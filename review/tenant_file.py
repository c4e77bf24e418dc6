"""What a tenant's own file says: names, hosts, offices with their outlets, pages, and which schemes it publishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path as FilePath

from pydantic import Field as Item
from pydantic import model_validator

from applications.scheme.document import Document
from applications.scheme.faults import Path, SchemeError, suggestion
from applications.scheme.text import Strict, Text
from applications.scheme.units import UnitsBlock, faults_of_units
from portal.codes import known_code_sets
from portal.people.choices import SignInMode, SignInName
from portal.privacy.choices import LegalBasis
from portal.privacy.services.retaining import fault_in_period
from portal.tenants.choices import ArticleKind, Audience
from review.choices import OfficeKind, Tier
from review.tenant_look import LookEntry, faults_of_look


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


class ArticleEntry(Strict):
    kind: ArticleKind
    title: Text
    body: Text
    published_on: dt.date
    source: Text | None = None
    published: bool = Item(True, description="false: a draft")


class DownloadEntry(Strict):
    file: str = Item(pattern=r"^[\w./-]+\.(md|txt)$", description="a readable text beside this file; it becomes a PDF")
    title: Text
    description: Text | None = None
    published_on: dt.date
    manual: Audience | None = Item(None, description="whose manual it is: everyone, unit or office")
    text: str = Item("", exclude=True, description="of the file, filled in by `read_tenant_file`")


class ComplaintsEntry(Strict):
    office: str = Item(description="the code of the office that answers")
    working_days: int = Item(15, ge=1, le=60)


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


class NetworkWords(Strict):
    """What the page says to one kind of user of the account network."""

    button: Text
    title: Text
    items: tuple[Text, ...] = Item(min_length=1)
    transition: Text | None = Item(None, description="to who had an account on the site before")
    transition_title: Text | None = None


class NetworkEntry(Strict):
    """Sign-in by the accounts of an outside network alone (HZ-01…12); which server it is, is set in /manage/."""

    name: Text
    notices: tuple[Text, ...] = ()
    intro: Text | None = None
    contact: Text | None = Item(None, description="whom to ask about accounts of the network")
    register_url: str = Item(pattern=r"^https?://")
    upgrade_url: str = Item("", pattern=r"^(https?://.*)?$", description="unless the server names one in its claims")
    person: NetworkWords
    unit: NetworkWords
    levels: tuple[str, ...] = Item(min_length=1, description="levels of real-name verification that let a person in")
    claims: dict[str, str] = Item({}, description="the network's names of claims, where they differ from ours")


class SignInEntry(Strict):
    modes: tuple[SignInMode, ...] = Item((), description="person and unit, in the order in which they are offered")
    by: tuple[SignInName, ...] = Item((SignInName.PHONE,), min_length=1, description="what people give as their name")
    captcha: bool = Item(False, description="a picture to be read before the password counts")
    remember_days: int = Item(0, ge=0, le=14, description="how long people may stay signed in; 0: not at all")
    by_code: bool = Item(False, description="one form to register and sign in: number, picture and the code sent to it")
    codes_a_day: int = Item(2000, ge=10, description="so many SMS codes leave in a day, whoever asks for them")
    both_numbers: bool = Item(False, description="a changed number is confirmed by codes to the old and the new one")
    network: NetworkEntry | None = Item(
        None, description="people come by an account network, and there are no passwords"
    )

    @model_validator(mode="after")
    def _is_a_choice(self) -> SignInEntry:
        if self.modes and sorted(self.modes) != sorted(SignInMode):
            raise ValueError("expected modes to name person and unit, each once, or none of them")
        if self.network and (self.modes or self.by_code or self.captcha or self.remember_days):
            raise ValueError("expected nothing beside network: there is no other way to sign in")
        return self


class AreaPart(Strict):
    title: Text
    body: Text


class AreaEntry(Strict):
    """A page that leads to schemes: what they are for, who may apply, how it goes."""

    key: str = Item(pattern=r"^[a-z][a-z0-9-]*$")
    title: Text
    summary: Text | None = None
    parts: tuple[AreaPart, ...] = ()
    schemes: tuple[str, ...] = ()


class TenantFile(Strict):
    slug: str = Item(pattern=r"^[a-z][a-z0-9-]*$")
    name: Text
    bureau: Text
    region: str = Item(pattern=r"^[0-9]{6}$", description="GB/T 2260")
    hotline: str = ""
    hosts: tuple[str, ...] = Item(min_length=1)
    look: LookEntry = Item(LookEntry(), description="colour, emblem, words")
    offices: tuple[OfficeEntry, ...]
    outlets_are_samples: bool = Item(False, description="no bureau has confirmed them")
    schemes: tuple[str, ...] = Item((), description="folders beside this file")
    pages: tuple[PageEntry, ...] = ()
    units: UnitsBlock | None = Item(None, description="who opens units, and what they state about themselves")
    sign_in: SignInEntry | None = Item(
        None, description="how people sign in; the security administrator edits it later"
    )
    support: Text | None = Item(None, description="how to get help beside the hotline, with the signs of pages")
    areas: tuple[AreaEntry, ...] = Item((), description="pages between the home page and the schemes")
    articles: tuple[ArticleEntry, ...] = Item((), description="notices and policies to begin with")
    downloads: tuple[DownloadEntry, ...] = Item((), description="files to begin with, the manuals among them")
    complaints: ComplaintsEntry | None = Item(None, description="without it, none are taken")
    retention: dict[str, int] = Item({}, description="days by kind of data; `manage.py retain --dry-run` names them")
    privacy: PrivacyEntry | None = Item(None, description="the first version of the notice; the bureau edits it later")

    @property
    def office_codes(self) -> set[str]:
        return {office.code for office in self.offices}


def read_tenant_file(path: FilePath) -> tuple[TenantFile, FilePath]:
    """Return a tenant's file (named itself or by its folder) and that folder; raise SchemeError with its faults.

    The texts that `downloads` names are read with it, and the emblem.
    """
    path = path / "tenant.yaml" if path.is_dir() else path
    document = Document(path)
    tenant = document.parse(TenantFile)
    faults = [document.fault(where, expected) for where, expected in _faults_of(tenant, path.parent)]
    if faults:
        raise SchemeError(faults)
    return _with_texts(tenant, path.parent), path.parent


def _with_texts(tenant: TenantFile, folder: FilePath) -> TenantFile:
    read = [one.model_copy(update={"text": (folder / one.file).read_text("utf-8")}) for one in tenant.downloads]
    look = tenant.look
    if look.emblem:
        look = look.model_copy(update={"picture": (folder / look.emblem).read_bytes()})
    return tenant.model_copy(update={"downloads": tuple(read), "look": look})


def _faults_of(tenant: TenantFile, folder: FilePath) -> Iterator[tuple[Path, str]]:
    yield from _faults_of_offices(tenant)
    yield from faults_of_look(tenant.look, folder)
    yield from _faults_of_content(tenant, folder)
    for key, days in tenant.retention.items():
        if reason := fault_in_period(key, days):
            yield ("retention", key), reason
    for path, expected in faults_of_units(tenant.units, known_code_sets(), OfficeKind.values) if tenant.units else ():
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


def _faults_of_content(tenant: TenantFile, folder: FilePath) -> Iterator[tuple[Path, str]]:
    yield from _faults_of_areas(tenant)
    manuals: set[Audience] = set()
    for number, download in enumerate(tenant.downloads):
        if not (folder / download.file).resolve().is_relative_to(folder.resolve()):
            yield ("downloads", number, "file"), "it lies outside of the tenant's folder"
        elif not (folder / download.file).is_file():
            yield ("downloads", number, "file"), f"there is no file {folder / download.file}"
        if download.manual in manuals:
            yield ("downloads", number, "manual"), f"there is a manual of {download.manual} already"
        manuals |= {download.manual} if download.manual else set()
    if tenant.complaints is not None and tenant.complaints.office not in tenant.office_codes:
        known = suggestion(tenant.complaints.office, tenant.office_codes)
        yield ("complaints", "office"), f"no office of this file{known}"


def _faults_of_areas(tenant: TenantFile) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for number, area in enumerate(tenant.areas):
        if area.key in seen:
            yield ("areas", number, "key"), f"the key {area.key} is taken; expected another"
        seen.add(area.key)
        for index, scheme in enumerate(area.schemes):
            if scheme not in tenant.schemes:
                known = suggestion(scheme, set(tenant.schemes))
                yield ("areas", number, "schemes", index), f"no scheme of this file{known}"
