"""Units of the current tenant."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portal.codes import Code, code_set
from portal.people.models import User
from portal.tenants.scope import current_tenant
from units.choices import CertificationState, UnitState
from units.grams import beginning_of_query, normalise, pieces_of_query, spelling
from units.models import (
    Certification,
    Employment,
    LegacyUnit,
    LetterBundle,
    SchemeOpening,
    Unit,
    UnitAdministrator,
    UnitGram,
    UnitRules,
)

CANDIDATES = 200
"""How many units are ranked at most; a text that fits more needs more letters anyway."""

MOST_PIECES = 6

BY_LICENCE, BY_NETWORK = "units-by-licence", "units-by-network"
"""What is remembered of the rules, since pages that are not of units ask too."""


def find_units(text: str, limit: int = 10) -> list[Unit]:
    """Return open units that answer a piece of the name, its pinyin, its initials or the whole credit code.

    Names that begin with the text come first, then those that contain it, then by spelling.
    """
    wanted = normalise(text)
    if not wanted:
        return []
    if len(wanted) == 18 and (holder := unit_by_words(wanted)):
        return [holder]
    candidates = (*_beginning(wanted)[:CANDIDATES], *_containing(wanted)[:CANDIDATES])
    units = {unit.pk: unit for unit in candidates}
    ranked = [(rank, unit) for unit in units.values() if (rank := _rank(unit, wanted)) is not None]
    ranked.sort(key=lambda pair: (pair[0], len(pair[1].name), pair[1].name))
    return [unit for _rank_, unit in ranked[:limit]]


def open_units() -> QuerySet[Unit]:
    """Return the units whose people may apply."""
    return Unit.objects.filter(state=UnitState.OPEN)


def unit_by_words(text: str) -> Unit | None:
    """Return the one open unit of exactly this name or credit code: how a form without scripts names a unit."""
    text = text.strip()
    found = list(open_units().filter(uscc=text.upper())[:1]) or list(open_units().filter(name=text)[:2])
    return found[0] if len(found) == 1 else None


def unit_by_public_id(public_id: str) -> Unit | None:
    return Unit.objects.filter(public_id=public_id).first()


def name_of_unit(public_id: str) -> str:
    """Return the name of a unit, or of an account of the former site; empty for anything else."""
    named = Unit.objects.filter(public_id=public_id).first() or LegacyUnit.objects.filter(public_id=public_id).first()
    return named.name if named else ""


def must_prove_twice() -> Exists | None:
    """The condition on a person's row that they act for a unit, where the tenant wants a second factor of these."""
    if not current_tenant().units_need_second_factor:
        return None
    return Exists(UnitAdministrator.objects.filter(user=OuterRef("pk"), is_active=True))


def units_of(user: User) -> QuerySet[Unit]:
    """Return the open units for which this person acts."""
    return open_units().filter(_seat_of(user))


def units_stating(user: User) -> QuerySet[Unit]:
    """Return the units of this account that came by the network and have not said yet what is asked of them (HZ-14)."""
    return Unit.objects.filter(_seat_of(user), state=UnitState.STATING)


def is_seated(user: User) -> bool:
    """Whether this person acts for a unit that is open, or for one that has not said yet what is asked of it."""
    in_use = (UnitState.OPEN, UnitState.STATING)
    return UnitAdministrator.objects.filter(user=user, is_active=True, unit__state__in=in_use).exists()


def _seat_of(user: User) -> Exists:
    return Exists(UnitAdministrator.objects.filter(unit=OuterRef("pk"), user=user, is_active=True))


def is_administrator(user: User, unit: Unit) -> bool:
    """Whether this person acts for the unit today."""
    return user.is_active and UnitAdministrator.objects.filter(unit=unit, user=user, is_active=True).exists()


def arrived_units() -> QuerySet[Unit]:
    """Return the units for which the network has vouched: an account of theirs has signed in."""
    seats = UnitAdministrator.objects.filter(unit=OuterRef("pk"), user__is_legal_person=True, is_active=True)
    return Unit.objects.filter(Exists(seats), state__in=[UnitState.OPEN, UnitState.STATING])


