"""A list shows nothing that is sealed, and so opens nothing, however long it is."""

from __future__ import annotations

import pytest

from portal.calendar import now
from portal.sealing.seals import Box
from units.models import UnitAdministrator


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The columns that were opened since."""
    purposes, unseal = [], Box.unseal_text

    def note(self: Box, token: str, *, purpose: str, bound_to: str = "") -> str:
        purposes.append(purpose)
        return unseal(self, token, purpose=purpose, bound_to=bound_to)

    monkeypatch.setattr(Box, "unseal_text", note)
    return purposes


def test_lists_of_cases_open_no_seal(send, reviewer, as_user, opened):
    cases = [send(f"陈{number}强") for number in "甲乙丙"]
    officer = reviewer("alliance-haishu")
    for case in cases:
        UnitAdministrator.objects.get_or_create(unit=case.unit, user=officer, defaults={"since": now()})
    for user, address in ((officer, "/desk/"), (officer, "/my-units/cases/"), (cases[0].applicant, "/cases/")):
        client = as_user(user)
        opened.clear()
        assert "陈甲强" in client.get(address).content.decode()
        assert not [one for one in opened if one.startswith(("applications.", "review.", "units."))], address
        assert len([one for one in opened if one.startswith("people.")]) <= 1, address
