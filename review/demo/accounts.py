"""The demonstration's people. All share one password, which is shown on the front page and good for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.calendar import now
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.privacy.services.agreeing import agree_to_present_notice
from portal.tenants.scope import current_tenant
from review.demo.plan import DemoPlan
from review.models import Office, Seat
from review.services.administrators import make_tenant_administrator

PASSWORD = "Juxian-demo-1"


class Register:
    """Makes accounts with numbers that are nobody's, each seed once."""

    def __init__(self, plan: DemoPlan) -> None:
        self._names = _names(plan)
        self._seeds = iter(range(1, 100_000))

    def person(self, *, login: str, name: str = "") -> User:
        """Return a new person with a checked document and a verified phone."""
        seed = next(self._seeds)
        facts = check_id_number(IdType.CN_ID, invented_id_number(seed))
        person = User.objects.create_user(
            tenant=current_tenant(),
            password=PASSWORD,
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

    def reviewer(self, office: Office, login: str) -> User:
        """Return a new person with a seat in the office."""
        user = self.person(login=login)
        Seat.objects.create(office=office, user=user)
        return user

    def administrator(self) -> User:
        """Return the bureau's clerk, who keeps the tenant's tables."""
        user = self.person(login="admin")
        make_tenant_administrator(user)
        return user


def _names(plan: DemoPlan) -> Iterator[str]:
    """Family and given names in turn; no name comes twice before all pairs are used."""
    families, given = plan.family_names, plan.given_names
    for number in range(len(families) * len(given)):
        yield families[number % len(families)] + given[(number + number // len(families)) % len(given)]


def login_of(office: Office) -> str:
    """Return the login name of an office's first reviewer: its code without the word for its kind."""
    return re.sub(r"^(alliance|municipal)-|-department$", "", office.code)
