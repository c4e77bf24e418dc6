"""Renewal prolongs what is held, and one certificate alone stands, whichever scheme it came from (HZ-92)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from certificates.choices import CertificateState
from certificates.queries import recognition_of
from certificates.rendering.page import render_pdf
from tests.applications.renewing import renewing  # noqa: F401
from tests.builders import sign_in
from tests.renewing import FIRST_DAY, LAST_DAY, NAME, Renewing, certificate_of, on, scheme

# ruff: noqa: F811
DAY = dt.timedelta(days=1)


@pytest.fixture
def clock() -> None:
    """Each test says what day it is."""


def visitor() -> Client:
    return Client(headers={"host": "lakeside.localhost"})


@pytest.mark.requirement("HZ-35", "HZ-92")
def test_renewed_in_time_counts_from_the_end_of_the_old_one(renewing: Renewing) -> None:
    old = certificate_of(renewing.recognise())
    new = certificate_of(renewing.renew(FIRST_DAY))
    old.refresh_from_db()
    assert (old.valid_until, new.issued_on, new.valid_until) == (LAST_DAY, FIRST_DAY, dt.date(2028, 11, 2))
    assert new.content["valid_from"] == "2026-11-03"
    assert (old.state, old.superseded_by) == (CertificateState.SUPERSEDED, new)


@pytest.mark.parametrize(
    ("approved", "until"),
    [
        (LAST_DAY, dt.date(2028, 11, 2)),
        (LAST_DAY + DAY, dt.date(2028, 11, 2)),
        (dt.date(2027, 2, 1), dt.date(2029, 1, 31)),
    ],
)
def test_renewed_after_the_end_counts_from_the_approval(renewing: Renewing, approved: dt.date, until: dt.date) -> None:
    renewing.recognise()
    new = certificate_of(renewing.renew(approved))
    assert new.valid_until == until
    assert new.content["valid_from"] == max(approved, LAST_DAY + DAY).isoformat()


@pytest.mark.requirement("HZ-92")
def test_new_recognition_supersedes_a_renewal_and_begins_anew(renewing: Renewing) -> None:
    first = certificate_of(renewing.recognise())
    second = certificate_of(renewing.renew(FIRST_DAY))
    third = certificate_of(renewing.recognise(LAST_DAY, category="C"))
    assert (third.content["valid_from"], third.valid_until) == ("2026-11-02", dt.date(2028, 11, 1))
    for earlier, later in ((first, second), (second, third)):
        earlier.refresh_from_db()
        assert (earlier.state, earlier.superseded_by) == (CertificateState.SUPERSEDED, later)


def test_certificate_of_the_former_site_is_superseded_like_any(renewing: Renewing) -> None:
    old = certificate_of(renewing.imported())
    new = certificate_of(renewing.renew(FIRST_DAY, work_unit=renewing.unit.public_id))
    old.refresh_from_db()
    assert (old.superseded_by, new.valid_until) == (new, dt.date(2028, 11, 2))


@pytest.mark.requirement("HZ-92")
def test_verification_of_the_old_number_leads_to_the_new_one(renewing: Renewing) -> None:
    old = certificate_of(renewing.recognise())
    new = certificate_of(renewing.renew(FIRST_DAY))
    asked = visitor().post(reverse("certificates:verify"), {"number": old.number, "name": NAME}).content.decode()
    address = f"{reverse('certificates:verify')}?number={new.number}"
    assert "finding-superseded " in asked
    assert f'href="{address}"' in asked
    followed = visitor().get(address).content.decode()
    assert f'value="{new.number}"' in followed
    assert "finding-" not in followed
    assert NAME not in followed


def test_recognition_says_from_when_it_counts(renewing: Renewing) -> None:
    renewing.recognise()
    held = recognition_of(renewing.renew(FIRST_DAY))
    assert held is not None
    assert (held.issued_on, held.valid_from, held.is_standing) == (FIRST_DAY, LAST_DAY + DAY, True)


def test_template_may_print_the_first_day(renewing: Renewing) -> None:
    renewing.recognise()
    new = certificate_of(renewing.renew(FIRST_DAY))
    template = scheme("refiling").files["certificate.html"]
    address = "http://lakeside.localhost/verify/x/"
    assert render_pdf(template, new.content, None, address) != render_pdf(
        template, new.content | {"valid_from": "2026-10-03"}, None, address
    )


def test_holder_sees_the_new_number_on_the_page_of_the_old_case(renewing: Renewing) -> None:
    base = renewing.recognise()
    new = certificate_of(renewing.renew(FIRST_DAY))
    with on(LAST_DAY):
        browser = sign_in(visitor(), renewing.person)
        assert new.number in browser.get(reverse("applications:detail", args=[base.public_id])).content.decode()
