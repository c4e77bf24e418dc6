"""Letters of several people in one file: in the order of the list, each on new pages, who is left out and why."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from applications.models import Application, SchemeVersion
from applications.rendering import letters
from applications.services import printing
from portal.audit.models import Event
from portal.calendar import now
from portal.people.models import User
from portal.privacy.retention import rule_of
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.builders import make_person
from tests.collecting import entered, publish_collection
from units.models import LetterBundle, Unit

Print = Callable[..., Any]


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def people(collecting: SchemeVersion, unit: Unit, manager: User) -> list[Application]:
    names = ("赵一", "钱二", "孙三")
    return [entered(collecting, unit, manager, 6_500_001 + number, name=name) for number, name in enumerate(names)]


@pytest.fixture
def prints(keeper: Client, unit: Unit, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Print:
    """Press the button for these people; return the page of the file."""

    def press(*cases: Application, query: str = "", **data: Any) -> Any:
        chosen = {"case": [f"{case.public_id}:{case.revision}" for case in cases], "letter": "form"}
        with django_capture_on_commit_callbacks(execute=True):
            answer = keeper.post(f"/my-units/{unit.public_id}/print/collection/{query}", chosen | data)
        return keeper.get(answer["Location"])

    return press


def _pages(client: Client, bundle: LetterBundle) -> list[str]:
    answer = client.get(f"/my-units/letters/{bundle.public_id}/file/")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]


@pytest.mark.requirement("NX-104")
def test_letters_stand_one_after_the_other_in_the_order_of_the_list(
    prints: Print, keeper: Client, people: list[Application]
) -> None:
    page = prints(*people, query="?list=draft&order=name")
    assert "已生成 3 人的打印件" in page.content.decode()
    bundle = LetterBundle.objects.get()
    pages = _pages(keeper, bundle)
    assert len(pages) == bundle.pages
    found = [next((name for name in ("赵一", "钱二", "孙三") if name in text), "") for text in pages]
    firsts = list(dict.fromkeys(name for name in found if name))
    assert firsts == ["钱二", "孙三", "赵一"]
    assert Event.objects.filter(action="letter.printed").count() == 3


def test_letter_that_is_not_there_yet_is_named_and_the_rest_printed(
    prints: Print, keeper: Client, people: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "请先填写完整并保存，再打印。"
    monkeypatch.setattr(
        printing, "may_print_letter", lambda case, _key: reason if case.applicant_name == "钱二" else None
    )
    body = prints(*people).content.decode()
    assert "1 人没有打印" in body
    assert f"钱二</a>：{reason}" in body
    assert "已生成 2 人的打印件" in body
    assert not any("钱二" in text for text in _pages(keeper, LetterBundle.objects.get()))


def test_fault_in_one_letter_costs_no_other(
    prints: Print, people: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    render = letters.render_letter

    def fail_for_one(case: Application, *rest: Any) -> bytes:
        if case.applicant_name == "赵一":
            raise ZeroDivisionError
        return render(case, *rest)

    monkeypatch.setattr(printing, "render_letter", fail_for_one)
    body = prints(*people).content.decode()
    assert "赵一</a>：打印时出错。请打开该申报单独打印。" in body
    assert "已生成 2 人的打印件" in body


def test_more_than_go_into_one_file_are_said(
    prints: Print, people: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_LETTERS", 2)
    body = prints(all="yes", query="?list=draft").content.decode()
    assert "另有 1 人没有打印" in body
    assert len(LetterBundle.objects.get().chosen) == 2


def test_file_is_made_in_pieces_that_may_be_run_again(
    people: list[Application], collecting: SchemeVersion, unit: Unit, manager: User
) -> None:
    chosen = [case.public_id for case in people]
    bundle = printing.ask_for_letters(version=collecting, unit=unit, by=manager, letter="form", chosen=chosen)
    left = [printing.print_some(bundle_id=bundle.pk, seconds=0) for _piece in range(4)]
    assert left == [True, True, False, False]
    bundle.refresh_from_db()
    assert (bundle.done, bundle.printed, bundle.left_out) == (3, 3, [])
    with bundle.file.open("rb") as file:
        assert len(pypdf.PdfReader(io.BytesIO(file.read())).pages) == bundle.pages


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"case": []}, "请在名单中勾选人员，再打印。"), ({"letter": "other"}, "请选择要打印的内容。")],
)
def test_nobody_or_nothing_to_print_is_said_above_the_list(
    prints: Print, people: list[Application], changes: dict[str, Any], words: str
) -> None:
    answer = prints(*people, query="?list=draft", **changes)
    assert answer.request["QUERY_STRING"] == "list=draft"
    assert words in answer.content.decode()
    assert not LetterBundle.objects.exists()


@pytest.mark.requirement("NX-120")
def test_file_is_only_whose_who_asked_for_it(
    prints: Print, people: list[Application], unit: Unit, tenant: Tenant, manager: User, keeper: Client
) -> None:
    prints(*people)
    addresses = [f"/my-units/letters/{LetterBundle.objects.get().public_id}/{end}" for end in ("", "file/")]
    second = make_person(tenant)
    unit.administrators.create(user=second, since=timezone.now())
    assert [client_of(second).get(address).status_code for address in addresses] == [404, 404]
    unit.administrators.filter(user=manager).update(is_active=False)
    assert [keeper.get(address).status_code for address in addresses] == [404, 404]


def test_file_is_deleted_after_its_day(prints: Print, people: list[Application]) -> None:
    prints(*people[:1])
    bundle = LetterBundle.objects.get()
    name, storage = bundle.file.name, bundle.file.storage
    rule = rule_of("letter_bundles")
    assert rule is not None
    assert rule.due is not None
    assert rule.erase is not None
    assert storage.exists(name)
    [due] = rule.due(now() + dt.timedelta(days=1))
    rule.erase(due)
    assert not storage.exists(name)
    assert not LetterBundle.objects.exists()
