"""One case, step by step, through the services that the pages call too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from portal.calendar import set_clock
from portal.people.identity import BadIdentityNumber
from portal.people.name import BadName
from portal.people.phone import BadPhone
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.walking import timing
from review.walking.acting import Told, act
from review.walking.apart import deferred_count, run_deferred
from review.walking.expecting import is_refusal_expected, mismatches
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
        self.before: Walker | None = None
        self._about: Line = {}

    def walk(self) -> Line:
        """Walk to the end of the steps, or to a refusal that nobody expected, and return the last line."""
        with set_clock(_first(self.file).case.clock):
            tenant = set_up_portal(self.file)
        with tenant_scope(tenant):
            return self.walk_in(tenant)

    def walk_in(self, tenant: Tenant) -> Line:
        """Do so in a portal that has been set up, in its scope."""
        self.world = World(self.file, tenant)
        if self._walk_before():
            self._walk_steps()
        with set_clock(self.moment):
            last = outcome_of(self.world)
        return last | ({"refused": self.refused} if self.refused else {})

    def _walk_before(self) -> bool:
        """Walk the case before, whose unit goes on; False if it does not go as its own file expects."""
        if self.file.before is None:
            return True
        key = self.file.before.scheme.scheme
        before = self.before = Walker(self.file.before, say=lambda line: self.say(line | {"of": key}), note=self.note)
        last = before.walk_in(self.world.tenant)
        self.moment = max(self.moment, before.moment)
        self.world.unit, self.world.unit_administrator = before.world.unit, before.world.unit_administrator
        self.world.earlier = before.world
        if before.has_failed(last):
            self.unfulfilled = f"{self._place(('before',))}: the case before did not go as its file expects"
        return self.unfulfilled is None

    def has_failed(self, last: Line) -> bool:
        """Whether something came out that the file does not expect."""
        surprised = bool(last.get("refused")) and not is_refusal_expected(self.file)
        return surprised or self.unfulfilled is not None or bool(mismatches(self.file, self.events, last))

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
        """A file after another one names a unit only if the person works for a new one."""
        if self.before is None:
            seat_reviewers()
        open_unit(self.world)

    def _register(self) -> None:
        register_applicant(self.world)

    def _take(self, number: int, step: Step) -> bool:
        path = ("steps", number)
        if step.wait is not None:
            return self._do(path, lambda: self._wait(step), step)
        if step.of is not None:
            return self._take_of_before(path, step)
        told = Told(lambda words: self.note(self.file.line(*path), words), begun=self._tell_now, heard=self._hear)
        return self._do(path, lambda: act(self.world, step, after=self._after, told=told), step)

    def _take_of_before(self, path: tuple[str | int, ...], step: Step) -> bool:
        """Do a step about the case before, and tell it as that case's."""
        assert self.before is not None
        world = self.before.world
        with self._speaking_of(self.before):
            told = Told(lambda words: self.note(self.file.line(*path), words), begun=self._tell_now, heard=self._hear)
            return self._do(path, lambda: act(world, step, after=None, told=told), step)

    @contextmanager
    def _speaking_of(self, before: Walker) -> Iterator[None]:
        """Let what is told be the other case's, and leave out here what was told there."""
        mine, self.reporter, self._about = self.reporter, before.reporter, {"of": before.file.scheme.scheme}
        self.reporter.skip_notices()
        try:
            yield
        finally:
            self.reporter, self._about = mine, {}
            self.reporter.skip_notices()

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
        for line in lines:
            self.events.append(line | self._about)
            self.say(line | self._about)

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


def _first(file: CaseFile) -> CaseFile:
    """Return the case with which the walk begins: the one before the one before."""
    return _first(file.before) if file.before else file


def _refusal_line(refusal: Exception) -> Line:
    faults = [fault.message for fault in getattr(refusal, "faults", [])]
    return {"reason": str(refusal) or _("没有说明原因"), "faults": faults}
