from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.template import Context, Template
from django.test import RequestFactory

from applications import holders
from applications.models import Application
from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.tasks import render_certificate
from portal.audit.models import Event
from portal.tenants.models import Tenant

Approved = Callable[..., Application]


def test_approval_issues_and_revocation_revokes(approved: Approved) -> None:
    application = approved()
    assert holders.words_for(application, "zh-hans")["number"] == ""
    holders.tell_approved(application)
    assert holders.words_for(application, "zh-hans")["number"] == "NBRC2026000001"
    holders.tell_revoked(application, "材料造假")
    certificate = Certificate.objects.get(application=application)
    assert (certificate.state, certificate.end_reason) == (CertificateState.REVOKED, "材料造假")
    actions = Event.objects.filter(action__startswith="certificate.").order_by("id")
    assert list(actions.values_list("action", flat=True)) == ["certificate.issued", "certificate.revoked"]


def test_the_task_opens_its_own_scope(approved: Approved, tenant: Tenant) -> None:
    application = approved()
    holders.tell_approved(application)
    certificate = Certificate.objects.get(application=application)
    render_certificate(certificate.pk, tenant.pk)
    render_certificate(certificate.pk, tenant.pk)
    certificate.refresh_from_db()
    assert certificate.pdf


def test_the_command_makes_what_is_missing(approved: Approved) -> None:
    holders.tell_approved(approved("甲一"))
    holders.tell_approved(approved("张\ue863"))
    for made in ("1", "0"):
        said = StringIO()
        call_command("render_certificates", stdout=said)
        assert said.getvalue().strip() == f"ningbo: {made} made"
    assert "U+E863" in Certificate.objects.get(holder_name="张\ue863").render_fault


def test_a_page_shows_the_panel_where_it_names_the_place(approved: Approved) -> None:
    application = approved()
    holders.tell_approved(application)
    request = RequestFactory().get("/")
    request.user = application.applicant
    page = Template('{% load ui %}{% panels "application" application %}{% panels "nowhere" application %}')
    assert "NBRC2026000001" in page.render(Context({"request": request, "application": application}))


@pytest.mark.requirement("NB-98")
def test_a_rolled_back_approval_leaves_no_certificate_and_no_gap(approved: Approved) -> None:
    with transaction.atomic():
        holders.tell_approved(approved("甲一"))
        transaction.set_rollback(True)
    application = approved("乙二")
    holders.tell_approved(application)
    assert Certificate.objects.get().number == "NBRC2026000001"
