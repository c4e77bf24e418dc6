"""One case, step by step, through the services that the pages call too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from portal.calendar import set_clock
from portal.people.identity import BadIdentityNumber
from portal.people.name import BadName
from portal.people.phone import BadPhone
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from review.walking import timing
from review.walking.acting import Told, act
from review.walking.apart import deferred_count, run_deferred
from review.walking.reading import CaseFile
from review.walking.reporting import Line, Reporter, outcome_of
from review.walking.steps import Step
from review.walking.world import World, open_unit, register_applicant, seat_reviewers, set_up_portal

ONE_MINUTE = dt.timedelta(minutes=1)
REFUSALS = (Refused, BadIdentityNumber, BadName, BadPhone)


class Walker:
    """Walks one case. `say` gets each line of the output, `note` each remark about the file: its line and the words."""

    def __init__(self, file: CaseFile, *, say: Callable[[Line], None], note: Callable[[int, str], None]) -> None:
        self.file = file
        self.say = say
        self.note = note
        self.moment = file.case.clock
        self.events: list[Line] = []
        self.refused: Line | None = None
        self.unfulfilled: str | None = None
        self._heard: list[Line] = []
        self._after: str | None = None
        self._deferred = deferred_count()

    def walk(self) -> Line:
        """Walk to the end of the steps, or to a refusal that nobody expected, and return the last line."""
        with set_clock(self.moment):
            self.world = World(self.file, set_up_portal(self.file))
        with tenant_scope(self.world.tenant):
            self._walk_steps()
            with set_clock(self.moment):
                last = outcome_of(self.world)
        return last | ({"refused": self.refused} if self.refused else {})

    def _walk_steps(self) -> None:
        """Each part of the file comes only if the one before went as expected."""
        if not (self._do(("unit",), self._open_unit, None) and self._do(("applicant",), self._register, None)):
            return
        self.reporter = Reporter(self.world)
        for number, step in enumerate(self.file.case.steps):
            if not self._take(number, step):
                return
            self._let_a_minute_pass()

    def _open_unit(self) -> None:
        seat_reviewers()
        open_unit(self.world)

    def _register(self) -> None:
        register_applicant(self.world)

    def _take(self, number: int, step: Step) -> bool:
        path = ("steps", number)
        if step.wait is not None:
            return self._do(path, lambda: self._wait(step), step)
        told = Told(lambda words: self.note(self.file.line(*path), words), begun=self._tell_now, heard=self._hear)
        return self._do(path, lambda: act(self.world, step, after=self._after, told=told), step)

    def _do(self, path: tuple[str | int, ...], deed: Callable[[], Line | None], step: Step | None) -> bool:
        """Do one thing and tell its events; False if the walk ends here."""
        self._heard = []
        try:
            with set_clock(self.moment):
                line = deed()
        except REFUSALS as refusal:
            return self._was_refused(path, refusal, step)
        if step is not None:
            with set_clock(self.moment):
                self._tell_now()
            self._tell([line] if line else [])
            self._after = step.stage or self._after
        return self._is_as_expected(path, step)

    def _tell_now(self) -> None:
        self._hear()
        self._tell(self._heard)
        self._heard = []

    def _hear(self, **extra: Any) -> None:
        """Do what waits for a commit, then note the events since the last time."""
        run_deferred(self._deferred)
        self._heard += self.reporter.events(extra=extra)

    def _tell(self, lines: list[Line]) -> None:
        self.events += lines
        for line in lines:
            self.say(line)

    def _wait(self, step: Step) -> None:
        assert step.wait is not None
        end = timing.destination(step.wait, self.world)
        timing.let_pass(self.moment, end, heard=self._hear)
        self.moment = end

    def _let_a_minute_pass(self) -> None:
        """Two steps are never at one moment, and no step slips into the next day."""
        later = self.moment + ONE_MINUTE
        if later.date() == self.moment.date():
            self.moment = later

    def _is_as_expected(self, path: tuple[str | int, ...], step: Step | None) -> bool:
        if step is None or step.expect_refusal is None:
            return True
        self.unfulfilled = (
            f"{self._place(path)}: expected a refusal with “{step.expect_refusal}”, but the step was done"
        )
        return False

    def _was_refused(self, path: tuple[str | int, ...], refusal: Exception, step: Step | None) -> bool:
        refused = _refusal_line(refusal)
        text = "\n".join([refused["reason"], *refused["faults"]])
        if step is not None and step.expect_refusal is not None:
            if step.expect_refusal in text:
                with set_clock(self.moment):
                    self._tell([self.reporter.remark("refused", words=refused["reason"], faults=refused["faults"])])
                return True
            self.unfulfilled = f"{self._place(path)}: expected a refusal with “{step.expect_refusal}”, got “{text}”"
        number = path[1] + 1 if step is not None and isinstance(path[1], int) else None
        self.refused = {"part": path[0], "step": number, "line": self.file.line(*path)} | refused
        return False

    def _place(self, path: tuple[str | int, ...]) -> str:
        return f"{self.file.name}:{self.file.line(*path)}"


def _refusal_line(refusal: Exception) -> Line:
    faults = [fault.message for fault in getattr(refusal, "faults", [])]
    return {"reason": str(refusal) or _("没有说明原因"), "faults": faults}
