import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from portal.calendar import now, set_clock
from portal.tenants.scope import tenant_scope
from review.models import Objection, PublicityEntry
from review.queries import publicity as publicity_queries
from review.services.publicising import PublicityHolder, end_due_publicity
from tests.builders import make_tenant
from tests.review.views.conftest import CHINA

LIST = "/publicity/"
OBJECTION = {"name": "赵先生", "contact": "13800138000", "words": "其全职引进时间与事实不符。"}


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def publicise(send, tenant):
    """Put a case on the public list, as its way would."""

    def put(name="陈秀强"):
        application = send(name)
        Application.objects.filter(pk=application.pk).update(
            state="publicity", stage="publicity", label_zh="公示中", determined_category="E"
        )
        application = Application.objects.get(pk=application.pk)
        application.review_tasks.update(state="DONE", closed_at=now())
        stage = application.scheme.stage("publicity")
        PublicityHolder().open(application, stage)
        return PublicityEntry.objects.get(application=application)

    return put


def text_of(response):
    return response.content.decode()


@pytest.mark.requirement("NB-83", "NB-108")
def test_list_is_public_and_shows_name_unit_and_category_without_any_number(publicise, as_user):
    entry = publicise("陈秀强")
    answer = as_user(None).get(LIST)
    page = text_of(answer)
    assert [cell for period in answer.context["periods"] for cell in period["rows"][0]["cells"]] == [
        "陈秀强",
        entry.application.unit.name,
        "高级人才",
    ]
    assert "2026年11月3日至2026年11月10日" in page
    assert entry.application.applicant.id_number not in page
    assert not re.search(r"\d{17}[\dX]", page)


@pytest.mark.requirement("NB-84", "NB-85")
def test_objection_holds_its_own_case_and_the_rest_go_on(publicise, as_user):
    held, free = publicise("陈秀强"), publicise("李思齐")
    answer = as_user(None).post(f"/publicity/{held.public_id}/object/", OBJECTION)
    objection = Objection.objects.get()
    assert answer["Location"] == f"/publicity/objections/{objection.public_id}/"
    receipt = text_of(as_user(None).get(answer["Location"]))
    assert objection.public_id in receipt
    assert OBJECTION["words"] not in receipt
    assert "陈秀强" in text_of(as_user(None).get(LIST))
    with set_clock(dt.datetime(2026, 11, 11, 8, tzinfo=CHINA)):
        assert end_due_publicity() == 1
    states = dict(Application.objects.values_list("pk", "state"))
    assert (states[held.application_id], states[free.application_id]) == ("publicity", "approved")


def test_objection_without_contact_is_refused_and_kept(publicise, as_user):
    entry = publicise()
    answer = as_user(None).post(f"/publicity/{entry.public_id}/object/", OBJECTION | {"contact": ""})
    assert "其全职引进时间与事实不符。" in text_of(answer)
    assert not Objection.objects.exists()


def test_objection_after_the_period_is_refused_with_what_to_do(publicise, as_user):
    entry = publicise()
    address = f"/publicity/{entry.public_id}/object/"
    with set_clock(dt.datetime(2026, 11, 10, 23, tzinfo=CHINA)):
        assert "<textarea" in text_of(as_user(None).get(address))
    with set_clock(dt.datetime(2026, 11, 11, 0, 30, tzinfo=CHINA)):
        assert "公示期已结束" in text_of(as_user(None).get(address))
        answer = as_user(None).post(address, OBJECTION)
    assert answer.status_code == 409
    assert not Objection.objects.exists()


