"""Slow work of an installation without workers: beside the request, never in it."""

import datetime as dt
import threading

import pytest
from celery import shared_task
from django.db import DatabaseError, transaction

from portal.calendar import now
from portal.outbox import beside
from portal.outbox.models import DeferredTask
from portal.outbox.services import defer, seconds_to_next
from portal.tenants.scope import current_tenant, tenant_scope
from tests.builders import make_tenant

done: list[tuple[str, str, str]] = []
faults: list[Exception] = []
may_go_on = threading.Event()
heard = threading.Semaphore(0)


@shared_task(name="tests.slow")
def slow(word):
    may_go_on.wait(10)
    if faults:
        raise faults.pop()
    done.append((word, current_tenant().slug, threading.current_thread().name))
    heard.release()


@shared_task(name="tests.slow_chain")
def slow_chain(count):
    slow(str(count))
    if count > 1:
        defer(slow_chain, count - 1, slow=True)


@pytest.fixture
def tenant(transactional_db, settings):
    settings.IN_TESTS = False
    done.clear()
    faults.clear()
    may_go_on.set()
    with tenant_scope(make_tenant()) as tenant:
        yield tenant
    _ended()


def _ended():
    for thread in threading.enumerate():
        if thread.name.startswith("beside-"):
            thread.join(20)
            assert not thread.is_alive()


def test_request_goes_on_while_slow_work_is_done_beside_it(tenant):
    may_go_on.clear()
    with transaction.atomic():
        defer(slow, "a", slow=True)
        assert not beside._working  # not before the commit
    assert (done, DeferredTask.objects.count()) == ([], 1)
    may_go_on.set()
    assert heard.acquire(timeout=20)
    _ended()
    assert done == [("a", tenant.slug, f"beside-{tenant.slug}")]
    assert not DeferredTask.objects.exists()


def test_what_slow_work_leaves_to_be_done_is_done_by_the_same_thread(tenant):
    defer(slow_chain, 3, slow=True)
    assert all(heard.acquire(timeout=20) for _ in range(3))
    _ended()
    assert [word for word, _slug, _thread in done] == ["3", "2", "1"]
    assert not beside._working


def test_work_that_fails_is_tried_again_and_a_new_one_does_not_wait_for_it(tenant):
    faults.append(ValueError("away"))
    defer(slow, "first", slow=True)
    assert any(DeferredTask.objects.exclude(error="").exists() or threading.Event().wait(0.05) for _ in range(400))
    DeferredTask.objects.update(due_at=now() + dt.timedelta(seconds=40))
    defer(slow, "second", slow=True)
    assert heard.acquire(timeout=20)
    DeferredTask.objects.update(due_at=now())
    defer(slow, "third", slow=True)
    assert all(heard.acquire(timeout=20) for _ in range(2))
    _ended()
    assert {word for word, _slug, _thread in done} == {"first", "second", "third"}


def test_each_portal_has_its_own_thread(tenant):
    defer(slow, "here", slow=True)
    with tenant_scope(make_tenant("elsewhere")):
        defer(slow, "there", slow=True)
    assert all(heard.acquire(timeout=20) for _ in range(2))
    assert {(word, slug) for word, slug, _thread in done} == {("here", tenant.slug), ("there", "elsewhere")}


@pytest.mark.parametrize("fault", [DatabaseError("gone"), OSError("no room for a thread")])
def test_fault_ends_the_thread_and_the_next_begins_another(tenant, caplog, fault):
    def away():
        raise fault

    beside.work_beside(tenant, away, seconds_to_next)
    _ended()
    assert "work beside the requests stopped" in caplog.text
    assert not beside._working


def test_in_tests_and_with_workers_nothing_runs_beside(tenant, settings, with_queue):
    defer(slow, "for a worker", slow=True)
    assert (done, DeferredTask.objects.count(), beside._working) == ([], 1, {})


def test_in_tests_slow_work_is_done_after_the_commit(db, django_capture_on_commit_callbacks):
    done.clear()
    with tenant_scope(make_tenant()), django_capture_on_commit_callbacks(execute=True):
        defer(slow, "here", slow=True)
    heard.acquire()
    assert done[0][2] == threading.current_thread().name
    assert not DeferredTask._base_manager.exists()


def test_seconds_to_the_next_task(db):
    with tenant_scope(make_tenant()):
        assert seconds_to_next() is None
        DeferredTask.objects.create(task="x", created_at=now(), due_at=now() + dt.timedelta(seconds=9))
        assert 8 < seconds_to_next() <= 9
        DeferredTask.objects.update(due_at=None)
        assert seconds_to_next() is None
