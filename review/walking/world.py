"""Everything a case needs around it: its own portal with offices and reviewers, the employer, the applicant."""

from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from applications.models import Application
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from portal.calendar import now
from portal.codes import known_code_sets
from portal.network.claims import PersonClaims
from portal.people.invented import invented_phone, invented_uscc
from portal.people.models import User
from portal.people.services import register_person, verify_phone
from portal.privacy.services.agreeing import agree_to_present_notice
from portal.tenants.models import Tenant
from review.models import Office, Seat
from review.services.setting_up import set_up_tenant
from review.walking.case import ApplicantGiven
from review.walking.certifying import certify
from review.walking.divisions import district_code, division_code
from review.walking.naming import named_person
from review.walking.network import arrive_as_person, arrive_as_unit
from review.walking.reading import CaseFile
from review.walking.units import UnitGiven
from review.walking.words import KINDS, LEVELS, meant
from units.models import Unit
from units.services import create_unit, open_scheme, register_unit
from units.services.administrators import seat


@dataclass
class World:
    """One walk's surroundings. `seed` is made of the file's name, so that the same case invents the same people."""

    file: CaseFile
    tenant: Tenant
    unit: Unit | None = None
    unit_administrator: User | None = None
    applicant: User | None = None
    application: Application | None = None
    earlier: World | None = None
    """Where the case before this one was walked, in the same portal."""

    @cached_property
    def seed(self) -> int:
        return zlib.crc32(self.file.document.path.stem.encode()) % 1_000_000

    @property
    def person(self) -> User:
        assert self.applicant is not None
        return self.applicant

    def filler(self, party: str | None = None) -> User:
        """Return who fills in: the person, or the unit's administrator; as the file says where no party is named."""
        if (party or self.file.begun_by) == "unit":
            assert self.unit_administrator is not None
            return self.unit_administrator
        return self.person

    @property
    def certifies_units(self) -> bool:
        """Whether units of this portal open themselves by their licence."""
        units = self.file.tenant.units
        return units is not None and units.certified_by_licence

    @property
    def comes_by_network(self) -> bool:
        """Whether units and people of this portal come by an account network."""
        units = self.file.tenant.units
        return units is not None and units.opened_by_network

    @property
    def case(self) -> Application:
        """The application, as it is in the database now."""
        assert self.application is not None
        self.application = Application.objects.select_related("unit", "applicant", "version").get(
            pk=self.application.pk
        )
        return self.application


def set_up_portal(file: CaseFile) -> Tenant:
    """Make a portal of this walk's own from the files as they are now, the scheme published in it.

    Under a name nobody has, so that a walk meets neither the data of the real portal nor another walk.
    """
    # No case needs the handbooks, and each takes a second to print.
    own = {"slug": f"walk-{secrets.token_hex(6)}", "hosts": (), "downloads": ()}
    tenant = set_up_tenant(file=file.tenant.model_copy(update=own), schemes=schemes_of(file))
    tenant.public_address = settings.PORTAL_ADDRESS.format(host=file.tenant.hosts[0])
    tenant.save(update_fields=["public_address"])
    return tenant


def schemes_of(file: CaseFile) -> list[Scheme]:
    """Return the schemes that the walk needs, what a scheme needs before it: of the files before, and beside this one."""
    found = {one.scheme: one for one in (schemes_of(file.before) if file.before else [])}
    needed = file.scheme.needs or (file.scheme.renews.scheme if file.scheme.renews else None)
    if needed and needed not in found:
        folder = file.scheme_path.parent.parent / needed
        found[needed] = load_scheme(folder, known_codes=known_code_sets(), known_offices=file.tenant.office_codes)
    return list((found | {file.scheme.scheme: file.scheme}).values())


def seat_reviewers() -> None:
    """Give every office somebody who decides for it."""
    for number, office in enumerate(Office.objects.order_by("pk")):
        seat_reviewer(office, f"{office.name_zh}审核员", phone=invented_phone(90_000_000 + number))


def open_unit(world: World) -> None:
    """Open the employer, with an administrator, if the case has one. Raises Refused."""
    if world.file.case.unit is not None and world.comes_by_network:
        given = world.file.case.unit
        world.unit, world.unit_administrator = arrive_as_unit(given, uscc=given.uscc or invented_uscc(world.seed))
    elif world.file.case.unit is not None:
        _open_unit(world, world.file.case.unit)


def register_applicant(world: World) -> None:
    """Register the applicant, the phone verified; whom a unit enters need not have registered.

    Raises Refused, BadIdentityNumber, BadName or BadPhone.
    """
    if world.file.begun_by != "person":
        return
    given = world.file.case.applicant
    world.applicant = _arrived(world, given) if world.comes_by_network else _register(world, given)