def test_objections_from_one_address_are_limited(publicise, as_user):
    address = f"/publicity/{publicise().public_id}/object/"
    answers = [as_user(None).post(address, OBJECTION) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "其全职引进时间与事实不符。" in text_of(answers[-1])
    assert Objection.objects.count() == 5


def test_lines_of_others_and_lines_taken_down_do_not_exist(publicise, as_user):
    entry = publicise()
    address = f"/publicity/{entry.public_id}/object/"
    other = make_tenant("elsewhere")
    with tenant_scope(other):
        assert as_user(None).get(address, headers={"host": "elsewhere.localhost"}).status_code == 404
    PublicityEntry.objects.filter(pk=entry.pk).update(state="CANCELLED")
    assert as_user(None).get(address).status_code == 404
    assert "陈秀强" not in text_of(as_user(None).get(LIST))
    assert as_user(None).get("/publicity/objections/nothing/").status_code == 404


def test_past_lists_stay_readable_and_take_no_objection(publicise, as_user):
    publicise()
    with set_clock(dt.datetime(2026, 11, 11, 8, tzinfo=CHINA)):
        end_due_publicity()
        assert "陈秀强" not in text_of(as_user(None).get(LIST))
        past = text_of(as_user(None).get(LIST, {"past": "1"}))
    assert "陈秀强" in past
    assert "提出异议" not in past


def test_list_is_read_by_key_and_asks_as_many_queries_for_many_lines(publicise, as_user, monkeypatch):
    client = as_user(None)
    publicise()
    few = _queries(client)
    for number in range(5):
        publicise(f"申报人{number}")
    assert _queries(client) == few
    monkeypatch.setattr(publicity_queries, "PAGE_SIZE", 4)
    first = client.get(LIST)
    second = client.get(LIST + first.context["next_url"])
    rows = [row for page in (first, second) for period in page.context["periods"] for row in period["rows"]]
    assert len({row["entry"].pk for row in rows}) == 6
    assert second.context["next_url"] == ""


def _queries(client):
    client.get(LIST)  # the tenant is looked up once a minute
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST).status_code == 200
    return len(captured)


def test_list_names_the_category_in_the_language_of_its_reader(publicise, as_user):
    publicise("陈秀强")
    reader = as_user(None)
    reader.cookies["django_language"] = "en"
    answer = reader.get(LIST, headers={"accept-language": "en"})
    assert [period["rows"][0]["cells"][2] for period in answer.context["periods"]] == ["Senior talents"]


def test_past_lists_say_what_became_of_each_case(publicise, as_user):
    entry = publicise("陈秀强")
    with set_clock(dt.datetime(2026, 11, 11, 8, tzinfo=CHINA)):
        assert end_due_publicity() == 1
        page = text_of(as_user(None).get(f"{LIST}?past=1"))
    label = Application.objects.get(pk=entry.application_id).label
    assert f'<td data-label="结果">{label}</td>' in page
    assert "不再受理异议" in page
    assert f"/publicity/{entry.public_id}/object/" not in page


def test_list_says_until_when_one_can_object_and_what_it_does_not_show(publicise, as_user):
    entry = publicise("陈秀强")
    page = text_of(as_user(None).get(LIST))
    assert "还剩 5 个工作日" in page
    assert "证件号码、联系方式和申报材料不公开" in page
    form = text_of(as_user(None).get(f"/publicity/{entry.public_id}/object/"))
    assert "2026年11月10日（含当日）" in form
    assert "您的姓名和联系方式不公开" in form


def test_home_says_what_is_in_publicity(publicise, as_user):
    publicise("陈秀强")
    publicise("李思齐")
    page = text_of(as_user(None).get("/"))
    assert "2 人公示中" in page
    assert "2026年11月10日当天及以前可以提出异议" in page


def test_receipt_can_be_printed_and_says_that_the_objection_is_settled(publicise, as_user):
    entry = publicise("陈秀强")
    receipt = as_user(None).post(f"/publicity/{entry.public_id}/object/", OBJECTION)["Location"]
    page = text_of(as_user(None).get(receipt))
    assert "data-print" in page
    assert "异议已收到" in page
    Objection.objects.update(state="DISMISSED", resolved_at=now())
    assert "异议已处理" in text_of(as_user(None).get(receipt))
