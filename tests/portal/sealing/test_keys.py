"""A key is made once, whoever asks first; one that was rolled back is forgotten."""

import contextlib
import threading

import pytest
from django.db import connection, transaction

from portal.sealing import keys
from portal.sealing.keys import forget_keys, make_key, writing_key
from portal.sealing.models import DataKey
from portal.sealing.seals import Box, seal_text, unseal_text
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_makes_the_key_and_both_use_it():
    tenant, tokens = make_tenant(), []
    first_is_made, other_asks = threading.Event(), threading.Event()

    def other() -> None:
        first_is_made.wait(10)
        other_asks.set()
        with tenant_scope(tenant), transaction.atomic():
            tokens.append(seal_text("other", purpose="p"))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with tenant_scope(tenant), transaction.atomic():
        tokens.append(seal_text("first", purpose="p"))
        first_is_made.set()
        other_asks.wait(10)
        thread.join(0.3)
        assert thread.is_alive()  # it waits for us to commit or not
    thread.join(10)
    forget_keys()
    with tenant_scope(tenant):
        assert DataKey.objects.count() == 1
        assert {unseal_text(token, purpose="p") for token in tokens} == {"first", "other"}


@pytest.mark.django_db(transaction=True)
def test_key_of_a_transaction_that_failed_seals_nothing_afterwards():
    tenant = make_tenant()
    with tenant_scope(tenant):
        with contextlib.suppress(LookupError), transaction.atomic():
            seal_text("lost", purpose="p")
            raise LookupError
        token = seal_text("kept", purpose="p")
        forget_keys()
        assert unseal_text(token, purpose="p") == "kept"


@pytest.mark.django_db(transaction=True)
def test_key_of_a_savepoint_that_failed_seals_nothing_afterwards():
    tenant = make_tenant()
    with tenant_scope(tenant):
        with transaction.atomic():
            with contextlib.suppress(LookupError), transaction.atomic():
                seal_text("lost", purpose="p")
                raise LookupError
            token = seal_text("kept", purpose="p")
        forget_keys()
        assert unseal_text(token, purpose="p") == "kept"


@pytest.mark.django_db(transaction=True)
def test_keys_are_read_once_a_process(django_assert_num_queries):
    with tenant_scope(make_tenant()):
        token = seal_text("x", purpose="p")
        with django_assert_num_queries(0):
            for _ in range(5):
                unseal_text(token, purpose="p")
                seal_text("y", purpose="p")


def test_keys_made_in_this_transaction_are_read_once(tenant, django_assert_num_queries):
    token = seal_text("x", purpose="p")
    with django_assert_num_queries(0):
        unseal_text(token, purpose="p")
        seal_text("y", purpose="p")


@pytest.mark.django_db(transaction=True)
def test_newer_version_of_another_process_is_noticed(monkeypatch):
    tenant = make_tenant()
    with tenant_scope(tenant):
        box = Box(tenant.pk)
        box.seal_text("x", purpose="p")
        stale = dict(keys._rings)
        make_key(box.owner, "DATA", version=2)
        token = box.seal_text("y", purpose="p")
        keys._rings |= stale  # as it is in a process that has not looked since
        assert writing_key(box.owner).version == 1
        assert box.unseal_text(token, purpose="p") == "y"
        assert writing_key(box.owner).version == 2
        keys._rings |= stale
        monkeypatch.setattr(keys, "SECONDS_TO_NOTICE", -1)
        assert writing_key(box.owner).version == 2
