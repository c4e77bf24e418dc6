"""Whom the bureau calls about an objection or a unit: masked, and whole only by a button that is logged first."""

from __future__ import annotations

import pytest

from portal.audit.models import Event
from portal.people.invented import invented_uscc
from portal.people.masking import mask_contact
from review.services.objecting import file_objection
from tests.builders import make_person
from tests.review.views.test_public import OBJECTION, publicise
from units.services.registering import request_unit

__all__ = ["publicise"]

FACTS = {
    "name": "宁波甬江科技有限公司",
    "uscc": invented_uscc(77),
    "level": "district",
    "kind": "enterprise",
    "location_district": "330203",
    "tax_district": "330203",
    "contact_name": "何人事",
    "contact_phone": "15400000077",
}


def looks() -> list[str]:
    return list(Event.objects.filter(action="contact.viewed").values_list("target", flat=True))


def test_objectors_contact_is_masked_until_it_is_asked_for(publicise, reviewer, as_user):
    objection = file_objection(entry_id=publicise("陈秀强").pk, **OBJECTION | {"contact": "15400000066"})
    address, client = f"/bureau/objections/{objection.public_id}/", as_user(reviewer("bureau"))
    page = client.get(address).content.decode()
    assert "154****0066" in page
    assert "15400000066" not in page
    assert as_user(reviewer("municipal-window")).post(f"{address}contact/").status_code == 404
    assert client.get(f"{address}contact/")["Location"] == address
    assert looks() == []
    answer = client.post(f"{address}contact/")
    assert "15400000066" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert looks() == [f"review.objection:{objection.pk}"]
    assert "15400000066" not in str(list(Event.objects.values("words", "detail")))


def test_units_contact_is_masked_until_it_is_asked_for(tenant, reviewer, as_user):
    unit = request_unit(by=make_person(tenant), **FACTS)
    address, client = f"/openings/{unit.public_id}/", as_user(reviewer("bureau"))
    page = client.get(address).content.decode()
    assert "154****0077" in page
    assert "15400000077" not in page
    answer = client.post(f"{address}contact/").content.decode()
    assert "15400000077" in answer
    assert looks() == [f"units.unit:{unit.pk}"]
    assert client.post(f"{address}contact/x/").status_code == 404


@pytest.mark.parametrize(
    ("contact", "masked"),
    [("15400000066", "154****0066"), ("qiu@example.com", "q**@example.com"), ("0574-1234", "0****1234"), ("", "")],
)
def test_contact_is_masked_whatever_it_is(contact, masked):
    assert mask_contact(contact) == masked
