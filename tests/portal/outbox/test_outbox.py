import datetime as dt
import signal
import socket
import subprocess
import threading
import time

import pytest
from celery import current_app, shared_task
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from portal.calendar import now, set_clock
from portal.outbox import relay as relaying
from portal.outbox.models import DeferredTask
from portal.outbox.relay import Queue, QueueAway, Relay
from portal.outbox.services import MOST_ATTEMPTS, defer, lease_due_tasks, run_due_tasks, run_task
from portal.outbox.tasks import run_deferred
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant

done: list[object] = []
faults: list[Exception] = []


@shared_task(name="tests.note")
def note(word):
    if faults:
        raise faults.pop()
    done.append(word)


@pytest.fixture(autouse=True)
def clean(with_queue):
    done.clear()
    faults.clear()


@pytest.fixture
def tenant(db):
    with tenant_scope(make_tenant()) as tenant:
        yield tenant


class FakeQueue:
    def __init__(self, away_after=None):
        self.sent, self.away_after = [], away_after

    def send(self, tenant_id, pk):
        if self.away_after is not None and len(self.sent) >= self.away_after:
            raise QueueAway("no answer")
        self.sent.append((tenant_id, pk))

    def close(self):
        pass


def later(**span):
    return set_clock(now() + dt.timedelta(**span))


def test_task_is_deferred_exactly_if_the_transaction_is_kept(tenant):
    with transaction.atomic():
        defer(note, "kept")
    with transaction.atomic():
        defer(note, "lost")
        transaction.set_rollback(True)
    assert [row.arguments for row in DeferredTask.objects.all()] == [["kept"]]


def test_without_a_queue_the_task_runs_after_the_commit(tenant, django_capture_on_commit_callbacks):
    current_app.conf.task_always_eager = True
    with django_capture_on_commit_callbacks(execute=True):
        defer(note, "here")
        assert done == []
    assert done == ["here"]
    assert not DeferredTask.objects.exists()


def test_without_a_queue_a_fault_is_written_down_and_troubles_nobody(
    tenant, caplog, django_capture_on_commit_callbacks
):
    current_app.conf.task_always_eager = True
    faults.append(ValueError("no"))
    with django_capture_on_commit_callbacks(execute=True):
        defer(note, "here")
    assert "tests.note failed" in caplog.text


def test_relay_sends_what_is_due_once(tenant):
    defer(note, "a")
    other = make_tenant("hangzhou")
    with tenant_scope(other):
        defer(note, "b")
    relay = Relay(FakeQueue())
    assert relay.relay_once() == 2
    assert relay.relay_once() == 0
    assert {tenant_id for tenant_id, _pk in relay.queue.sent} == {tenant.pk, other.pk}


def test_task_that_nobody_began_is_sent_again_after_a_longer_and_longer_while(tenant):
    defer(note, "a")
    assert len(lease_due_tasks(10)) == 1
    for seconds, count in ((29, 0), (31, 1), (31 + 59, 0), (31 + 61, 1)):
        with later(seconds=seconds):
            assert len(lease_due_tasks(10)) == count


def test_queue_that_is_away_leaves_everything_due(tenant, caplog):
    for word in "abc":
        defer(note, word)
    relay = Relay(FakeQueue(away_after=1))
    assert relay._pause_after_round() == relaying.AFTER_A_FAULT
    assert relay._pause_after_round() == relaying.AFTER_A_FAULT
    assert caplog.text.count("The queue is away") == 1
    relay.queue.away_after = None
    assert relay._pause_after_round() == 0
    assert len(relay.queue.sent) == 3
    assert "The queue is back" in caplog.text
    assert list(DeferredTask.objects.values_list("sent", flat=True)) == [1, 1, 1]


def test_worker_does_a_task_once_however_often_it_is_told(tenant):
    defer(note, "a")
    pk = DeferredTask.objects.get().pk
    for _ in range(2):
        run_deferred(tenant.pk, pk)
    assert done == ["a"]
    assert not DeferredTask.objects.exists()


def test_task_that_another_worker_holds_is_left_to_it_until_it_counts_as_dead(tenant):
    defer(note, "a")
    row = DeferredTask.objects.get()
    DeferredTask.objects.update(held_until=now() + dt.timedelta(seconds=30), due_at=now() + dt.timedelta(seconds=30))
    assert not run_task(row.pk)
    with later(seconds=31):
        assert lease_due_tasks(10) == [row.pk]
        assert run_task(row.pk)


def test_task_that_fails_is_tried_later_and_says_why(tenant):
    defer(note, "a")
    faults.append(ValueError("no paper"))
    assert run_due_tasks() == 0
    row = DeferredTask.objects.get()
    assert (row.error, row.held_until) == ("ValueError: no paper", None)
    assert now() < row.due_at <= now() + dt.timedelta(seconds=5)
    with later(seconds=5):
        assert run_due_tasks() == 1


def test_task_that_fails_for_good_is_given_up_and_kept(tenant, caplog):
    defer(note, "a")
    for number in range(MOST_ATTEMPTS):
        faults.append(ValueError("no paper"))
        with later(hours=2 * number):
            assert run_due_tasks() == 0
    with later(days=9):
        assert lease_due_tasks(10) == []
    assert "was given up after 12 attempts" in caplog.text
    assert DeferredTask.objects.get().due_at is None


@pytest.mark.django_db(transaction=True)
def test_two_relays_never_take_the_same_row():
    with tenant_scope(make_tenant()) as tenant:
        for number in range(40):
            defer(note, number)
        start, taken = threading.Barrier(2), []

        def take():
            try:
                with tenant_scope(tenant):
                    start.wait()
                    for _ in range(10):
                        taken.extend(lease_due_tasks(5))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=take) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
    assert len(taken) == len(set(taken)) == 40


@pytest.fixture
def redis():
    """A Redis of its own, to be stopped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd="/tmp")
    kept, current_app.conf.broker_write_url = current_app.conf.broker_write_url, f"redis://127.0.0.1:{port}/0"
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    yield process
    current_app.conf.broker_write_url = kept
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()


def test_queue_that_hangs_is_away_within_seconds_and_works_again_when_it_answers(redis):
    queue = Queue(current_app)
    queue.send(1, 1)
    redis.send_signal(signal.SIGSTOP)
    for _ in range(2):
        start = time.monotonic()
        with pytest.raises(QueueAway):
            queue.send(1, 2)
        assert time.monotonic() - start < 8
    redis.send_signal(signal.SIGCONT)
    queue.send(1, 3)
    redis.kill()
    redis.wait()
    with pytest.raises(QueueAway):
        queue.send(1, 4)


def test_relay_without_a_queue_says_so():
    current_app.conf.task_always_eager = True
    with pytest.raises(CommandError, match="REDIS_URL"):
        call_command("relay")


@pytest.mark.django_db
def test_counts_that_processes_share_are_kept_in_the_database():
    cache = DatabaseCache("portal_cache", {})
    assert cache.add("tries", 0, 60)
    assert cache.incr("tries") == 1
    cache.set("gone", 1, -1)
    assert cache.get("gone") is None
    cache.clear()
    assert cache.get("tries") is None


def test_hosts_are_remembered_in_the_process():
    assert type(caches["process"]).__name__ == "LocMemCache"
