"""What a walk says: a line for each event, with what it left in the outbox, and a last line with the outcome."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from applications import renewing
from applications.choices import ENDED, STAGES
from applications.holding import permission_of
from applications.models import TimelineEntry
from applications.queries import current_version
from applications.scheme import matches
from certificates.addresses import verification_address
from certificates.models import Certificate
from certificates.queries import finding_by_token
from portal.calendar import now
from portal.notices.models import Notice
from review.models import ReviewTask
from review.walking.world import World

Line = dict[str, Any]


class Reporter:
    """Tells each event once: whatever was written since it was last asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.last_entry = 0
        self.last_notice = _last_notice()

    def events(self, *, extra: Line | None = None) -> list[Line]:
        """Return the events written since the last call, each with its notices."""
        entries, notices = self._new_entries(), self._new_notices()
        lines = [_line_of(entry) | (extra or {}) for entry in entries]
        for notice in notices:
            self._line_for(notice, entries, lines)["notices"].append(_told(notice))
        return lines

    def skip_notices(self) -> None:
        """Leave out what was queued about other cases meanwhile."""
        self.last_notice = _last_notice()

    def remark(self, action: str, **more: Any) -> Line:
        """Return a line about something that moved nothing, such as a refusal."""
        return self._standing() | {"action": action} | more

    def _new_entries(self) -> list[TimelineEntry]:
        if self.world.application is None:
            return []
        entries = list(TimelineEntry.objects.filter(application=self.world.application, pk__gt=self.last_entry))
        self.last_entry = max([self.last_entry, *(entry.pk for entry in entries)])
        return entries

    def _new_notices(self) -> list[Notice]:
        notices = list(Notice.objects.filter(pk__gt=self.last_notice).order_by("pk"))
        self.last_notice = max([self.last_notice, *(notice.pk for notice in notices)])
        return notices

    def _line_for(self, notice: Notice, entries: list[TimelineEntry], lines: list[Line]) -> Line:
        """The event a notice tells of is named in its dedupe key; a reminder has none and gets a line of its own."""
        for entry, line in zip(entries, lines, strict=False):
            if f":{entry.pk}:" in notice.dedupe_key:
                return line
        if not lines or lines[-1]["action"] != "reminded":
            lines.append(self.remark("reminded"))
        return lines[-1]

    def _standing(self) -> Line:
        last = None
        if self.world.application is not None:
            last = TimelineEntry.objects.filter(application=self.world.application).order_by("-pk").first()
        line = _line_of(last) if last else _nowhere()
        line.pop("words", None)
        return line | {"at": _iso(now()), "by": "system", "notices": []}


def _line_of(entry: TimelineEntry) -> Line:
    is_open = entry.state in STAGES
    line: Line = {
        "at": _iso(entry.at),
        "by": entry.actor_name or "system",
        "office": entry.holder_code or None,
        "stage": entry.stage if is_open else None,
        "state": entry.state,
        "label": entry.label_zh,
        "due_on": entry.due_on.isoformat() if entry.due_on and entry.state not in ENDED else None,
        "notices": [],
        "action": entry.action,
        "holder": entry.holder_zh or None,
    }
    return line | ({"words": entry.words} if entry.words else {})


def _nowhere() -> Line:
    return dict.fromkeys(("at", "by", "office", "stage", "state", "label", "due_on", "notices"))


def _told(notice: Notice) -> Line:
    to = notice.recipient.name if notice.recipient else notice.address
    return {"key": notice.key, "channel": notice.channel.lower(), "to": to, "text": notice.text}


def _last_notice() -> int:
    return Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _iso(moment: Any) -> str:
    text: str = timezone.localtime(moment).isoformat(timespec="seconds")
    return text


def outcome_of(world: World) -> Line:
    """Return the last line: how the case stands, its certificate, and what its verification answers."""
    standing = {"permission": standing_of(world), "renewal": renewal_of(world), "former": former_of(world)}
    if world.application is None:
        return {"outcome": None, "certificate": None, "verify": None} | standing
    case = world.case
    certificate = Certificate.objects.filter(application=case).first()
    offices = _offices_of(world)
    return {
        "outcome": case.state,
        "certificate": certificate.number if certificate else None,
        "verify": verification_of(certificate),
        "category": case.determined_category or case.claimed_category or None,
        "accepted_on": case.accepted_on.isoformat() if case.accepted_on else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "label": case.label_zh,
        "stage": case.stage if case.state in STAGES else None,
        "office": offices.get(_receiving_stage(world, offices)),
        "offices": offices,
        "route": _route_of(world),
        **standing,
        "verify_url": _address_of(world, certificate),
        "printed": bool(certificate.pdf) if certificate else None,
    }


def standing_of(world: World) -> str | None:
    """Return where the unit stands with the scheme of its own that the case is of, or needs; None without such."""
    scheme = world.file.scheme
    key = scheme.scheme if scheme.subject == "unit" else scheme.needs
    return permission_of(world.unit, key).state if key and world.unit is not None else None


def renewal_of(world: World) -> str | None:
    """Return where the person stands with renewing, None where the case renews nothing."""
    if world.file.scheme.renews is None or world.applicant is None:
        return None
    version = current_version(world.file.scheme.scheme)
    assert version is not None
    return renewing.standing_of(world.person, version).state


def former_of(world: World) -> str | None:
    """Return what the public is told of the certificate of the case before; None without one."""
    if world.earlier is None or world.earlier.application is None:
        return None
    return verification_of(Certificate.objects.filter(application=world.earlier.application).first())


def verification_of(certificate: Certificate | None) -> str | None:
    """Ask as the public does, by the token of the QR code."""
    return finding_by_token(certificate.token).answer.value if certificate else None


def _address_of(world: World, certificate: Certificate | None) -> str | None:
    return verification_address(world.tenant, certificate.token) if certificate else None


def _offices_of(world: World) -> dict[str, str]:
    """Return which offices had each stage; of a stage that was opened again, those of the last time."""
    tasks = ReviewTask.objects.filter(application=world.application).order_by("pk")
    rounds: dict[str, dict[Any, list[str]]] = {}
    for stage, opened_at, code in tasks.values_list("stage", "opened_at", "office__code"):
        rounds.setdefault(stage, {}).setdefault(opened_at, []).append(code)
    return {stage: ",".join(dict.fromkeys(codes[max(codes)])) for stage, codes in rounds.items()}


def _receiving_stage(world: World, offices: dict[str, str]) -> str:
    """The first stage that accepted the case, of several tiers the one it began at; else the first of an office."""
    stages = [stage for stage in world.file.scheme.stages if stage.holder == "office"]
    accepting = (stage.key for stage in stages if stage.accepts and stage.key in offices)
    return next(accepting, stages[0].key if stages else "")


def _route_of(world: World) -> str | None:
    """Return what the manual calls the rule by which the first routed stage found its office."""
    facts = world.case.facts
    for stage in world.file.scheme.stages:
        for route in world.file.scheme.routes.get(stage.route or "", ()):
            if matches(route.when, facts):
                return route.name
    return None
