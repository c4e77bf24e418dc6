"""What a signed-in person is refused stands in the log, though the refused write was taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.models import Application, Attachment
from portal.audit.choices import Kind
from portal.audit.models import Event
from portal.people.models import User
from portal.policy import Refused
from portal.refusals import noting_refusals
from tests.builders import make_application, make_attachment, make_person, sign_in

HOST = {"host": "ningbo.localhost"}


def client_of(user: User | None) -> Client:
    client = Client(headers=HOST)
    if user is not None:
        sign_in(client, user)
    return client


def refusals() -> list[dict[str, Any]]:
    return list(
        Event.objects.filter(kind=Kind.REFUSAL)
        .order_by("id")
        .values("actor_name", "action", "target", "words", "detail")
    )


@pytest.fixture
def application(tenant) -> Application:
    return make_application(tenant, applicant=make_person(tenant))


def test_a_strangers_case_is_noted_as_refused_with_its_object(tenant, application):
    stranger = make_person(tenant, name="路过")
    address = f"/cases/{application.public_id}/"
    assert client_of(stranger).get(address).status_code == 404
    (refusal,) = refusals()
    assert (refusal["actor_name"], refusal["action"]) == ("路过", "access.refused")
    assert refusal["target"] == f"applications.application:{application.pk}"
    assert refusal["detail"]["public_id"] == application.public_id
    assert (refusal["detail"]["method"], refusal["detail"]["status"]) == ("GET", 404)


def test_tries_at_what_does_not_exist_are_one_row_a_minute(tenant):
    client = client_of(make_person(tenant))
    for number in range(5):
        assert client.get(f"/cases/nothing{number}/").status_code == 404
    (refusal,) = refusals()
    assert refusal["target"] == "address:applications:detail"


def test_refused_write_is_taken_back_and_its_refusal_stays(tenant):
    approved = make_application(tenant, state="APPROVED")
    client = client_of(approved.applicant)
    response = client.post(f"/cases/{approved.public_id}/withdraw/", {"confirm": "on"})
    assert response.status_code < 500
    (refusal,) = refusals()
    assert refusal["target"] == f"applications.application:{approved.pk}"
    assert "不能撤回" in refusal["words"]
    assert not Event.objects.filter(action="application.withdrawn").exists()


def test_desk_of_reviewers_is_refused_to_an_applicant(tenant):
    client_of(make_person(tenant)).get("/desk/")
    assert [refusal["target"] for refusal in refusals()] == ["address:review:queue"]


def test_own_pages_unknown_addresses_and_visitors_leave_nothing(tenant, application):
    owner = client_of(application.applicant)
    assert owner.get(f"/cases/{application.public_id}/").status_code == 200
    assert owner.get("/nowhere/").status_code == 404
    client_of(None).get(f"/cases/{application.public_id}/")
    assert refusals() == []


def test_nothing_is_noted_outside_of_a_request():
    Refused("nobody listens")
    with noting_refusals() as noted:
        Refused("heard")
    assert noted.reasons == ["heard"]


def opened_by(user: User, attachment: Attachment) -> list[str]:
    response = client_of(user).get(f"/attachments/{attachment.public_id}/")
    assert response.status_code == 200
    return list(Event.objects.filter(kind=Kind.READ).values_list("action", "actor_name"))


def test_file_opened_by_its_owner_is_no_sensitive_read(tenant, application):
    assert opened_by(application.applicant, make_attachment(application, "nb_photo")) == []