def _arrived(world: World, given: ApplicantGiven) -> User:
    """Sign in as the network describes the person: as in the case before, where this file does not say otherwise."""
    known = world.earlier.applicant if world.earlier else None
    if known is not None:
        before = {"name": known.name, "id_type": known.id_type, "id_number": known.id_number, "phone": known.phone}
        given = given.model_copy(update={key: getattr(given, key) or value for key, value in before.items()})
    named = named_person(given, world.seed)
    claims = PersonClaims(
        sub=f"walk-{named.id_number}",  # an account of the network is registered under the document's number (HZ-08)
        name=named.name,
        id_type=named.id_type,
        id_number=named.id_number,
        level="advanced",
        phone=given.phone or invented_phone(world.seed),
        upgrade_url="",
    )
    return arrive_as_person(claims, language=given.language or "zh-hans")


def seat_reviewer(office: Office, name: str, *, phone: str | None = None) -> User:
    """Return the reviewer of this name in an office, newly seated if need be."""
    seated: User | None = User.objects.filter(seats__office=office, name=name).first()
    if seated is None:
        seated = User.objects.create_user(tenant=office.tenant, name=name[:60], phone=phone)
        Seat.objects.create(office=office, user=seated)
    return seated


def reviewer_of(office: Office, name: str | None = None) -> User:
    """Return who decides for an office: the person named, else the one it has."""
    if name:
        return seat_reviewer(office, name)
    reviewer: User = User.objects.filter(seats__office=office).order_by("pk")[0]
    return reviewer


def open_another_unit(world: World, given: UnitGiven) -> tuple[Unit, User]:
    """Open a second employer, and return it with its administrator. Raises Refused."""
    administrator = User.objects.create_user(
        tenant=world.tenant, name=given.contact_name or "另一单位", phone=invented_phone(93_000_000)
    )
    given = given.model_copy(update={"name": given.name or "另一示例单位", "uscc": invented_uscc(world.seed + 1)})
    if world.certifies_units:
        return certify(given, administrator), administrator
    return _registered(world, given, administrator), administrator


def _registered(world: World, given: UnitGiven, administrator: User) -> Unit:
    """A unit that an authority has brought into the register and opened, with as much as the file says of it."""
    opener = reviewer_of(Office.objects.order_by("pk")[0])
    unit = register_unit(
        by=opener,
        name=given.name or "示例研究中心",
        uscc=given.uscc or invented_uscc(world.seed),
        region=division_code(given.region or "", world.tenant.region_code),
    )
    # A case names only what its routes ask; the whole statement has tests of its own.
    unit.information, unit.information_at = given.information, now()
    unit.save(update_fields=["information", "information_at"])
    seat(unit=unit, user=administrator)
    scheme = world.file.scheme
    if scheme.opened_for_units and given.opened:
        open_scheme(unit=unit, scheme_key=scheme.scheme, by=opener)
    return unit


def _open_unit(world: World, given: UnitGiven) -> None:
    world.unit_administrator = User.objects.create_user(
        tenant=world.tenant, name=given.contact_name or "人事负责人", phone=invented_phone(91_000_000)
    )
    if world.certifies_units:
        named = given.model_copy(update={"uscc": given.uscc or invented_uscc(world.seed)})
        world.unit = certify(named, world.unit_administrator)
        return
    if given.region is not None:
        world.unit = _registered(world, given, world.unit_administrator)
        return
    name = given.name or "宁远示例研究中心"
    location = district_code(given.location_district, world.tenant.region_code)
    world.unit = create_unit(
        by=reviewer_of(Office.objects.order_by("pk")[0]),
        administrator=world.unit_administrator,
        name=name,
        uscc=given.uscc or invented_uscc(world.seed),
        level=meant(given.level or "", LEVELS) or given.level or "",
        kind=meant(given.kind or "", KINDS) or given.kind or "",
        location_district=location,
        tax_district=district_code(given.tax_district, world.tenant.region_code) if given.tax_district else location,
        contact_name=world.unit_administrator.name,
        contact_phone=given.contact_phone or invented_phone(92_000_000),
        confirms_online=_confirms_online(world, given),
    )


def _confirms_online(world: World, given: UnitGiven) -> bool:
    """As the file says; else the unit confirms if a step is about that."""
    if given.confirms_online is not None:
        return given.confirms_online
    stages = {stage.key for stage in world.file.scheme.stages if stage.holder == "unit"}
    return any(step.stage in stages for step in world.file.case.steps)


def _register(world: World, given: ApplicantGiven) -> User:
    named = named_person(given, world.seed)
    person = register_person(
        name=named.name,
        id_type=named.id_type,
        id_number=named.id_number,
        phone=given.phone or invented_phone(world.seed),
        password=secrets.token_urlsafe(16),
        birth_date=named.birth_date,
        sex=named.sex,
        language=given.language or "zh-hans",
    )
    verify_phone(person=person, phone=person.phone or "")
    agree_to_present_notice(user=person, language=person.language)
    if given.email:
        person.email = given.email
        person.save(update_fields=["email"])
    return person
