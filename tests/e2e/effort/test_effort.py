"""What the commonest tasks of each role take, done in a browser and counted: docs/effort.md shows it beside what they took."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.effort.counting import Count, Hand
from tests.e2e.effort.table import PAGE, Row, keep, page_with_tables, read_rows, row_of
from tests.e2e.effort.tasks import PER_ROLE, ROLES, TASKS, Place, Task, tasks_of
from tests.e2e.effort.ways import PREPARED
from tests.e2e.effort.world import World
from tests.e2e.stage import Portal, Visitors

IS_COUNTED = bool(os.environ.get("EFFORT"))


@pytest.mark.skipif(not IS_COUNTED, reason="fifty tasks take minutes: `make effort` counts them")
@pytest.mark.parametrize("role", ROLES)
def test_ways_lead_to_their_results_and_are_counted(
    role: str, ningbo: Portal, visitors: Visitors, tmp_path: Path
) -> None:
    world = World(ningbo)
    with ningbo.scope():
        PREPARED[role](world)
    place = Place(world, tmp_path)
    keep([row_of("after", task, _count(task, visitors, place)) for task in tasks_of(role)])


def _count(task: Task, visitors: Visitors, place: Place) -> Count:
    page = visitors.sign_in(task.who) if task.who else visitors.come()
    page.goto(task.start)
    hand = Hand(page)
    task.way(hand, place)
    counted = hand.count()
    page.context.close()
    return counted


def test_every_role_has_its_ten_tasks_counted_before_and_after() -> None:
    rows = read_rows()
    assert {role: len(tasks_of(role)) for role in ROLES} == dict.fromkeys(ROLES, PER_ROLE)
    assert set(rows) == {(when, task.role, task.key) for task in TASKS for when in ("before", "after")}
    assert all(_is_told(row) for row in rows.values())


def _is_told(row: Row) -> bool:
    """What was not possible says so in words; whatever was done now has its numbers."""
    return row.presses is not None or (row.when == "before" and bool(row.steps))


@pytest.mark.skipif(IS_COUNTED, reason="it is being written")
def test_the_page_shows_what_was_counted() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page_with_tables(page) == page
