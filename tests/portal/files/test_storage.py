"""Files at rest are sealed, each for its tenant and under its own name; the rest is what rows and files disagree on."""

import io
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from portal.files.disk import Disk
from portal.files.faults import Damaged
from portal.files.reconciling import SealedFiles, reconcile
from portal.sealing import keys
from portal.sealing.models import KeyKind
from portal.tenants.scope import tenant_scope
from tests.builders import make_application, make_attachment, make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(tmp_path):
    with default_storage.at(Disk(tmp_path)):
        yield Disk(tmp_path)


def store(name: str, content: bytes = b"330203199001011234") -> str:
    return default_storage.save(name, ContentFile(content))


def age(place: Disk, name: str) -> None:
    os.utime(place.path(name), (time.time() - 7200,) * 2)


def test_at_rest_a_file_is_sealed_and_read_as_it_was(place: Disk) -> None:
    with tenant_scope(make_tenant()):
        name = store("1/a")
        assert b"330203" not in place.get(name)
        with default_storage.open(name) as file:
            assert file.read() == b"330203199001011234"
        assert default_storage.size(name) == 18


def test_what_was_changed_or_exchanged_on_the_disk_does_not_open(place: Disk) -> None:
    one, other = make_tenant("one"), make_tenant("other")
    with tenant_scope(one):
        store("1/a", b"a")
        store("1/b", b"b")
        sealed = place.get("1/b")
        for content in (sealed, sealed[:-1], b"plain", b""):
            place.put("1/a", content)
            with pytest.raises(Damaged):
                default_storage.open("1/a")
    with tenant_scope(other), pytest.raises(Damaged):
        default_storage.open("1/b")


def test_a_file_is_read_only() -> None:
    with tenant_scope(make_tenant()), pytest.raises(ValueError, match="only read"):
        default_storage.open(store("1/a"), "wb")


def test_files_without_a_row_are_removed_after_an_hour_and_not_before(place: Disk) -> None:
    attachment = make_attachment(make_application(make_tenant()), "nb_photo")
    with tenant_scope(attachment.tenant):
        store("old")
        store("new")
    for name in ("old", attachment.file.name):
        age(place, name)

    found = reconcile(remove=False)
    assert (found.files, found.orphans, found.missing) == (3, ["old"], [])
    assert default_storage.exists("old")

    reconcile(remove=True)
    assert {name for name, _written in place.names()} == {"new", attachment.file.name}


def test_rows_without_a_file_are_said_and_the_command_fails(place: Disk) -> None:
    attachment = make_attachment(make_application(make_tenant()), "nb_photo")
    place.remove(attachment.file.name)
    said = io.StringIO()

    with pytest.raises(CommandError, match="restore"):
        call_command("check_files", stdout=said)

    assert f"no file: {attachment.file.name}" in said.getvalue()


def test_parts_of_dead_writers_go_with_the_orphans(place: Disk, tmp_path) -> None:
    (tmp_path / ".part-x").write_bytes(b"half")
    age(place, ".part-x")

    assert reconcile(remove=True).parts == 1


def test_a_rotation_of_keys_reaches_every_file_of_the_tenant(place: Disk) -> None:
    attachment = make_attachment(make_application(make_tenant()), "nb_photo")
    with tenant_scope(attachment.tenant):
        before = place.get(attachment.file.name)
        content = attachment.file.read()
        keys.make_key(attachment.tenant_id, KeyKind.DATA, version=2)

        assert list(SealedFiles().reseal()) == [True]
        assert list(SealedFiles().reseal()) == [False]

        assert place.get(attachment.file.name) != before
        assert default_storage.read(attachment.file.name) == content


def test_files_of_an_earlier_version_are_sealed_once(place: Disk) -> None:
    attachment = make_attachment(make_application(make_tenant()), "nb_photo")
    place.put(attachment.file.name, b"plain")
    said = io.StringIO()

    call_command("check_files", "--seal", stdout=said)
    call_command("check_files", "--seal", stdout=said)

    assert said.getvalue().startswith("1 files sealed")
    assert "\n0 files sealed" in said.getvalue()
    with tenant_scope(attachment.tenant):
        assert default_storage.read(attachment.file.name) == b"plain"
