"""A dump of the database, and the folder of files, hold no number of anybody: not in clear, encoded nor plainly hashed."""

from __future__ import annotations

import base64
import itertools
import os
import re
import zlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.test import Client

from applications.models import Application, Submission
from applications.services.drafts import save_answers
from portal.audit.choices import Kind
from portal.audit.models import Event
from portal.calendar import set_clock
from portal.files.disk import Disk
from portal.notices.models import Notice
from portal.outbox.models import CachedValue, DeferredTask
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from portal.people.models import User
from portal.privacy.making import make_export
from portal.privacy.models import DataExport
from portal.privacy.services import exporting
from portal.sealing.registry import sealed_columns
from portal.sealing.seals import is_sealed_bytes
from portal.tenants.scope import tenant_scope
from portal.writes.models import WriteKey
from review.models import BlacklistEntry, Objection, PublicityEntry, ReviewTask
from tests.builders import sign_in
from tests.policy.world import HERE, MARK_HERE, MORNING, Builder
from tests.policy.world import _build as build
from tests.portal.people.acting import registration
from tests.portal.sealing.dumping import dump, found_in
from units.models import Unit

NEWCOMER, NEW_PHONE, WRONG_PHONE, REFUSED_ID = 9_101, "15477770001", "15477770002", invented_id_number(9_102)
LISTED_ID, UNIT_PHONE, OBJECTOR, EMAIL = invented_id_number(9_103), "15477770003", "15477770004", "qiu@example.com"
TYPED = {NEW_PHONE, WRONG_PHONE, REFUSED_ID, LISTED_ID, UNIT_PHONE, OBJECTOR, EMAIL}
_keys = itertools.count()
NUMBER = re.compile(r"\d{17}[\dX]|(?:(?<=\+86)|(?<!\d))1\d{10}(?!\d)|[\w.]+@[\w.]+")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@pytest.fixture
def builder(
    transactional_db: None, settings, monkeypatch: pytest.MonkeyPatch, with_queue: None, tmp_path: Path
) -> Iterator[Builder]:
    """One portal in which everything has happened once; what is counted across processes stands in the database, too."""
    settings.CACHES = django_settings.CACHES | {"default": django_settings.SHARED_CACHE}
    for module in ("applications.rendering.letters", "certificates.rendering.page"):
        monkeypatch.setattr(f"{module}.make_pdf", lambda html, **_: b"%PDF-" + html.encode())
    with set_clock(MORNING), default_storage.at(Disk(tmp_path)):
        builder = build(Builder(HERE, "ningbo", MARK_HERE), everything=False)
        with tenant_scope(builder.tenant):
            _happen(builder, monkeypatch)
            yield builder


