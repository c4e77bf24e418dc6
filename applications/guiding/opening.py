"""When a scheme is open: now until when, or from when on (NB-88, CY-59, HZ-35)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.queries import acceptance_of
from applications.scheme import Scheme
from portal.calendar import today
from portal.calendar.queries import window_of
from portal.ui.templatetags.ui import day, period

OPEN, LATER, CLOSED = "open", "later", "closed"


@dataclass(frozen=True)
class Opening:
    """Whether one can apply today, in a word and in a sentence. `rule` says when that is in general.

    `state` is open, later (it can be filled in, or opens on a day) or closed.
    """

    state: str
    word: str
    now: str
    rule: str

    @property
    def tone(self) -> str:
        return {OPEN: "good", LATER: "warn", CLOSED: "plain"}[self.state]


def opening_of(scheme: Scheme) -> Opening:
    """Return when the scheme is open, in the reader's language."""
    if scheme.round is not None:
        return _of_round(scheme)
    if scheme.window is not None:
        return _of_window(scheme)
    return Opening(OPEN, _("全年受理"), _("现在可以申报。"), _("全年随时可以申报。"))


def _of_round(scheme: Scheme) -> Opening:
    rule, present = scheme.round, today()
    assert rule is not None
    words = {"round": rule.name, "first": day(rule.opens_on), "last": day(rule.closes_on)}
    general = _general(scheme)
    if rule.closes_on is not None and present > rule.closes_on:
        now = _("%(round)s批次已于%(last)s截止，不能再新增申报；已退回的仍可修改后重新提交。") % words
        return Opening(CLOSED, _("已截止"), now, general)
    if rule.opens_on is not None and present < rule.opens_on:
        return Opening(LATER, _("尚未开始"), _("%(round)s批次从%(first)s起受理。") % words, general)
    if rule.closes_on is None:
        return Opening(OPEN, _("正在受理"), _("%(round)s批次正在受理。") % words, general)
    return Opening(OPEN, _("正在受理"), _("%(round)s批次正在受理，%(last)s截止。") % words, general)


def _general(scheme: Scheme) -> str:
    rule = scheme.round
    assert rule is not None
    if rule.opens_on is None and rule.closes_on is None:
        return _("按批次申报，本批次为%(round)s。") % {"round": rule.name}
    words = {"round": rule.name, "period": period(rule.opens_on, rule.closes_on)}
    return _("按批次申报，%(round)s批次的受理时间为%(period)s；每人在一个批次内申报一次。") % words


def _of_window(scheme: Scheme) -> Opening:
    acceptance = acceptance_of(scheme)
    assert acceptance is not None
    first, last = acceptance.first, acceptance.last
    rule = _("每月第 %(first)d 至第 %(last)d 个工作日受理；其他日子也可以填写和提交，到受理日起计算办理时限。")
    general = rule % {"first": first, "last": last}
    if acceptance.is_today:
        ends = window_of(today(), first, last)[1]
        return Opening(OPEN, _("正在受理"), _("本月受理到%(date)s。") % {"date": day(ends)}, general)
    now = _("现在可以填写和提交，%(date)s起受理。") % {"date": day(acceptance.on)}
    return Opening(LATER, _("可以提交"), now, general)
