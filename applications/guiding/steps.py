"""The way of a case: every step with who holds it, its limit and what can come of it; and how it can end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.guiding.wording import Wording
from applications.scheme import Scheme, Stage
from portal.ui.templatetags.ui import listed


@dataclass(frozen=True)
class Route:
    """Which office a case comes to, and under which condition."""

    when: str
    office: str


@dataclass(frozen=True)
class GuideStep:
    """One step. `limit` is in words, empty without one; `routes` says who holds it where that depends on the case."""

    key: str
    label: str
    holder: str
    limit: str
    when: str
    does: str
    results: tuple[str, ...]
    routes: tuple[Route, ...] = ()


def steps_of(scheme: Scheme, wording: Wording) -> list[GuideStep]:
    """Return the stages of the scheme in their order."""
    return [_step(scheme, stage, wording) for stage in scheme.stages]


def before_submission(scheme: Scheme, wording: Wording) -> list[str]:
    """Return what is done before a case is handed in, one line for each thing."""
    return list(_before(scheme, wording))


def _before(scheme: Scheme, wording: Wording) -> Iterator[str]:
    if scheme.statement:
        yield _("阅读“%(title)s”并同意。") % {"title": wording.of(scheme.statement.title)}
    yield _("逐页填写申报信息，随时自动保存。")
    if scheme.slots:
        yield _("上传申报材料。")
    for _key, letter in scheme.printed_letters():
        yield _("打印“%(title)s”。%(note)s") % {"title": wording.of(letter.title), "note": wording.of(letter.note)}
    if scheme.unit_publicity:
        days = scheme.unit_publicity.working_days
        yield _("单位公示不少于 %(days)d 个工作日，期满后盖章。") % {"days": days}
    by_unit = scheme.submits == ("unit",)
    words = {"word": scheme.word("submit", wording.language)}
    yield _("由单位“%(word)s”。") % words if by_unit else _("核对无误后“%(word)s”。") % words


def overall_limit(scheme: Scheme) -> str:
    """Return how long everything takes at most, in words: the scheme's own limit, or what its stages come to."""
    if scheme.working_days:
        return _("自受理起 %(days)d 个工作日内") % {"days": scheme.working_days}
    of_stages = [stage.working_days for stage in scheme.stages]
    if any(of_stages):
        return _("各环节合计不超过 %(days)d 个工作日") % {"days": sum(days or 0 for days in of_stages)}
    return _("没有规定时限")


def _step(scheme: Scheme, stage: Stage, wording: Wording) -> GuideStep:
    return GuideStep(
        key=stage.key,
        label=wording.of(stage.name or stage.for_offices),
        holder=_holder(stage, wording),
        limit=_limit(stage),
        when=wording.condition(stage.when) if stage.when else "",
        does=wording.of(stage.help),
        results=tuple(_results(scheme, stage, wording)),
        routes=_routes(scheme, stage, wording),
    )


def _holder(stage: Stage, wording: Wording) -> str:
    if stage.holder == "unit":
        return _("申报人所在单位")
    if stage.holder == "publicity":
        return _("在本网站向社会公示")
    return listed(wording.office(one) for one in stage.offices) or _("按下列规则确定的机构")


def _limit(stage: Stage) -> str:
    if stage.working_days is None:
        return ""
    if stage.holder == "publicity":
        return _("公示 %(days)d 个工作日") % {"days": stage.working_days}
    return _("%(days)d 个工作日内") % {"days": stage.working_days}


def _results(scheme: Scheme, stage: Stage, wording: Wording) -> Iterator[str]:
    if stage.holder == "publicity":
        yield _("期满没有异议的，进入下一步；有异议的，核实后决定。")
        return
    yield _passing(scheme, stage, wording)
    if "return" in stage.allows:
        word = wording.of(stage.return_action)
        yield _("“%(word)s”：写明原因，可以修改后重新提交。") % {"word": word or _("退回修改")}
    if "send_back" in stage.allows:
        yield _("退回上一环节重新办理。")
    if "reject" in stage.allows:
        yield _("“%(word)s”：写明原因，本次申报结束。") % {"word": scheme.label("rejected").of(wording.language)}
    if stage.joint and len(stage.offices) > 1:
        yield _joint(stage)


def _passing(scheme: Scheme, stage: Stage, wording: Wording) -> str:
    decides = stage.decides_category and not scheme.keeps_category
    words = {"word": wording.of(stage.action) or _("通过")}
    return _("“%(word)s”，并确定人才类别。") % words if decides else _("“%(word)s”：进入下一步。") % words


def _joint(stage: Stage) -> str:
    assert stage.joint is not None
    if stage.joint.at_least == "all":
        return _("以上机构都通过，才算通过。")
    return _("以上机构中至少 %(count)d 个通过，才算通过。") % {"count": stage.joint.at_least}


def _routes(scheme: Scheme, stage: Stage, wording: Wording) -> tuple[Route, ...]:
    rules = scheme.routes[stage.route] if stage.route else ()
    return tuple(
        Route(wording.condition(rule.when) if rule.when else _("其他情况"), wording.office(rule.office))
        for rule in rules
    )
