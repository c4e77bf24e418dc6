import datetime as dt
import re
import threading

import pytest
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from portal.calendar import now, set_clock
from portal.tenants.models import ContentPage
from portal.tenants.scope import tenant_scope
from portal.writes.answers import answered_again_by, each_content_counts
from portal.writes.jobs import forget_keys
from portal.writes.models import WriteKey
from portal.writes.requests import fingerprint_of
from portal.writes.services import new_key
from portal.writes.templatetags.writes import write_key
from tests.builders import make_tenant, make_user

HOST = "ningbo.localhost"
stand_in_the_way: list[int] = []


def write(request):
    """Adds a row, as often as it is called."""
    if request.POST.get("title") == "":
        return HttpResponse("a fault in the form")
    if request.POST.get("title") == "refused":
        messages.error(request, "no")
        return HttpResponseRedirect("/refused/")
    made = ContentPage.objects.create(key=new_key(), title_zh=request.POST.get("title", "-"))
    if request.POST.get("title") == "broken":
        raise RuntimeError
    messages.success(request, "written", extra_tags="good")
    return HttpResponseRedirect(f"/receipts/{made.pk}/")


def count(request, **_more):
    return JsonResponse({"pages": ContentPage.objects.count()})


@answered_again_by(count)
def write_and_count(request):
    write(request)
    return count(request)


@each_content_counts
def save(request):
    return write(request)


def stuck(request):
    if stand_in_the_way:
        stand_in_the_way.pop()
        error = OperationalError("deadlock detected")
        error.__cause__ = type("Deadlock", (Exception,), {"sqlstate": "40P01"})()
        raise error
    return write(request)


