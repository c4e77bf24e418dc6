"""What is sealed opens for its owner, its purpose and its row, and for nothing else."""

import base64

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from portal.sealing.faults import ForeignSeal, NotSealed, Tampered, UnknownKey, UnknownMasterKey
from portal.sealing.keys import forget_keys
from portal.sealing.models import DataKey, PlatformKey
from portal.sealing.seals import (
    Box,
    is_sealed_bytes,
    is_sealed_text,
    lookup_key,
    seal_bytes,
    seal_text,
    unseal_bytes,
    unseal_text,
    version_of_bytes,
)
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.portal.sealing.conftest import NEW

NUMBER = "339999199001011234"


def test_text_and_bytes_come_back(tenant):
    for text in ("", "甲", NUMBER, "x" * 100_000):
        token = seal_text(text, purpose="p")
        assert is_sealed_text(token)
        assert token.isascii()
        assert unseal_text(token, purpose="p") == text
    sealed = seal_bytes(b"\0" * 5000, purpose="p")
    assert is_sealed_bytes(sealed)
    assert len(sealed) == 5044
    assert unseal_bytes(sealed, purpose="p") == b"\0" * 5000
    assert version_of_bytes(sealed[:16], purpose="p") == 1


def test_seal_shows_nothing_and_never_twice_the_same(tenant):
    tokens = {seal_text(NUMBER, purpose="p") for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        content = base64.urlsafe_b64decode(token.rsplit(".", 1)[1] + "==")
        assert NUMBER.encode() not in content


def test_seal_holds_for_its_purpose_and_row(tenant):
    token = seal_text(NUMBER, purpose="person.id_number", bound_to="a")
    data = seal_bytes(b"scan", purpose="file", bound_to="a")
    for purpose, bound_to in [("person.phone", "a"), ("person.id_number", "b"), ("person.id_number", "")]:
        with pytest.raises(Tampered, match="data key 1 of tenant"):
            unseal_text(token, purpose=purpose, bound_to=bound_to)
    with pytest.raises(Tampered):
        unseal_bytes(data, purpose="file", bound_to="b")


def test_parts_of_what_is_bound_do_not_run_together(tenant):
    token = seal_text(NUMBER, purpose="a", bound_to='b", "c')
    with pytest.raises(Tampered):
        unseal_text(token, purpose='a", "b', bound_to="c")


def test_another_tenants_seal_stays_closed(tenant):
    token, data = seal_text(NUMBER, purpose="p"), seal_bytes(b"scan", purpose="p")
    platform = Box(None).seal_text(NUMBER, purpose="p")
    with tenant_scope(make_tenant("elsewhere")) as other:
        seal_text("", purpose="p")
        with pytest.raises(ForeignSeal):
            unseal_text(token, purpose="p")
        with pytest.raises(ForeignSeal):
            unseal_bytes(data, purpose="p")
        with pytest.raises(ForeignSeal):
            unseal_text(platform, purpose="p")
        renamed = token.replace(f".{tenant.pk}.", f".{other.pk}.", 1).replace(f"jx1.{tenant.pk}", f"jx1.{other.pk}")
        with pytest.raises(Tampered):
            unseal_text(renamed, purpose="p")


def test_platform_seals_outside_of_any_tenant(db):
    token = seal_text("session", purpose="p")
    assert token.startswith("jx1.0.1.")
    assert unseal_text(token, purpose="p") == "session"
    assert PlatformKey.objects.count() == 1


def test_changed_seal_is_refused(tenant):
    token = seal_text(NUMBER, purpose="p")
    head, content = token.rsplit(".", 1)
    for place in (0, 5, 20, len(content) - 6):
        changed = content[:place] + ("A" if content[place] != "A" else "B") + content[place + 1 :]
        with pytest.raises(Tampered):
            unseal_text(f"{head}.{changed}", purpose="p")
    data = bytearray(seal_bytes(b"scan", purpose="p"))
    data[-1] ^= 1
    with pytest.raises(Tampered):
        unseal_bytes(bytes(data), purpose="p")


@given(st.text(max_size=60) | st.from_regex(r"jx1\.[0-9]{0,3}\.[0-9]{0,3}\.[\w.-]{0,80}"))
@pytest.mark.django_db
def test_what_is_no_seal_says_so(text):
    with pytest.raises((NotSealed, ForeignSeal, UnknownKey)):
        Box(9).unseal_text(text, purpose="p")
    with pytest.raises((NotSealed, ForeignSeal, UnknownKey)):
        Box(9).unseal_bytes(text.encode(), purpose="p")


def test_fault_tells_no_secret(tenant):
    with pytest.raises(NotSealed) as fault:
        unseal_text(NUMBER, purpose="people.user.id_number")
    assert NUMBER not in str(fault.value)
    assert "people.user.id_number" in str(fault.value)


def test_unknown_key_is_named_with_what_to_do(tenant):
    token = seal_text(NUMBER, purpose="p").replace(f"jx1.{tenant.pk}.1.", f"jx1.{tenant.pk}.7.")
    with pytest.raises(UnknownKey, match=rf"data key 7 of tenant {tenant.pk}.*it has 1.*sealing_datakey"):
        unseal_text(token, purpose="p")


def test_unknown_master_is_named_with_what_to_do(tenant, masters, settings):
    token = seal_text(NUMBER, purpose="p")
    master = DataKey.objects.get(kind="DATA").master_id
    settings.IDENTITY_KEYS = [NEW]
    _committed()
    with pytest.raises(UnknownMasterKey, match=rf"data key 1 of tenant {tenant.pk}.*{master}.*IDENTITY_KEYS"):
        unseal_text(token, purpose="p")
    settings.IDENTITY_KEYS = [NEW, masters[0]]
    assert unseal_text(token, purpose="p") == NUMBER


def test_stored_keys_are_wrapped_and_bound_to_their_place(tenant, masters):
    token = seal_text(NUMBER, purpose="p")
    wrapped = DataKey.objects.get(kind="DATA").wrapped
    with tenant_scope(make_tenant("elsewhere")) as other:
        seal_text("", purpose="p")
        DataKey.objects.filter(kind="DATA").update(wrapped=wrapped)
        _committed()
        moved = token.replace(f"jx1.{tenant.pk}.", f"jx1.{other.pk}.")
        with pytest.raises(Tampered):
            unseal_text(moved, purpose="p")


def test_lookup_key_is_keyed_by_tenant_and_purpose(tenant, masters, settings):
    key = lookup_key(NUMBER, purpose="id")
    assert len(key) == 43
    assert key == lookup_key(NUMBER, purpose="id")
    assert key != lookup_key(NUMBER, purpose="phone")
    assert lookup_key("c", purpose="ab") != lookup_key("bc", purpose="a")
    with tenant_scope(make_tenant("elsewhere")):
        assert lookup_key(NUMBER, purpose="id") != key
    settings.IDENTITY_KEYS = [NEW, masters[0]]
    _committed()
    assert lookup_key(NUMBER, purpose="id") == key


def _committed() -> None:
    """As in another process, or after a restart: what this transaction made is read from the database."""
    connection.run_on_commit.clear()
    forget_keys()
