import pytest
from django.test import Client
from django.urls import reverse

from portal.notices.choices import Channel, NoticeState
from portal.notices.models import Notice, NoticeText
from portal.notices.queries import PAGE_SIZE, unread_count
from portal.notices.services import queue_notice
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user, sign_in

HOST = "ningbo.localhost"


@pytest.fixture
def person(tenant):
    return make_user(tenant)


def client_of(user):
    client = Client(headers={"host": HOST})
    sign_in(client, user)
    return client


def tell(user, number=1, **changes):
    values = {"key": "k", "channel": Channel.PORTAL, "text": f"第{number}号消息", "dedupe_key": f"{user.pk}:{number}"}
    return queue_notice(recipient=user, **values | changes)


def test_inbox_shows_the_persons_own_messages_only(person, tenant):
    tell(person, text="给我的")
    tell(make_user(tenant), text="给别人的")
    tell(person, 2, channel=Channel.SMS, text="短信")
    page = client_of(person).get(reverse("notices:inbox")).content.decode()
    assert "给我的" in page
    assert "给别人的" not in page
    assert "短信" not in page.replace("演示短信", "").replace("查看短信", "")


def test_inbox_asks_to_sign_in(tenant):
    assert Client(headers={"host": HOST}).get(reverse("notices:inbox")).status_code == 302


def test_inbox_is_leafed_through_by_key(person):
    notices = [tell(person, number) for number in range(1, PAGE_SIZE + 3)]
    client = client_of(person)
    first = client.get(reverse("notices:inbox"))
    assert first.context["page"].older == notices[2].public_id
    second = client.get(first.context["older_url"])
    assert [notice.text for notice in second.context["page"].notices] == ["第2号消息", "第1号消息"]
    assert second.context["page"].older == ""


def test_inbox_before_a_strangers_message_is_not_found(person, tenant):
    foreign = tell(make_user(tenant))
    assert client_of(person).get(f"{reverse('notices:inbox')}?before={foreign.public_id}").status_code == 404


def queries_of(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as captured:
        client.get(reverse("notices:inbox"))
    return len(captured)


def test_inbox_takes_as_many_queries_for_three_messages_as_for_one(person, django_assert_max_num_queries):
    client = client_of(person)
    tell(person)
    client.get(reverse("notices:inbox"))
    one = queries_of(client, django_assert_max_num_queries)
    tell(person, 2)
    tell(person, 3)
    assert queries_of(client, django_assert_max_num_queries) == one


def test_opened_message_is_read_and_leads_on(person):
    notice = tell(person, link="/cases/abc/")
    assert unread_count(person) == 1
    answer = client_of(person).post(reverse("notices:open", args=[notice.public_id]))
    assert answer["Location"] == "/cases/abc/"
    assert unread_count(person) == 0


def test_opened_message_never_leads_to_another_site(person):
    notice = tell(person, link="//evil.example/")
    answer = client_of(person).post(reverse("notices:open", args=[notice.public_id]))
    assert answer["Location"] == reverse("notices:inbox")


def test_marking_all_as_read_is_offered_while_something_is_unread(person):
    tell(person)
    client = client_of(person)
    address, button = reverse("notices:inbox"), reverse("notices:read_all")
    assert f'action="{button}"' in client.get(address).content.decode()
    client.post(button)
    assert f'action="{button}"' not in client.get(address).content.decode()


def test_strangers_message_cannot_be_opened(person, tenant):
    notice = tell(make_user(tenant))
    assert client_of(person).post(reverse("notices:open", args=[notice.public_id])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_messages_are_marked_read_but_nobody_elses(person, tenant):
    other = make_user(tenant)
    tell(person)
    tell(other)
    client_of(person).post(reverse("notices:read_all"))
    assert (unread_count(person), unread_count(other)) == (0, 1)


@pytest.mark.parametrize("name", ["open", "read_all"])
def test_reading_needs_a_post(person, name):
    arguments = [tell(person).public_id] if name == "open" else []
    assert client_of(person).get(reverse(f"notices:{name}", args=arguments)).status_code == 405


def test_sms_page_shows_the_tenants_last_messages(person, settings):
    settings.SMS_BACKEND = "page"
    tell(person, channel=Channel.SMS, text="验证码 123456")
    with tenant_scope(make_tenant("other")):
        queue_notice(key="k", channel=Channel.SMS, text="别处的", address="+8615400000009", dedupe_key="x")
    page = Client(headers={"host": HOST}).get(reverse("notices:sms_page")).content.decode()
    assert "验证码 123456" in page
    assert "别处的" not in page


@pytest.mark.parametrize("backend", ["console", "aliyun"])
def test_sms_page_does_not_exist_where_messages_really_leave(tenant, settings, backend):
    settings.SMS_BACKEND = backend
    assert Client(headers={"host": HOST}).get(reverse("notices:sms_page")).status_code == 404


@pytest.fixture
def desk(tenant):
    return client_of(make_user(tenant, is_staff=True, is_superuser=True))


def save_text(desk, **changes):
    values = {"key": "phone_exists", "text_zh": "恭喜{applicant}", "text_en": ""}
    return desk.post("/manage/notices/noticetext/add/", values | changes)


def test_bureau_words_a_notice_its_own_way(desk):
    assert save_text(desk).status_code == 302
    assert NoticeText.objects.get().text_zh == "恭喜{applicant}"
    assert save_text(desk).status_code == 200  # once a tenant


@pytest.mark.parametrize(
    "changes",
    [
        {"text_zh": "恭喜{applicants}"},
        {"text_zh": "恭喜{applicant"},
        {"text_en": "{x}"},
        {"key": "phone_code"},
        {"key": "no_such_notice"},
        {"text_zh": "{applicant.pk}"},
    ],
)
def test_text_whose_places_would_stay_empty_is_refused(desk, changes):
    answer = save_text(desk, **changes)
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert not NoticeText.objects.exists()


def test_failed_notice_is_sent_again_from_the_admin(desk, person):
    notice = tell(person, channel=Channel.SMS, text="验证码 123456", key="phone_code")
    Notice.objects.update(state=NoticeState.FAILED)
    page = desk.get(f"/manage/notices/notice/{notice.pk}/change/").content.decode()
    assert "123456" not in page
    assert person.phone not in desk.get("/manage/notices/notice/").content.decode()
    desk.post("/manage/notices/notice/", {"action": "send_again", "_selected_action": [notice.pk]})
    assert Notice.objects.get().state == NoticeState.QUEUED
    assert desk.post(f"/manage/notices/notice/{notice.pk}/change/", {"text": "x"}).status_code == 403
