"""The bureau's figures of a year, with few and with many cases: each with two decided tasks and perhaps an open one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from applications.models import Application, Submission
from portal.calendar import now, today
from portal.calendar.services import fill_calendar
from portal.people.models import User
from portal.tenants.backend.roles import acting_as_owner
from portal.tenants.scope import tenant_scope
from review.choices import Decision, TaskState
from review.models import Office, Opinion, ReviewTask, Seat
from tests.builders import NEARBY, make_application, make_person, make_tenant, publish, sign_in
from tools.bench_measures import Median, copies_of, milliseconds

FEW, MANY = 1_000, 10_000
STAGES = ("pre_review", "originals_check", "departmental_review")
OFFICES = 30
PAGES = ("review:overview", "review:workload")


def figures(median: Median) -> Iterator[str]:
    """The whole dashboard as the bureau opens it, for the last year; and the work of its people."""
    tenant = make_tenant("figures")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
        bureau, offices = make_person(tenant), _offices()
        Seat.objects.create(office=offices[0], user=bureau)
        first = make_application(tenant, publish(tenant), state="approved")
    signed_in = Client(headers={"host": tenant.hosts.get().host})
    sign_in(signed_in, bureau)
    period = {"period": "range", "start": f"{today() - dt.timedelta(days=364)}", "end": f"{today()}"}
    seconds = {}
    for size in (FEW, MANY):
        with tenant_scope(tenant):
            _fill(first, offices, bureau, size - Application.objects.count())
        for page in PAGES:
            open_page = partial(signed_in.get, reverse(page), period)
            assert open_page().status_code == 200
            seconds[page, size] = median(open_page, times=2)
    for page in PAGES:
        few, many = seconds[page, FEW], seconds[page, MANY]
        yield f"{page}: {FEW:,} cases {milliseconds(few)} · {MANY:,} cases {milliseconds(many)} · ratio {many / few:.2f}"


def _offices() -> list[Office]:
    kinds = ["bureau", *["window"] * (OFFICES - 1)]
    return [
        Office.objects.create(code=f"office-{number}", name_zh=f"机构{number}", kind=kind, tier="city")
        for number, kind in enumerate(kinds)
    ]


def _fill(first: Application, offices: list[Office], by: User, count: int) -> None:
    """Straight into the tables: cases of the last year, a third of them still on their way."""
    if count <= 0:
        return
    pks = copies_of(first.pk, count)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE applications_application SET accepted_on = current_date - (id %% 360)::int, "
            "due_on = current_date - (id %% 360)::int + 56, claimed_category = chr(65 + (id %% 6)::int), "
            "state = CASE WHEN id %% 3 = 0 THEN 'departmental_review' WHEN id %% 30 = 1 THEN 'rejected' ELSE 'approved' END, "
            "decided_at = CASE WHEN id %% 3 = 0 THEN NULL ELSE now() - (id %% 360) * interval '1 day' END WHERE id = ANY(%s)",
            [pks],
        )
    submissions = _submissions(pks, by)
    tasks = [task for pk in pks for task in _tasks(pk, submissions[pk], offices)]
    made = ReviewTask.objects.bulk_create(tasks, batch_size=2000)
    Opinion.objects.bulk_create([_opinion(task, by) for task in made if task.closed_at], batch_size=2000)
    with acting_as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _submissions(pks: list[int], by: User) -> dict[int, int]:
    facts: dict[str, Any] = {
        "tenant": by.tenant,
        "number": 1,
        "answers": {},
        "attachments": [],
        "content_hash": "",
        "submitted_by": by,
        "submitted_at": now(),
    }
    Submission.objects.bulk_create([Submission(application_id=pk, **facts) for pk in pks], batch_size=2000)
    return dict(Submission.objects.filter(application_id__in=pks).values_list("application_id", "pk"))


def _tasks(pk: int, submission: int, offices: list[Office]) -> Iterator[ReviewTask]:
    came = today() - dt.timedelta(days=pk % 360)
    for number, stage in enumerate(STAGES if pk % 3 == 0 else STAGES[:2]):
        opens = came + dt.timedelta(days=3 * number)
        opened = now() - dt.timedelta(days=pk % 360 - 3 * number)
        yield ReviewTask(
            tenant_id=offices[0].tenant_id,
            application_id=pk,
            submission_id=submission,
            office=offices[(pk + number) % OFFICES],
            stage=stage,
            state=TaskState.OPEN if number == 2 else TaskState.DONE,
            opens_on=opens,
            due_on=opens + dt.timedelta(days=9),
            applicant_name=f"测试{pk}",
            opened_at=opened,
            closed_at=None if number == 2 else opened + dt.timedelta(days=pk % 13),
        )


def _opinion(task: ReviewTask, by: User) -> Opinion:
    assert task.closed_at is not None
    return Opinion(
        tenant_id=task.tenant_id,
        task=task,
        application_id=task.application_id,
        submission_id=task.submission_id,
        office_id=task.office_id,
        reviewer=by,
        stage=task.stage,
        decision=Decision.PASS,
        decided_at=task.closed_at,
    )
