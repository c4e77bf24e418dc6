"""Whoever has to mend a case reads at once who gave it back and why."""

import pytest
from django.test import Client

from applications.services.confirming import return_case_by_unit
from applications.services.drafts import start_application
from applications.services.submitting import submit_application
from tests.applications.tiered import tiers  # noqa: F401
from tests.builders import sign_in
from tests.tiers import Tiers, fill_in

# ruff: noqa: F811
WORDS = "材料不齐，请补充毕业证书"


@pytest.mark.requirement("NX-116")
@pytest.mark.parametrize(
    "address", ["/", "/cases/{}/", "/cases/{}/form/basics/", "/cases/{}/form/posts/", "/cases/{}/preview/"]
)
def test_why_a_case_was_given_back_stands_on_its_pages(tiers: Tiers, address: str) -> None:
    case = start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")
    fill_in(case, tiers.person, tiers.unit)
    submit_application(application_id=case.pk, user=tiers.person)
    return_case_by_unit(application_id=case.pk, user=tiers.keeper, words=WORDS, remarks=[])
    browser = sign_in(Client(headers={"host": "uplands.localhost"}), tiers.person)
    assert WORDS in browser.get(address.format(case.public_id)).content.decode()


def test_a_draft_names_nobody_who_gave_it_back(tiers: Tiers) -> None:
    case = start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")
    browser = sign_in(Client(headers={"host": "uplands.localhost"}), tiers.person)
    assert "退回" not in browser.get(f"/cases/{case.public_id}/form/basics/").content.decode()
