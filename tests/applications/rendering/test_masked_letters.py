"""A letter for everybody's eyes has no number whole, whatever its template prints (HZ-64)."""

from __future__ import annotations

import pytest

from applications.rendering.letters import letter_context
from portal.people.masking import mask_id_number
from tests.applications.filed import filing  # noqa: F401
from tests.filed import Filed

# ruff: noqa: F811


@pytest.mark.requirement("HZ-62", "HZ-64")
def test_masked_letter_hides_numbers_and_keeps_names(filing: Filed) -> None:
    case = filing.form_saved()
    fields = letter_context(case, "public")["fields"]
    assert (fields["name"], fields["id_number"]) == ("市秀强", mask_id_number(filing.person.id_number))
    assert fields["mobile"].endswith(filing.person.phone[-4:])
    assert filing.person.phone[-11:] not in str(letter_context(case, "public"))
    assert filing.person.id_number not in str(letter_context(case, "public"))


@pytest.mark.requirement("HZ-63")
def test_form_to_be_sealed_has_them_whole(filing: Filed) -> None:
    case = filing.form_saved()
    assert letter_context(case, "form")["fields"]["id_number"] == filing.person.id_number
