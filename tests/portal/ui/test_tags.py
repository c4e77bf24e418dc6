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
