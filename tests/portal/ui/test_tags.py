"""Dates, days and states as the reader sees them."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from applications.choices import State
from portal.ui import tones
from portal.ui.templatetags import ui


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "2026年11月2日"), ("en", "2 Nov 2026")])
def test_a_date_follows_the_readers_convention(language: str, written: str) -> None:
    with translation.override(language):
        assert ui.day(dt.date(2026, 11, 2)) == written


def test_a_moment_is_told_in_the_portals_time_zone() -> None:
    late = dt.datetime(2026, 11, 20, 18, 5, tzinfo=dt.UTC)
    assert ui.day(late) == "2026年11月21日"
    assert ui.moment(late) == "2026年11月21日 02:05"


def test_no_date_is_no_text() -> None:
    assert ui.day(None) == ui.moment(None) == ""


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (12, "还剩 12 个工作日", tones.NOTE),
        (3, "还剩 3 个工作日", tones.WARN),
        (1, "还剩 1 个工作日", tones.WARN),
        (0, "今天到期", tones.WARN),
        (-1, "逾期 1 个工作日", tones.BAD),
        (-4, "逾期 4 个工作日", tones.BAD),
    ],
)
def test_days_left_are_said_in_words_and_tone(days: int, words: str, tone: str) -> None:
    assert (ui.days_left(days), ui.days_tone(days)) == (words, tone)


def test_days_left_shows_nothing_without_a_due_date() -> None:
    template = Template('{% include "components/days_left.html" with days=None only %}')
    assert template.render(Context()).strip() == ""


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        (State.APPROVED, tones.GOOD),
        (State.RETURNED, tones.WARN),
        (State.REJECTED, tones.BAD),
        (State.DRAFT, tones.PLAIN),
        (State.PRE_REVIEW, tones.NOTE),
    ],
)
def test_a_state_has_a_tone(state: str, tone: str) -> None:
    assert tones.tone_of(state) == tone


def test_a_status_badge_says_its_state_in_words() -> None:
    template = Template('{% include "components/status_badge.html" with state="returned" label="已退回" only %}')
    html = template.render(Context())
    assert "tone-warn" in html
    assert "已退回" in html


def test_a_table_names_the_column_on_every_cell() -> None:
    template = Template('{% include "components/table.html" with caption="名单" headers=headers rows=rows only %}')
    html = template.render(Context({"headers": ["编号", "姓名"], "rows": [[{"text": "1", "url": "/a"}, "<b>"]]}))
    assert '<td data-label="编号"><a href="/a">1</a></td>' in html
    assert '<td data-label="姓名">&lt;b&gt;</td>' in html


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        ((2026, 11, 2), (2026, 11, 6), "2026年11月2日至11月6日", "2 – 6 Nov 2026"),
        ((2026, 11, 27), (2026, 12, 3), "2026年11月27日至12月3日", "27 Nov – 3 Dec 2026"),
        ((2026, 12, 30), (2027, 1, 4), "2026年12月30日至2027年1月4日", "30 Dec 2026 – 4 Jan 2027"),
        ((2026, 11, 2), (2026, 11, 2), "2026年11月2日", "2 Nov 2026"),
    ],
)
def test_a_period_says_once_what_its_days_share(first: tuple, last: tuple, zh: str, en: str) -> None:
    days = dt.date(*first), dt.date(*last)
    assert ui.period(*days) == zh
    with translation.override("en"):
        assert ui.period(*days) == en


def test_a_period_may_be_open_at_either_end() -> None:
    assert ui.period(dt.date(2026, 11, 2), None) == "2026年11月2日起"
    assert ui.period(None, dt.date(2026, 11, 2)) == "至2026年11月2日"
    assert ui.period(None, None) == ""


def test_thousands_are_set_apart_and_lists_joined_as_the_reader_does() -> None:
    assert (ui.number(12345), ui.number(7), ui.number(None)) == ("12,345", "7", "")
    assert ui.listed(["甲", "乙"]) == "甲、乙"
    with translation.override("en"):
        assert ui.listed(["A", "B"]) == "A, B"


def test_chinese_on_an_english_page_is_marked_and_escaped() -> None:
    assert ui.marked("请写“无” <b>") == "请写“无” &lt;b&gt;"
    assert ui.in_chinese("张秀强") == ""
    with translation.override("en"):
        assert ui.marked("write 无 <b>") == 'write <span lang="zh-Hans">无</span> &lt;b&gt;'
        assert ui.in_chinese("张秀强") == ' lang="zh-Hans"'
        assert ui.in_chinese("Senior talents") == ""
