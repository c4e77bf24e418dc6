"""Where a person stands with renewing their recognition: whether they need to, from which day, and why not (HZ-36…45)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.choices import RUNNING, State
from applications.comparing import answers_of_recognition
from applications.holders import Recognition, recognition_of
from applications.models import Application, SchemeVersion
from applications.queries import about, current_version
from applications.scheme import Scheme
from applications.scheme.renewal import Renewal
from portal.calendar import now, today
from portal.calendar.months import same_day_after
from portal.people.choices import IdType
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.ui.templatetags.ui import day

NAME = "applicant.name"
Place = Literal["none", "revoked", "early", "open", "late", "running", "mismatch"]


@dataclass(frozen=True)
class Standing:
    """What the portal answers by itself (HZ-39). `base` is the recognition that would be renewed, `since` the first day.

    `case` is the renewal that is not ended yet. `reason` is one or two sentences for the person.
    """

    state: Place
    reason: str
    since: dt.date | None = None
    until: dt.date | None = None
    base: Application | None = None
    recognition: Recognition | None = None
    case: Application | None = None

    @property
    def may_begin(self) -> bool:
        return self.state in ("open", "late")

    @property
    def needs_another(self) -> bool:
        """Whether there is nothing to renew, so that a recognition is applied for first."""
        return self.state in ("none", "revoked")

    @property
    def tone(self) -> str:
        return {"open": "good", "late": "warn", "mismatch": "bad", "revoked": "bad"}.get(self.state, "note")


def standing_of(user: User, version: SchemeVersion) -> Standing:
    """Return whether this person renews a recognition by this scheme now, in at most five queries."""
    rule = _rule(version.scheme)
    cases = _cases(user, rule.scheme, version.key)
    running = next((case for case in cases if case.state in RUNNING), None)
    if running is not None:
        return Standing("running", _words("running", version.scheme, label=running.label), case=running)
    approved = [case for case in cases if case.state == State.APPROVED]
    if not approved:
        return _nothing("revoked" if cases else "none", version.scheme)
    last = max(approved, key=lambda case: (case.decided_at or case.created_at, case.pk))
    return _of_base(user, version.scheme, last)


def _rule(scheme: Scheme) -> Renewal:
    assert scheme.renews is not None
    return scheme.renews


def _cases(user: User, renewed: str, own: str) -> list[Application]:
    """What was decided of the person in either scheme, and the renewal that runs: they are few."""
    decided = Q(version__key__in=[renewed, own], state__in=[State.APPROVED, State.REVOKED])
    found = about(user).filter(decided | Q(version__key=own, state__in=RUNNING))
    return list(found.select_related("unit").prefetch_related("version").defer("answers").order_by("-id"))


def _of_base(user: User, scheme: Scheme, base: Application) -> Standing:
    rule, held = _rule(scheme), recognition_held(base)
    if not held.is_standing:
        return _nothing("revoked", scheme)
    since = same_day_after(held.valid_from, rule.after_months)
    state, words = _place(user, scheme, base, held, since)
    dates = {"since": day(since), "until": day(held.valid_until)}
    reason = words or _words("endless" if state == "open" and not dates["until"] else state, scheme, **dates)
    return Standing(state, reason, since, held.valid_until, base, held)


def _place(user: User, scheme: Scheme, base: Application, held: Recognition, since: dt.date) -> tuple[Place, str]:
    """The state, and words of its own where the state alone does not say enough."""
    if today() < since:
        return "early", ""
    if differing := mismatch_reason(user, scheme, base):
        return "mismatch", differing
    return ("late" if is_over(held, today()) else "open"), ""


def recognition_held(base: Application) -> Recognition:
    """Return what an approved case came to; by the day of its approval, without an end, where nothing was issued."""
    decided = timezone.localdate(base.decided_at or base.created_at)
    return recognition_of(base) or Recognition(decided, decided, None, "", is_standing=base.state == State.APPROVED)


def is_over(held: Recognition, on: dt.date) -> bool:
    """Return whether a recognition's time was over on a day."""
    return held.valid_until is not None and held.valid_until < on


def is_late(application: Application) -> bool:
    """Whether a case was first submitted, or would be today, when what it renews was over (AMB-10)."""
    if application.scheme.renews is None or application.follows is None:
        return False
    first = application.submissions.order_by("number").values_list("submitted_at", flat=True).first()
    return is_over(recognition_held(application.follows), timezone.localdate(first or now()))


