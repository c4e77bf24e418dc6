"""A file goes with the transaction that stored it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from portal.files.following import files_follow_commit

pytestmark = pytest.mark.django_db(transaction=True)


def store(name: str) -> str:
    return default_storage.save(name, ContentFile(b"content"))


@pytest.fixture(autouse=True)
def clean() -> None:
    for name, _written in list(default_storage.names()):
        default_storage.delete(name)


def names() -> set[str]:
    return {name for name, _written in default_storage.names()}


def test_commit_keeps_it() -> None:
    with files_follow_commit(), transaction.atomic():
        store("kept")

    assert names() == {"kept"}


def test_rollback_removes_it_and_leaves_what_was_there_before() -> None:
    store("before")
    with files_follow_commit(), transaction.atomic():
        store("before")
        store("new")
        transaction.set_rollback(True)

    assert names() == {"before"}


def test_a_savepoint_that_is_rolled_back_takes_its_own_along() -> None:
    with files_follow_commit(), transaction.atomic():
        store("kept")
        with transaction.atomic():
            store("lost")
            transaction.set_rollback(True)

    assert names() == {"kept"}


def test_the_outermost_block_decides() -> None:
    with files_follow_commit(), transaction.atomic():
        with files_follow_commit():
            store("inner")
        assert names() == {"inner"}
        transaction.set_rollback(True)

    assert names() == set()