urlpatterns = [
    path("write/", write),
    path("count/", write_and_count),
    path("save/", save),
    path("stuck/", stuck),
    path("", include("portal.urls")),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def tenant(db):
    tenant = make_tenant()
    with tenant_scope(tenant):
        yield tenant


@pytest.fixture
def client(tenant):
    client = Client(headers={"host": HOST})
    client.force_login(make_user(tenant))
    return client


def send(client, where="/write/", key="k" * 20, **fields):
    return client.post(where, {"write_key": key, "title": "one", **fields})


def titles():
    return list(ContentPage.objects.order_by("pk").values_list("title_zh", flat=True))


def test_tag_gives_each_form_another_key():
    values = {re.search(r'value="([\w-]{22})"', write_key())[1] for _ in range(50)}
    assert len(values) == 50


def test_repetition_gets_the_same_answer_and_writes_nothing(client):
    first, second = send(client), send(client)
    assert titles() == ["one"]
    assert (second.status_code, second["Location"]) == (first.status_code, first["Location"])


def test_repetition_says_again_what_the_first_one_said(client):
    send(client)
    client.cookies.pop("messages", None)  # the first answer never arrived
    said = [(str(one), one.tags) for one in send(client).wsgi_request._messages._queued_messages]
    assert said == [("written", "good success")]


def test_without_a_key_every_request_counts(client):
    for _ in range(2):
        client.post("/write/", {"title": "one"})
    assert len(titles()) == 2


@pytest.mark.parametrize("key", ["short", "with spaces in it, and long", "k" * 65])
def test_key_that_is_none_of_ours_is_none(client, key):
    send(client, key=key)
    assert titles() == ["one"]
    assert not WriteKey.objects.exists()


def test_key_may_come_in_the_header(client):
    for _ in range(2):
        client.post("/write/", {"title": "one"}, headers={"X-Write-Key": "h" * 20})
    assert titles() == ["one"]


@pytest.mark.parametrize("changed", [{"title": "two"}, {"where": "/write/?another=1"}])
def test_key_with_another_content_or_address_is_refused_in_words(client, changed):
    send(client)
    response = send(client, **changed)
    assert response.status_code == 409
    assert "这张表单已经提交过一次" in response.content.decode()
    assert titles() == ["one"]


def test_another_persons_key_is_another_key(client, tenant):
    other = Client(headers={"host": HOST})
    other.force_login(make_user(tenant))
    send(client)
    send(other)
    assert len(titles()) == 2


def test_key_of_another_portal_is_another_key(client):
    elsewhere = Client(headers={"host": "hangzhou.localhost"})
    other = make_tenant("hangzhou")
    elsewhere.force_login(make_user(other))
    send(client)
    send(elsewhere)
    with tenant_scope(other):
        assert titles() == ["one"]


def test_form_with_faults_may_be_sent_again_corrected(client):
    assert send(client, title="").status_code == 200
    assert send(client, title="corrected").status_code == 302
    assert titles() == ["corrected"]


def test_refusal_is_not_remembered(client):
    send(client, title="refused")
    assert not WriteKey.objects.exists()


def test_fault_takes_everything_back_and_frees_the_key(client):
    client.raise_request_exception = False
    assert send(client, title="broken").status_code == 500
    assert titles() == []
    assert not WriteKey.objects.exists()


def test_answer_without_an_address_is_made_anew(client):
    assert send(client, "/count/").json() == {"pages": 1}
    assert send(client, "/count/").json() == {"pages": 1}


def test_page_that_is_saved_again_and_again_takes_every_content_once(client):
    for title in ("one", "one", "two", "two"):
        assert send(client, "/save/", title=title).status_code == 302
    assert titles() == ["one", "two"]


def test_two_in_each_others_way_are_tried_once_more(client):
    stand_in_the_way.append(1)
    assert send(client, "/stuck/").status_code == 302
    assert titles() == ["one"]


def test_who_stays_in_the_way_is_asked_to_come_again(client):
    stand_in_the_way.extend([1, 1])
    response = send(client, "/stuck/")
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert "内容没有改变" in response.content.decode()
    assert send(client, "/stuck/").status_code == 302
    assert titles() == ["one"]


@pytest.mark.usefixtures("tenant")
def test_fingerprint_knows_files_by_their_content_and_leaves_them_readable():
    def request(content):
        return RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", content)})

    first = request(b"1")
    assert fingerprint_of(first) == fingerprint_of(request(b"1"))
    assert fingerprint_of(first) != fingerprint_of(request(b"2"))
    assert first.FILES["file"].read() == b"1"


@pytest.mark.usefixtures("tenant")
def test_fingerprint_tells_fields_from_their_values():
    one, other = (RequestFactory().post("/", fields) for fields in ({"a": "b=c"}, {"a=b": "c"}))
    assert fingerprint_of(one) == fingerprint_of(RequestFactory().post("/", {"a": "b=c", "write_key": "x"}))
    assert fingerprint_of(one) != fingerprint_of(RequestFactory().post("/", {"a": "b", "c": ""}))
    assert fingerprint_of(other)


def test_keys_are_forgotten_after_two_days(client):
    send(client)
    with set_clock(now() + dt.timedelta(hours=47)):
        assert forget_keys() == 0
    with set_clock(now() + dt.timedelta(hours=49)):
        assert forget_keys() == 1


@pytest.mark.django_db(transaction=True)
def test_who_comes_at_the_same_moment_waits_and_hears_the_same():
    tenant = make_tenant()
    first = Client(headers={"host": HOST})
    first.force_login(make_user(tenant))
    start, answers = threading.Barrier(4), []

    def once():
        try:
            client = Client(headers={"host": HOST})
            client.cookies = first.cookies
            start.wait()
            answers.append(send(client)["Location"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(answers) == 4
    assert len(set(answers)) == 1
    with tenant_scope(tenant):
        assert titles() == ["one"]


@override_settings(DEBUG=True)
def test_key_costs_a_write_three_statements_and_waits_for_no_lock_for_long(client):
    send(client)
    statements = [query["sql"] for query in connection.queries]
    assert sum("writes_writekey" in sql for sql in statements) == 3
    assert any("lock_timeout" in sql for sql in statements)
