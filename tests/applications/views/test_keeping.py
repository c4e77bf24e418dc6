"""Browsers without scripts: what was sent after the session had ended is not lost."""

from django.test import Client
from django.urls import reverse

from applications.models import Application
from portal.people.models import User
from tests.builders import PASSWORD, make_person


def address(case: Application) -> str:
    return reverse("applications:page", args=[case.public_id, "personal_information"])


def sign_in(client: Client, user: User) -> None:
    data = {"login": user.phone.removeprefix("+86"), "password": PASSWORD}
    client.post(reverse("account_login"), data)


def test_a_page_sent_after_the_session_ended_is_saved_after_signing_in(draft: Application, person: User) -> None:
    stranger = Client(headers={"host": "ningbo.localhost"})
    answer = stranger.post(address(draft), {"field:major": "海洋生物学", "go": "save"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))

    sign_in(stranger, person)
    page = stranger.get(address(draft))

    assert "海洋生物学" in page.content.decode()
    draft.refresh_from_db()
    assert draft.answers["major"] == "海洋生物学"


def test_what_was_kept_reaches_nobody_elses_case(draft: Application) -> None:
    other = make_person(draft.tenant)
    stranger = Client(headers={"host": "ningbo.localhost"})
    stranger.post(address(draft), {"field:major": "海洋生物学"})

    sign_in(stranger, other)

    assert stranger.get(address(draft)).status_code == 404
    draft.refresh_from_db()
    assert "major" not in draft.answers


def test_more_than_any_form_holds_is_not_kept(draft: Application, person: User) -> None:
    stranger = Client(headers={"host": "ningbo.localhost"})
    stranger.post(address(draft), {"field:major": "长" * 100_000})

    sign_in(stranger, person)

    stranger.get(address(draft))
    draft.refresh_from_db()
    assert "major" not in draft.answers