def arrived_unit_by_words(text: str) -> Unit | None:
    """Return the one of these of exactly this name or credit code, None if there is none or more than one."""
    text = text.strip()
    found = list(arrived_units().filter(Q(uscc=text.upper()) | Q(name=text))[:2])
    return found[0] if len(found) == 1 else None


def accounts_waiting() -> QuerySet[LegacyUnit]:
    """Return the accounts of the former site that nobody has claimed and about which nobody has decided."""
    return LegacyUnit.objects.filter(unit__isnull=True, claimed_at__isnull=True)


def disputed_accounts() -> QuerySet[LegacyUnit]:
    """Return those of which another has the same credit code, and so has a unit that has arrived: the bureau decides."""
    twins = LegacyUnit.objects.filter(uscc=OuterRef("uscc")).exclude(pk=OuterRef("pk"))
    units = arrived_units().filter(uscc=OuterRef("uscc"))
    return accounts_waiting().filter(~Q(uscc=""), Exists(twins), Exists(units)).order_by("uscc", "id")


def accounts_in_dispute(unit: Unit) -> int:
    """Return how many accounts with the unit's credit code wait for the bureau; 0 where there is nothing to decide."""
    return disputed_accounts().filter(uscc=unit.uscc).count()


def accounts_of(unit: Unit) -> QuerySet[LegacyUnit]:
    """Return the accounts of the former site that the unit has taken over."""
    return LegacyUnit.objects.filter(unit=unit).order_by("claimed_at", "id")


def find_accounts(text: str) -> QuerySet[LegacyUnit]:
    """Return the accounts that no unit has, by a piece of the name, the account's name or the whole code."""
    text = text.strip()
    if not text:
        return LegacyUnit.objects.none()
    wanted = Q(name__icontains=text) | Q(account=text) | Q(uscc=text.upper())
    return LegacyUnit.objects.filter(wanted, unit__isnull=True).order_by("name", "id")


def account_by_public_id(public_id: str) -> LegacyUnit:
    """Return an account of the former site; LegacyUnit.DoesNotExist for any other id."""
    found: LegacyUnit = LegacyUnit.objects.select_related("unit", "claimed_by").get(public_id=public_id)
    return found


def current_rules() -> UnitRules | None:
    """Return what the tenant's file says of units now, None if it says nothing."""
    rules: UnitRules | None = UnitRules.objects.order_by("-number").first()
    return rules


def employment_of(user: User) -> Employment | None:
    """Return the register's row that names this person's unit today."""
    row: Employment | None = Employment.objects.filter(user=user, until__isnull=True).select_related("unit").first()
    return row


def unit_of_person(user: User) -> Unit | None:
    """Return the unit that the register names for this person today."""
    row = employment_of(user)
    return row.unit if row else None


def opening_of(unit: Unit, scheme_key: str) -> SchemeOpening | None:
    """Return that a scheme was opened for the unit, closed again meanwhile or not."""
    openings = SchemeOpening.objects.filter(unit=unit, scheme_key=scheme_key).select_related("opened_by")
    found: SchemeOpening | None = openings.first()
    return found


def is_opened_for(unit: Unit, scheme_key: str) -> bool:
    """Whether an office has opened the scheme for the unit (NX-26)."""
    return SchemeOpening.objects.filter(unit=unit, scheme_key=scheme_key, closed_at__isnull=True).exists()


def units_requested_by(user: User) -> QuerySet[Unit]:
    """Return what this person asked to open and has no answer to, or a refusal."""
    waiting = [UnitState.PENDING, UnitState.REFUSED]
    return Unit.objects.filter(requested_by=user, state__in=waiting).order_by("-created_at")


def unit_requested_by(user: User, public_id: str) -> Unit | None:
    """Return one of those, None for any other unit."""
    return units_requested_by(user).filter(public_id=public_id).first()


