"""What the person whose case it is has to do next, in one sentence with one button."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking import Fault, faults_of, form_faults_of
from applications.checking.faults import anchor_of
from applications.choices import EDITABLE, STAGES, State
from applications.corrections import corrections_of
from applications.filing import is_given_back
from applications.holders import recognition_of
from applications.models import Application
from applications.queries import return_of
from portal.calendar import today
from portal.ui.home import NextStep
from portal.ui.templatetags.ui import day

NEW = dt.timedelta(days=30)
"""So long a recognition counts as news on the home page."""

SOON = dt.timedelta(days=90)
"""So long before its end a person is told of it."""

NAMED = 3
"""So many pages with something missing are named."""


def next_step_of(case: Application, *, closely: bool = True) -> NextStep | None:
    """Return what is to be done with a case that has not ended: to fill in, to correct, to print, or to wait.

    `closely`: with what is missing, and why it was given back; else it costs no query.
    """
    if case.state in STAGES:
        return _waiting(case)
    if case.state not in EDITABLE:
        return None
    if not closely:  # its state stands beside it, there is nothing to add
        return NextStep("", _form(case), _correct(case))
    if is_given_back(case):
        return _given_back(case)
    if case.progress:
        return NextStep(_("%(label)s。") % {"label": case.label}, _form(case), _correct(case))
    return _first_step(case) if case.scheme.is_filed_in_steps else _draft(case, faults_of(case))


def news_of(case: Application) -> NextStep | None:
    """Return what an approved case calls for: its certificate is ready, or ends soon; None in between."""
    held = recognition_of(case)
    if held is None or not held.is_standing:
        return None
    detail, words = _detail(case), {"number": held.number, "date": day(held.valid_until)}
    if held.valid_until and held.valid_until < today() + SOON:
        if held.valid_until < today():
            return NextStep(_("认定已于 %(date)s 到期。") % words, detail, _("查看证书"), "warn")
        return NextStep(_("认定将于 %(date)s 到期。") % words, detail, _("查看证书"), "warn")
    if timezone.localdate(case.decided_at) < today() - NEW if case.decided_at else True:
        return None
    until = _("有效期至 %(date)s。") % words if held.valid_until else ""
    return NextStep(_("已认定，电子证书 %(number)s 可以下载。") % words + until, detail, _("查看证书"), "good")


def titled(case: Application, step: NextStep) -> NextStep:
    """Return the step as it is said where several cases stand below each other without headings."""
    words = {"title": case.scheme.title.of(get_language()), "words": step.text}
    return NextStep(_("您的%(title)s：%(words)s") % words, step.url, step.button, step.tone)


def _first_step(case: Application) -> NextStep:
    """Of what is filed in steps, the form is saved before files are asked for (HZ-59)."""
    faults = form_faults_of(case)
    if not faults:
        words = {"word": case.scheme.word("save", get_language())}
        text = _("信息已填写完整：请点击“%(word)s”，再打印和上传材料。") % words
        return NextStep(text, _form(case), _correct(case), "good")
    return _missing(case, faults)


def _draft(case: Application, faults: list[Fault]) -> NextStep:
    if not faults:
        url = reverse("applications:preview", args=[case.public_id])
        return NextStep(_("已填写完整，还没有提交。核对后即可提交。"), url, _("核对并提交"), "good")
    sealed = {f"slot:{slot.key}": slot for slot in case.scheme.slots if slot.seals}
    if all(fault.path in sealed for fault in faults):
        label = sealed[faults[0].path].label.of(get_language())
        url = reverse("applications:page", args=[case.public_id, faults[0].section])
        text = _("只差盖章的“%(letter)s”：请打印，由单位盖章后上传。") % {"letter": label}
        return NextStep(text, f"{url}#{anchor_of(faults[0].path)}", _("去打印和上传"))
    return _missing(case, faults)


def _missing(case: Application, faults: list[Fault]) -> NextStep:
    words = {"count": len(faults), "places": _places(case, faults)}
    return NextStep(_("还是草稿，尚未提交；还缺 %(count)d 处：%(places)s。") % words, _form(case), _correct(case))


def _places(case: Application, faults: list[Fault]) -> str:
    """The first pages on which something is missing, each with how much."""
    missing = Counter(fault.section for fault in faults)
    titles = {section.key: section.title.of(get_language()) for section in case.scheme.sections}
    named = [f"{titles[key]} {count}" for key, count in missing.items()]
    listed = _("、").join(named[:NAMED])
    return _("%(places)s 等") % {"places": listed} if len(named) > NAMED else listed


def _given_back(case: Application) -> NextStep:
    returned = return_of(case)
    words = {
        "who": (returned.office or returned.actor_name) if returned else "",
        "label": case.label,
        "reason": Truncator(returned.words if returned else "").chars(60).rstrip("。.；;，, "),
    }
    text = _("%(who)s退回：%(reason)s。") if words["reason"] and words["who"] else _("%(label)s，请修改后重新提交。")
    left = corrections_of(case).left
    more = _(" 还有 %(count)d 处批注没有修改。") % {"count": left} if left else ""
    return NextStep(text % words + more, _form(case), _correct(case), "warn")


def _waiting(case: Application) -> NextStep:
    due = case.stage_due_on or case.due_on
    words = {"label": case.label, "holder": case.holder, "date": day(due)}
    if case.state == State.PUBLICITY:
        text = _("%(label)s，至 %(date)s；期间没有异议即继续办理。您现在不用做什么。")
    elif case.state == State.UNIT_CONFIRM:
        text = _("%(label)s：%(holder)s。您现在不用做什么；可以提醒单位管理员。")
    elif due:
        text = _("%(label)s：由%(holder)s办理，最迟 %(date)s。您现在不用做什么。")
    else:
        text = _("%(label)s：由%(holder)s办理。您现在不用做什么。")
    return NextStep(text % words, f"{_detail(case)}#progress", _("查看进度"))


def _form(case: Application) -> str:
    return reverse("applications:go_on", args=[case.public_id])


def _detail(case: Application) -> str:
    return reverse("applications:detail", args=[case.public_id])


def _correct(case: Application) -> str:
    return case.scheme.word("correct", get_language())
