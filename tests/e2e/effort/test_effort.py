"""What the commonest tasks of each role take, done in a browser and counted; docs/effort.md shows it beside what they took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.effort.ways import PREPARED
from tests.e2e.effort.counting import Count, Hand
from tests.e2e.effort.tasks import PER_ROLE, ROLES, Place, Task, tasks_of
from tests.e2e.effort.world import World
from tests.e2e.stage import Portal, Visitors


import os
from playwright.sync_api import expect
expect.set_options(timeout=7000)
@pytest.mark.parametrize("role", PREPARED)
def test_x(role, ningbo: Portal, visitors: Visitors, tmp_path: Path) -> None:
    world = World(ningbo)
    with ningbo.scope():
        PREPARED[role](world)
    only = os.environ.get("ONLY", "").split(",")
    bad = []
    for task in tasks_of(role):
        if only != [""] and task.key not in only: continue
        page = visitors.sign_in(task.who) if task.who else visitors.come()
        page.context.set_default_timeout(7000)
        page.goto(task.start)
        hand = Hand(page)
        try:
            task.way(hand, Place(world, tmp_path))
            c = hand.count()
            print("OK", task.key, c)
            import csv
            csv.writer(open(os.environ["OUT"],"a")).writerow([os.environ["WHEN"],role,task.key,c.clicks,c.keys,c.characters,c.pages,c.steps])
        except NotImplementedError:
            print("NONE", task.key)
        except Exception as e:
            bad.append(task.key)
            print("BAD", task.key, str(e)[:600], hand.steps, page.url)
            page.screenshot(path=f"/tmp/bad-{task.key}.png", full_page=True)
            open(f"/tmp/bad-{task.key}.txt","w").write(page.locator("body").aria_snapshot())
        page.context.close()
    print("BAD:", bad)
