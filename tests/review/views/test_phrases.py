"""Phrases for remarks: kept by a person or an office, offered beside each remark, and never about anybody."""

from __future__ import annotations

import datetime as dt

import pytest

from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.privacy.queries import days_of
from review.models import Office, SavedPhrase
from review.phrase_models import LONGEST_PHRASE
from review.queries.phrases import phrases_for
from review.retention import PHRASES
from review.services.phrases import MOST_OWN, UnableToSavePhrase, forget_phrases_of, save_phrase
from tests.review.views.conftest import task_of

HAISHU, JIANGBEI = "alliance-haishu", "alliance-jiangbei"
ADDRESS = "/desk/phrases/"
WORDS = "请上传清晰的彩色扫描件。"


def office(code):
    return Office.objects.get(code=code)


def test_own_phrases_and_those_of_the_office_are_offered_beside_remarks(send, reviewer, as_user):
    one, colleague, stranger = reviewer(HAISHU), reviewer(HAISHU), reviewer(JIANGBEI)
    save_phrase(user=one, office=office(HAISHU), text=WORDS)
    save_phrase(user=colleague, office=office(HAISHU), text="请补充盖章页。", is_shared=True)
    save_phrase(user=stranger, office=office(JIANGBEI), text="与我无关。", is_shared=True)
    task = task_of(send("陈秀强"))
    page = as_user(one).get(f"/desk/tasks/{task.public_id}/").content.decode()
    assert WORDS in page
    assert "请补充盖章页。" in page
    assert "与我无关。" not in page
    assert [one.text for one in phrases_for(colleague, office(HAISHU))] == ["请补充盖章页。"]


def test_a_phrase_is_kept_from_its_page_and_taken_away(reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    assert client.post(ADDRESS, {"text": WORDS, "whose": HAISHU}).url == ADDRESS
    phrase = SavedPhrase.objects.get()
    assert (phrase.text, phrase.office.code) == (WORDS, HAISHU)
    assert WORDS in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}{phrase.public_id}/delete/").url == ADDRESS
    assert not SavedPhrase.objects.exists()
    assert list(Event.objects.filter(action__startswith="phrase.").order_by("id").values_list("action", flat=True)) == [
        "phrase.saved",
        "phrase.deleted",
    ]


def test_the_log_has_not_a_word_of_a_phrase(reviewer):
    user = reviewer(HAISHU)
    save_phrase(user=user, office=office(HAISHU), text=WORDS)
    event = Event.objects.get(action="phrase.saved")
    assert event.actor == user
    assert WORDS not in f"{event.words}{event.detail}"


def test_a_script_is_told_what_was_kept_and_what_was_not(reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    kept = client.post(ADDRESS, {"text": f" {WORDS}\n"}, headers={"accept": "application/json"})
    assert kept.json()["text"] == WORDS
    refused = client.post(ADDRESS, {"text": "请致电 15400001234"}, headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert "电话" in refused.json()["reason"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "请先写下"),
        ("字" * (LONGEST_PHRASE + 1), f"{LONGEST_PHRASE}"),
        ("联系 154-0000-1234", "电话"),
        ("证件 330203199001011234 有误", "证件号码"),
        ("发到 someone@example.com", "邮箱"),
    ],
)
def test_what_is_no_phrase_is_refused_and_stays_in_the_box(text, reason, reviewer, as_user):
    answer = as_user(reviewer(HAISHU)).post(ADDRESS, {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert reason in page
    assert text in page
    assert not SavedPhrase.objects.exists()


def test_the_same_phrase_is_kept_once_and_anew(reviewer):
    user, place = reviewer(HAISHU), office(HAISHU)
    first = save_phrase(user=user, office=place, text=WORDS)
    with set_clock(now() + dt.timedelta(days=100)):
        again = save_phrase(user=user, office=place, text=WORDS)
    assert again.pk == first.pk
    assert again.saved_at > first.saved_at


def test_there_is_an_end_to_phrases(reviewer):
    user, place = reviewer(HAISHU), office(HAISHU)
    for number in range(MOST_OWN):
        save_phrase(user=user, office=place, text=f"第 {number} 句")
    with pytest.raises(UnableToSavePhrase, match=str(MOST_OWN)):
        save_phrase(user=user, office=place, text="还有一句")


def test_others_phrases_do_not_exist(reviewer, as_user):
    phrase = save_phrase(user=reviewer(HAISHU), office=office(HAISHU), text=WORDS)
    for other in (reviewer(HAISHU), reviewer(JIANGBEI)):
        client = as_user(other)
        assert client.post(f"{ADDRESS}{phrase.public_id}/delete/").status_code == 404
        assert WORDS not in client.get(ADDRESS).content.decode()
        assert client.post(ADDRESS, {"text": "新句", "whose": "bureau"}).status_code == 422
    assert SavedPhrase.objects.get() == phrase


def test_phrases_end_with_their_time_and_with_the_account(reviewer):
    user, place = reviewer(HAISHU), office(HAISHU)
    save_phrase(user=user, office=place, text=WORDS)
    shared = save_phrase(user=user, office=place, text="请补充盖章页。", is_shared=True)
    assert PHRASES.due is not None
    assert PHRASES.erase is not None
    assert not PHRASES.due(now() - dt.timedelta(days=days_of(PHRASES))).exists()
    assert forget_phrases_of(user) == 1
    [old] = PHRASES.due(now() + dt.timedelta(days=1))
    assert old == shared
    assert PHRASES.erase(old) == 1
    assert not SavedPhrase.objects.exists()
    assert Event.objects.filter(action="phrase.deleted", actor=None).count() == 1


def test_the_page_asks_as_much_for_many_as_for_one(reviewer, as_user, django_assert_max_num_queries):
    user, place = reviewer(HAISHU), office(HAISHU)
    for number in range(12):
        save_phrase(user=user, office=place, text=f"第 {number} 句", is_shared=number % 2 == 0)
    client = as_user(user)
    client.get(ADDRESS)
    with django_assert_max_num_queries(24):
        client.get(ADDRESS)
