from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from applications.choices import State
from applications.models import Application
from certificates import policies
from certificates.models import Certificate
from certificates.panels import certificate_panel
from certificates.services.ending import revoke_certificate
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.builders import make_person, make_tenant, sign_in

Issued = Callable[..., Certificate]


def download(user: User | None, number: str, host: str = "ningbo.localhost") -> Any:
    client = Client(headers={"host": host})
    if user is not None:
        sign_in(client, user)
    return client.get(reverse("certificates:download", args=[number]))


@pytest.mark.requirement("NB-93")
def test_the_holder_gets_the_pdf_under_a_name_that_says_what_it_is(issued: Issued) -> None:
    certificate = issued()
    response = download(certificate.holder, certificate.number)
    assert response.content.startswith(b"%PDF-1")
    disposition = unquote(response["Content-Disposition"])
    assert disposition.startswith("attachment")
    assert "宁波市高层次人才分类认定证书_陈秀强_NBRC2026000001.pdf" in disposition
    assert "no-store" in response["Cache-Control"]


def test_a_stranger_gets_what_does_not_exist(tenant: Tenant, issued: Issued) -> None:
    certificate = issued()
    stranger = make_person(tenant)
    assert download(stranger, certificate.number).status_code == 404
    assert download(stranger, "NBRC2026999999").status_code == 404


def test_another_tenants_certificate_does_not_exist(issued: Issued) -> None:
    certificate = issued()
    other = make_tenant("hangzhou")
    assert download(make_person(other), certificate.number, "hangzhou.localhost").status_code == 404


def test_a_visitor_is_asked_to_sign_in(issued: Issued) -> None:
    assert download(None, issued().number).status_code == 302


def test_further_viewers_can_be_admitted(tenant: Tenant, issued: Issued, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "_viewers", [])
    certificate, officer = issued(), make_person(tenant)
    policies.register_viewer(lambda user, certificate: user == officer)
    assert download(officer, certificate.number).status_code == 200
    assert download(make_person(tenant), certificate.number).status_code == 404


@pytest.mark.requirement("NB-98")
@pytest.mark.parametrize("state", [State.BUREAU_APPROVAL, State.PUBLICITY])
def test_nothing_to_download_before_publicity_is_over(issued: Issued, state: State) -> None:
    certificate = issued(state=state)
    response = download(certificate.holder, certificate.number)
    assert response.status_code == 403
    assert "公示无异议后才能下载" in response.content.decode()


@pytest.mark.requirement("NB-101")
def test_a_revoked_certificate_is_not_given_out_any_more(issued: Issued) -> None:
    certificate = issued()
    revoke_certificate(application=certificate.application, reason="材料造假")
    response = download(certificate.holder, certificate.number)
    assert response.status_code == 403
    assert "已撤销" in response.content.decode()


def test_a_file_that_cannot_be_made_is_explained(issued: Issued) -> None:
    certificate = issued("张\ue863")
    response = download(certificate.holder, certificate.number)
    assert response.status_code == 503
    assert "证书效力不受影响" in response.content.decode()


def panel(user: User, application: Application) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return str(certificate_panel(request, application))


@pytest.mark.requirement("NB-93", "NB-94", "NB-98")
def test_the_page_of_the_case_offers_the_certificate_once_approved(approved: Any, issued: Issued) -> None:
    certificate = issued()
    page = panel(certificate.holder, certificate.application)
    assert reverse("certificates:download", args=[certificate.number]) in page
    assert "不再发放纸质证书" in page
    running = approved(state=State.PUBLICITY)
    assert panel(running.applicant, running) == ""


def test_the_page_of_the_case_offers_no_download_to_others(tenant: Tenant, issued: Issued) -> None:
    certificate = issued()
    page = panel(make_person(tenant), certificate.application)
    assert certificate.number in page
    assert "download" not in page


def test_the_bureau_looks_at_certificates_and_prints_them_anew_but_changes_none(tenant: Tenant, issued: Issued) -> None:
    certificate = issued()
    clerk = make_person(tenant, is_staff=True, is_superuser=True)
    client = Client(headers={"host": "ningbo.localhost"})
    sign_in(client, clerk)
    url = reverse("admin:certificates_certificate_changelist")
    assert certificate.number in client.get(url).content.decode()
    client.post(url, {"action": "render_again", "_selected_action": [certificate.pk]})
    certificate.refresh_from_db()
    assert certificate.pdf
    change = reverse("admin:certificates_certificate_change", args=[certificate.pk])
    assert client.post(change, {"number": "X"}).status_code == 403
    assert client.get(reverse("admin:certificates_certificate_add")).status_code == 403
