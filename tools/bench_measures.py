"""What `make bench` measures, and the data it measures on. Needs Django set up and an empty database."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

import portal.urls
from applications.models import Application, Submission
from certificates.models import Certificate
from certificates.rendering import render_pdf
from certificates.services.issuing import reserve_certificate
from portal.calendar import now, today
from portal.sealing.fields import sealed_fields
from portal.tenants.backend.roles import acting_as_owner
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, ReviewTask, Seat
from tests.builders import make_application, make_person, make_picture, make_tenant, publish, scheme_of, sign_in
from tools.bench_import import imports
from tools.bench_licence import licences

SMALL, LARGE = 1_000, 100_000
ADDRESS = "http://example.localhost/verify/AAAAAAAAAAAAAAAAAAAAAA/"


class Median(Protocol):
    def __call__(self, act: Callable[[], object], *, times: int) -> float: ...


def empty(request: HttpRequest) -> HttpResponse:
    """The yardstick: nothing but Django, its middleware and the portal's."""
    return HttpResponse("ok")


def prepare() -> None:
    """Make the tables, and the address of the yardstick."""
    call_command("migrate", verbosity=0)
    portal.urls.urlpatterns += [path("bench-empty/", empty)]  # type: ignore[list-item]


@functools.cache
def tenant() -> Tenant:
    return make_tenant()


def client() -> Client:
    host = tenant().hosts.get().host
    return Client(headers={"host": host})


def verification(median: Median) -> Iterator[str]:
    """The page a stranger sees after scanning a code, against an empty view."""
    token, visitor = _certificate().token, client()
    address = reverse("certificates:verify_token", args=[token])
    assert visitor.get(address).status_code == 200
    yardstick = median(lambda: visitor.get("/bench-empty/"), times=60)
    seconds = median(lambda: visitor.get(address), times=60)
    yield f"empty view {milliseconds(yardstick)} · verification page {milliseconds(seconds)} · ratio {seconds / yardstick:.1f}"


def _certificate() -> Certificate:
    application = make_application(tenant(), state="approved", applicant_name="欧阳测试")
    with tenant_scope(tenant()):
        certificate = reserve_certificate(application)
    assert certificate is not None
    return certificate


def queue(median: Median) -> Iterator[str]:
    """A reviewer's first page, with few and with many cases waiting at the office."""
    reviewer, office = _reviewer()
    signed_in = client()
    sign_in(signed_in, reviewer)
    seconds = {}
    for size in (SMALL, LARGE):
        _fill_queue(office, size)
        assert signed_in.get(reverse("review:queue")).status_code == 200
        seconds[size] = median(lambda: signed_in.get(reverse("review:queue")), times=8)
    few, many = seconds[SMALL], seconds[LARGE]
    yield f"{SMALL:,} cases {milliseconds(few)} · {LARGE:,} cases {milliseconds(many)} · ratio {many / few:.2f}"


def _reviewer() -> tuple[Any, Office]:
    with tenant_scope(tenant()):
        office = Office.objects.create(code="window", name_zh="窗口", kind="window", tier="city")
        reviewer = make_person(tenant())
        Seat.objects.create(office=office, user=reviewer)
    return reviewer, office


def _fill_queue(office: Office, size: int) -> None:
    """Cases and tasks by the thousand, straight into the tables; every list column as a real one has it."""
    version, applicant = publish(tenant()), make_person(tenant())
    with tenant_scope(tenant()):
        missing = size - ReviewTask.objects.count()
        first = make_application(tenant(), version, applicant=applicant, state="pre_review", stage="pre_review")
        pks = copies_of(first.pk, missing)
        Submission.objects.bulk_create(
            [
                Submission(
                    tenant=tenant(), application_id=pk, number=1, answers={}, attachments=[], content_hash="",
                    submitted_by=applicant, submitted_at=now(),
                )
                for pk in pks
            ],
            batch_size=2000,
        )  # fmt: skip
        submissions = dict(Submission.objects.filter(application_id__in=pks).values_list("application_id", "pk"))
        ReviewTask.objects.bulk_create([_task(office, pk, submissions[pk]) for pk in pks], batch_size=2000)
    with acting_as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copies_of(pk: int, count: int) -> list[int]:
    """Copy one case's row in the database; made one by one, a hundred thousand would take minutes.

    A copy is another row, where the seals of the first do not open: what is sealed is left empty.
    """
    new = {"public_id": "md5(random()::text || n)::varchar(24)"} | {
        one.column: "''" for one in sealed_fields(Application)
    }
    columns = [c.column for c in _columns()]
    given = ", ".join(f'"{c}"' for c in columns)
    taken = ", ".join(new.get(c, f'"{c}"') for c in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO applications_application ({given}) "
            f"SELECT {taken} FROM applications_application, generate_series(1, %s) n WHERE id = %s RETURNING id",
            [count, pk],
        )
        return [row[0] for row in cursor.fetchall()]


def _columns() -> list[Any]:
    return [field for field in Application._meta.concrete_fields if not field.primary_key]


def _task(office: Office, application_id: int, submission_id: int) -> ReviewTask:
    return ReviewTask(
        tenant=tenant(),
        application_id=application_id,
        submission_id=submission_id,
        office=office,
        stage="pre_review",
        opens_on=today(),
        due_on=today() + dt.timedelta(days=application_id % 60),
        applicant_name=f"测试{application_id}",
        unit_name="测试单位",
        category="E",
        opened_at=now(),
    )


def certificates(median: Median) -> Iterator[str]:
    """Whole certificates with Chinese text, photo and QR code, one after the other in one process."""
    scheme = scheme_of()
    assert scheme.certificate is not None
    template = scheme.files[scheme.certificate.template]
    content = _certificate().content
    seconds = median(lambda: render_pdf(template, content, make_picture(), ADDRESS), times=2)
    yield f"{seconds * 1000:.0f} ms a certificate · {1 / seconds:.1f} a second on one of {os.cpu_count()} cores"


def importing(_median: Median) -> Iterator[str]:
    """Persons from an Excel file: few and many."""
    return imports(tenant())


def licence_pictures(_median: Median) -> Iterator[str]:
    """Licences with and without a QR code: time, accuracy, memory."""
    return licences()


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def figures(median: Median) -> Iterator[str]:
    """In a module of its own, which takes its copies from here."""
    from tools.bench_figures import figures

    return figures(median)


def forms(median: Median) -> Iterator[str]:
    """In a module of its own, which takes its people from here."""
    from tools.bench_forms import long_form

    return long_form(median)


MEASURES: list[tuple[str, Callable[[Median], Iterator[str]]]] = [
    ("Verification page against an empty Django view", verification),
    ("Reviewer's queue, few and many cases", queue),
    ("The bureau's figures of a year, few and many cases", figures),
    ("Certificates", certificates),
    ("The longest form, without records and with many", forms),
    ("Persons imported from an Excel file", importing),
    ("Business licences", licence_pictures),
]
