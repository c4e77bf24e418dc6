import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from applications.models import Application
from certificates import tasks
from certificates.choices import CertificateState
from certificates.models import Certificate, CertificateSequence
from certificates.services.issuing import reserve_certificate
from portal.audit.models import Event
from portal.calendar import set_clock
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_application, make_tenant, publish, scheme_of

Approved = Callable[..., Application]
Issued = Callable[..., Certificate]


def rule(**changes: object) -> object:
    return scheme_of().certificate.model_copy(update=changes)  # type: ignore[union-attr]


@pytest.mark.requirement("NB-95")
def test_numbers_follow_the_pattern_and_count_up(issued: Issued) -> None:
    assert [issued(name).number for name in ("甲一", "乙二", "丙三")] == [
        "NBRC2026000001",
        "NBRC2026000002",
        "NBRC2026000003",
    ]


def test_a_new_year_begins_with_one(issued: Issued) -> None:
    issued("甲一")
    with set_clock(dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)):  # half past midnight in the portal's zone
        certificate = issued("乙二")
    assert (certificate.number, certificate.issued_on) == ("NBRC2027000001", dt.date(2027, 1, 1))


def test_tenants_count_apart(issued: Issued) -> None:
    issued("甲一")
    other = make_tenant("hangzhou")
    with tenant_scope(other):
        certificate = reserve_certificate(make_application(other))
    assert certificate is not None
    assert certificate.number == "NBRC2026000001"


def test_a_case_has_one_certificate_however_often_it_is_asked_for(approved: Approved) -> None:
    application = approved()
    assert reserve_certificate(application) == reserve_certificate(application)
    assert CertificateSequence.objects.get().last == 1
    assert Event.objects.filter(action="certificate.issued").count() == 1


def test_a_scheme_without_certificate_issues_none(tenant: Tenant, approved: Approved) -> None:
    assert reserve_certificate(approved(version=publish(tenant, certificate=None))) is None


def test_content_is_frozen_and_holds_no_document_number(issued: Issued) -> None:
    certificate = issued("𠮷䶮秀强")
    content, number = certificate.content, certificate.holder.id_number
    assert (content["name"], content["category"]["zh"]) == ("𠮷䶮秀强", "拔尖人才")
    assert content["id_masked"] == f"{number[0]}{'*' * 16}{number[-1]}"
    assert number not in str(content)
    certificate.application.unit.name = "改名单位"
    certificate.application.unit.save()
    certificate.refresh_from_db()
    assert certificate.content["unit"] == "宁波市精密装备研究院有限公司"


@pytest.mark.requirement("NB-105")
def test_no_period_is_set_unless_the_scheme_says_one(tenant: Tenant, issued: Issued) -> None:
    assert issued("甲一").valid_until is None
    version = publish(tenant, certificate=rule(valid_months=36))
    assert issued("乙二", version=version).valid_until == dt.date(2029, 11, 19)


def test_a_newer_certificate_supersedes_the_holders_earlier_one(issued: Issued) -> None:
    first = issued()
    second = issued(applicant=first.holder)
    first.refresh_from_db()
    assert (first.state, first.superseded_by, first.ended_on) == (
        CertificateState.SUPERSEDED,
        second,
        dt.date(2026, 11, 20),
    )


@pytest.mark.requirement("NB-93")
def test_the_file_is_made_after_the_transaction(issued: Issued, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issued()
        assert not certificate.pdf
    certificate.refresh_from_db()
    assert certificate.pdf.name.endswith(f"{certificate.pdf_sha256}.pdf")


def test_a_file_that_nobody_made_is_made_by_the_sweep(issued: Issued) -> None:
    certificate = issued()
    assert tasks.render_missing() == 1
    assert tasks.render_missing() == 0
    certificate.refresh_from_db()
    assert certificate.pdf


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_take_different_numbers(approved: Approved, tenant: Tenant) -> None:
    cases = [approved("甲一"), approved("乙二")]
    together, numbers = threading.Barrier(2), []

    def approve(application: Application) -> None:
        with tenant_scope(tenant), set_clock(dt.datetime(2026, 11, 20, tzinfo=dt.UTC)):
            together.wait()
            certificate = reserve_certificate(application)
            assert certificate is not None
            numbers.append(certificate.number)
        connection.close()

    threads = [threading.Thread(target=approve, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == ["NBRC2026000001", "NBRC2026000002"]
