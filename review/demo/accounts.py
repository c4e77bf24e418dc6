"""The demonstration's people. All share one password, which is shown on the front page and good for nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from portal.calendar import now
from portal.network.words import network_words
from portal.people.choices import AdminRole, IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.people.roles import appoint
from portal.people.totp import enrol_totp
from portal.privacy.services.agreeing import agree_to_present_notice
from portal.tenants.scope import current_tenant
from review.demo.filling import Person
from review.demo.plan import DemoPlan
from review.models import Office
from review.services.administrators import give_seat

PASSWORD = "Juxian-demo-1"


def secret_of(login: str) -> str:
    """Return the secret of a demonstration account's authenticator app: invented, and known to every visitor."""
    return base64.b32encode(hashlib.sha256(f"juxian demo {login}".encode()).digest()[:20]).decode()


class Register:
    """Makes accounts with numbers that are nobody's, each seed once."""

    def __init__(self, plan: DemoPlan) -> None:
        self._names = _names(plan)
        self._seeds = iter(range(1, 100_000))

    def person(self, *, login: str, name: str = "") -> User:
        """Return a new person with a checked document and a verified phone."""
        seed, by_network = next(self._seeds), network_words() is not None
        facts = check_id_number(IdType.CN_ID, invented_id_number(seed))
        person = User.objects.create_user(
            tenant=current_tenant(),
            password=None if by_network else PASSWORD,
            vouched_at=now() if by_network else None,
            login_name=login,
            name=name or next(self._names),
            id_type=IdType.CN_ID,
            id_number=facts.number,
            birth_date=facts.birth_date,
            sex=facts.sex or "",
            phone=f"+86{invented_phone(seed)}",
            phone_verified_at=now(),
        )
        agree_to_present_notice(user=person)
        return person

    def without_account(self) -> Person:
        """Return somebody whom only a unit knows."""
        return Person(name=next(self._names), id_number=invented_id_number(next(self._seeds)))

    def reviewer(self, office: Office, login: str) -> User:
        """Return a new person with a seat in the office."""
        user = self.staff(login=login)
        give_seat(person=user, office=office, by=None)
        return user

    def administrators(self) -> list[User]:
        """Return the three who keep tables, accounts and the log."""
        logins = {"admin": AdminRole.SYSTEM, "security": AdminRole.SECURITY, "audit": AdminRole.AUDIT}
        return [appoint(person=self.staff(login=login), role=role, by=None) for login, role in logins.items()]

    def staff(self, *, login: str) -> User:
        """Return a new person whose authenticator app the lobby shows."""
        user = self.person(login=login)
        enrol_totp(person=user, secret=secret_of(login))
        return user


def _names(plan: DemoPlan) -> Iterator[str]:
    """Family and given names in turn; no name comes twice before all pairs are used."""
    families, given = plan.family_names, plan.given_names
    for number in range(len(families) * len(given)):
        yield families[number % len(families)] + given[(number + number // len(families)) % len(given)]


def login_of(office: Office) -> str:
    """Return the login name of an office's first reviewer: its code without the word for its kind."""
    return re.sub(r"^(alliance|municipal)-|-department$", "", office.code)