def obstacle_to_beginning(user: User, version: SchemeVersion) -> tuple[str | None, Application | None]:
    """Return why the person begins no renewal by this scheme now, and the recognition that it would be of."""
    standing = standing_of(user, version)
    return (None if standing.may_begin else standing.reason), standing.base


def obstacle_to_submitting(application: Application) -> str | None:
    """Return why a renewal is not submitted now, or None: what it renews must stand still, and be of the same person."""
    scheme, base = application.scheme, application.follows
    if scheme.renews is None:
        return None
    if base is None or base.state != State.APPROVED:
        return _words("revoked" if base else "none", scheme)
    if not recognition_held(base).is_standing:
        return _words("superseded", scheme)
    return mismatch_reason(application.applicant, scheme, base) or None


def mismatch_reason(user: User, scheme: Scheme, base: Application) -> str:
    """Return in what the account differs from the recognition, and what to do; empty where it does not (HZ-41)."""
    differing = list(_mismatches(user, scheme, base))
    if not differing:
        return ""
    return _words("mismatch", scheme, differing=_("；").join(differing))


def _mismatches(user: User, scheme: Scheme, base: Application) -> Iterator[str]:
    answers = answers_of_recognition(base) or {_key_of(NAME, base.scheme, scheme): base.applicant_name}
    for source in _rule(scheme).match:
        key = source.partition(".")[2]
        before, current = answers.get(_key_of(source, base.scheme, scheme)), getattr(user, key, "")
        if before and _folded(before) != _folded(current):
            words = {"label": _label(source, scheme), "before": _shown(key, before), "now": _shown(key, current)}
            yield _("%(label)s（认定时为“%(before)s”，现在为“%(now)s”）") % words


def _key_of(source: str, *schemes: Scheme) -> str:
    """The key under which a form keeps what it was told by the account."""
    found = (field.key for scheme in schemes for field in scheme.fields() if field.prefill == source)
    return next(found, source.partition(".")[2])


def _label(source: str, scheme: Scheme) -> str:
    field = next(field for field in scheme.fields() if field.prefill == source)
    return field.label.of(get_language())


def _folded(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value).strip().casefold()


def _shown(key: str, value: Any) -> str:
    if key == "id_number":
        return mask_id_number(str(value))
    return str(IdType(value).label) if key == "id_type" and value in IdType.values else str(value)


def _nothing(state: Literal["none", "revoked"], scheme: Scheme) -> Standing:
    return Standing(state, _words(state, scheme))


def _words(key: str, scheme: Scheme, **more: str) -> str:
    renewed = current_version(_rule(scheme).scheme) if key in ("none", "revoked") else None
    title = renewed.scheme.title.of(get_language()) if renewed else ""
    return _REASONS[key] % {"scheme": scheme.title.of(get_language()), "renewed": title, **more}


_REASONS = {
    "none": gettext_lazy("没有查到您现在有效或已到期的认定，不需要办理“%(scheme)s”。请先申请“%(renewed)s”。"),
    "revoked": gettext_lazy("您的认定已被撤销，不能办理“%(scheme)s”。具备条件的，请重新申请“%(renewed)s”。"),
    "superseded": gettext_lazy("本次办理所依据的认定已由新的证书取代，不能再提交“%(scheme)s”。请撤回本次申报。"),
    "early": gettext_lazy("您的认定现在还不需要办理“%(scheme)s”。从 %(since)s 起可以办理，届时再来即可。"),
    "open": gettext_lazy("您的认定有效期至 %(until)s，需要办理“%(scheme)s”。从 %(since)s 起可以办理，现在就可以开始。"),
    "endless": gettext_lazy("您的认定需要办理“%(scheme)s”。从 %(since)s 起可以办理，现在就可以开始。"),
    "late": gettext_lazy("您的认定已于 %(until)s 到期，仍可办理“%(scheme)s”；本次办理会标明是在到期后提出的。"),
    "running": gettext_lazy("您已有一项“%(scheme)s”正在办理（%(label)s），办结后才能再次办理。"),
    "mismatch": gettext_lazy(
        "您现在的个人信息与认定时不一致，不能办理“%(scheme)s”：%(differing)s。请使用认定时的姓名、证件类型和证件号码；"
        "信息确已变更的，请联系主管机构处理。"
    ),
}
"""What the person is told, by where they stand."""