def _happen(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    _strangers(builder)
    _applicant(builder, monkeypatch)
    _offices(builder)
    _administration(builder)


def _strangers(builder: Builder) -> None:
    """Half-finished ways into the portal: their sessions know a number and a code."""
    Client(headers={"host": HERE}).post("/account/signup/", registration(NEWCOMER))
    phone = _digits(builder.user("stranger"))
    _post(None, "/account/login/code/", phone=phone)
    _post(None, "/account/password/reset/", phone=phone)
    _post(None, "/account/login/code/", phone=WRONG_PHONE)
    for login in (phone, WRONG_PHONE, REFUSED_ID):
        for _ in range(3):
            _post(None, "/account/login/", login=login, password="Wrong-Horse-1")
    entry = PublicityEntry.objects.get()
    PublicityEntry.objects.update(state="RUNNING")
    _post(None, f"/publicity/{entry.public_id}/object/", name="戴明", contact=OBJECTOR, words="与事实不符。")


def _applicant(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    chen = builder.user("chen")
    chen.email = EMAIL
    chen.save()
    draft = builder.draft
    answers = draft.answers | {"graduate_school": f"身份证{chen.id_number}"}
    save_answers(application_id=draft.pk, user=chen, answers=answers)
    _post(chen, f"/cases/{draft.public_id}/form/personal_information/save/", mobile=_digits(chen))
    _post(chen, "/account/phone/change/", phone=NEW_PHONE)
    facts = {"level": "none", "kind": "enterprise", "location_district": "330203", "tax_district": "330203"}
    facts |= {"name": "丁公司", "uscc": invented_uscc(9_104), "contact_name": "何人事", "contact_phone": UNIT_PHONE}
    _post(chen, "/units/request/", **facts)
    with monkeypatch.context() as patch:
        patch.setattr(exporting, "AT_ONCE_BYTES", 0)
        _post(chen, "/me/data/")
    make_export(export_id=DataExport.objects.get(state="WAITING").pk)


def _offices(builder: Builder) -> None:
    task = ReviewTask.objects.filter(state="OPEN", office__code="alliance-haishu").first()
    assert task is not None
    _post(builder.user("haishu"), f"/desk/tasks/{task.public_id}/identity/")
    _post(builder.user("stranger"), f"/desk/tasks/{task.public_id}/identity/")
    listing = {"name": "冒某", "id_type": "CN_ID", "reason": "伪造学位证书", "verified_on": "2026-11-02"}
    bureau = builder.user("bureau")
    for number in (LISTED_ID, LISTED_ID, REFUSED_ID[:-1] + ("1" if REFUSED_ID[-1] != "1" else "2")):
        _post(bureau, "/bureau/blacklist/", **listing | {"id_number": number})
    _post(builder.user("stranger"), "/bureau/blacklist/", **listing | {"id_number": REFUSED_ID})
    client = sign_in(Client(headers={"host": HERE}), bureau)
    client.get(f"/cases/?q={REFUSED_ID}")
    client.get(f"/cases/{REFUSED_ID}/")


def _administration(builder: Builder) -> None:
    chen, rows = builder.user("chen"), {"administrators-TOTAL_FORMS": "0", "administrators-INITIAL_FORMS": "0"}
    for role, address in (
        ("security", f"/manage/people/user/{chen.pk}/change/"),
        ("system", f"/manage/units/unit/{builder.units[1].pk}/change/"),
    ):
        clerk = sign_in(Client(headers={"host": HERE}), builder.user(role))
        form = clerk.get(address).context["adminform"].form
        given = {name: form[name].value() or "" for name in form.fields}
        clerk.post(address, given | rows | {"contact_phone": UNIT_PHONE, "name": "改名"})
        clerk.get(f"/manage/people/user/?q={_digits(chen)}")


def _post(user: User | None, address: str, **fields: str) -> None:
    client = Client(headers={"host": HERE})
    if user is not None:
        sign_in(client, user)
    client.post(address, fields | {"write_key": f"key-of-this-form-{next(_keys):06}"})


def _digits(user: User) -> str:
    return (user.phone or "").removeprefix("+86")


def planted() -> set[str]:
    """Every number and address that a sealed column holds, and what was only typed in."""
    found = set(TYPED) | {registration(NEWCOMER)["id_number"], invented_phone(NEWCOMER)}
    for model, columns in sealed_columns():
        for row in model._base_manager.all():
            for column in columns:
                found.update(NUMBER.findall(str(getattr(row, column.attname))))
    return found | {f"+86{number}" for number in found if len(number) == 11}


def test_dump_of_the_database_shows_no_number(builder):
    numbers = planted()
    assert len(numbers) > 40
    _everything_is_there(builder)
    content = dump()
    assert len(content) > 300_000
    assert MARK_HERE.encode() in content
    assert found_in(content, numbers) == {}
    for code in _codes():
        assert not re.search(rb"(?<![\w.+-])%s(?![\w-])" % code.encode(), content)


def test_look_at_a_dump_finds_what_is_there():
    """The test above would notice: a number in each of the forms that it looks for."""
    number = REFUSED_ID
    packed = base64.b64encode(zlib.compress(b'{"a": "%s"}' % number.encode() * 3))
    for content in (
        b'{"x": "%s"}' % number.encode(),
        rf"\x{(b'ab' + number.encode()).hex()}".encode(),
        *(base64.b64encode(b"x" * offset + number.encode() + b"tail") for offset in range(3)),
        packed,
        rf"\x{packed.hex()}".encode(),
    ):
        assert set(found_in(b"INSERT " + content + b";", [number])) == {number}
    assert found_in(b"INSERT 1;" + base64.b64encode(os.urandom(600)), [number]) == {}


def test_folder_of_files_shows_no_number(builder, tmp_path):
    """Uploads, thumbnails, letters, certificates and copies of one's own data; the certificate's page is left readable."""
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".jpg", ".pdf", ".zip"}
    numbers = planted()
    for path in files:
        content = path.read_bytes()
        assert is_sealed_bytes(content), path
        assert found_in(content, numbers) == {}
        assert not any(number in str(path) for number in numbers)


def _codes() -> set[str]:
    found = {code for notice in Notice.objects.all() for code in CODE.findall(notice.text)}
    assert len(found) >= 3
    return found


def _everything_is_there(builder: Builder) -> None:
    """What the dump is looked through for was really stored, sealed."""
    chen = builder.user("chen")
    assert User.objects.get(pk=chen.pk).email == EMAIL
    assert chen.id_number in Application.objects.get(pk=builder.draft.pk).answers["graduate_school"]
    assert Submission.objects.exists()
    assert Objection.objects.filter(name="戴明").get().contact == OBJECTOR
    assert LISTED_ID in {entry.id_number for entry in BlacklistEntry.objects.all()}
    assert f"+86{UNIT_PHONE}" in {unit.contact_phone for unit in Unit.objects.all()}
    assert {event.action for event in Event.objects.filter(kind=Kind.READ)} >= {"identity.viewed"}
    assert Event.objects.filter(kind=Kind.REFUSAL).exists()
    for model in (WriteKey, DeferredTask, CachedValue):
        assert model.objects.exists(), model
    assert LogEntry.objects.count() >= 2
    assert DataExport.objects.filter(state="READY", size__gt=1000).exists()
    known = " ".join(str(session) for session in _sessions())
    for number in (NEW_PHONE, _digits(builder.user("stranger"))):
        assert number in known


def _sessions() -> list[dict[str, object]]:
    store = import_module(django_settings.SESSION_ENGINE).SessionStore
    return [store(session.session_key).load() for session in Session.objects.all()]