def pending_units() -> QuerySet[Unit]:
    """Return the units that wait for an office, the longest wait first."""
    return Unit.objects.filter(state=UnitState.PENDING).select_related("requested_by").order_by("created_at", "id")


def administrators_of(unit: Unit) -> QuerySet[User]:
    """Return the people who act for a unit today."""
    seats = UnitAdministrator.objects.filter(unit=unit, user=OuterRef("pk"), is_active=True)
    return User.objects.filter(Exists(seats), is_active=True).order_by("name", "id")


def certifications_of(user: User) -> QuerySet[Certification]:
    """Return the licences that this person has uploaded, the latest first."""
    return Certification.objects.filter(user=user).select_related("unit", "user").order_by("-id")


def certification_by_public_id(public_id: str) -> Certification | None:
    found: Certification | None = (
        Certification.objects.filter(public_id=public_id).select_related("unit", "user").first()
    )
    return found


def certified_unit_of(user: User) -> Unit | None:
    """Return the unit for which this person acts by a certification of their own, the latest one."""
    latest = Certification.objects.filter(user=user, state=CertificationState.PASSED).order_by("-id").first()
    unit: Unit | None = units_of(user).filter(pk=latest.unit_id).first() if latest else None
    return unit


def vouched_units() -> QuerySet[Unit]:
    """Return the open units whose credit code nobody doubts: opened by an office, or see `Certification.vouches`."""
    passed = Certification.objects.filter(unit=OuterRef("pk"), state=CertificationState.PASSED)
    sure = passed.filter(Q(checked_at__isnull=False) | Q(read_uscc=F("uscc")))
    return open_units().filter(~Exists(passed) | Exists(sure))


def is_vouched_for(unit: Unit) -> bool:
    """Whether the unit is one of these."""
    return vouched_units().filter(pk=unit.pk).exists()


def certification_of_unit(unit: Unit) -> Certification | None:
    """Return the certification by which the unit stands, whoever made it; None if an office opened it."""
    passed = Certification.objects.filter(unit=unit, state=CertificationState.PASSED)
    found: Certification | None = passed.select_related("user").order_by("-passed_at", "-id").first()
    return found


def unreadable_pictures(user: User) -> int:
    """Return how many of this person's pictures nobody could read since a certification of theirs passed."""
    passed = Certification.objects.filter(user=user, state=CertificationState.PASSED).order_by("-id").first()
    pictures = Certification.objects.filter(user=user, state=CertificationState.UNREADABLE)
    return pictures.filter(pk__gt=passed.pk if passed else 0).count()


def bundle_by_public_id(public_id: str) -> LetterBundle | None:
    found: LetterBundle | None = LetterBundle.objects.filter(public_id=public_id).select_related("unit", "by").first()
    return found


def districts() -> list[Code]:
    """Return the districts and counties of the tenant's region (GB/T 2260)."""
    return code_set("gbt2260_divisions").children(current_tenant().region_code)


def _has(gram: str) -> Exists:
    return Exists(UnitGram.objects.filter(unit=OuterRef("pk"), gram=gram))


def _beginning(wanted: str) -> QuerySet[Unit]:
    return _containing(wanted).filter(_has(beginning_of_query(wanted)))


def _containing(wanted: str) -> QuerySet[Unit]:
    units = open_units()
    for gram in pieces_of_query(wanted)[:MOST_PIECES]:
        units = units.filter(_has(gram))
    return units


def _rank(unit: Unit, wanted: str) -> int | None:
    """0 is best; None for a unit whose pieces fit but not in this order."""
    name = normalise(unit.name)
    pinyin, initials = spelling(unit.name)
    tests = (
        name.startswith(wanted),
        wanted in name,
        initials.startswith(wanted) or pinyin.startswith(wanted),
        wanted in initials or wanted in pinyin,
    )
    return next((rank for rank, holds in enumerate(tests) if holds), None)
