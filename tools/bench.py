"""`make bench`: how fast the portal is, as ratios of one run on one machine, so that figures of two machines compare.

The public verification page against an empty Django view behind the same middleware; a reviewer's queue among 1,000 and
among 100,000 open cases; the bureau's figures of a year of 1,000 and of 10,000 cases; certificates
rendered a second by one core; the longest form; persons imported from an Excel file, a
hundred and a thousand, with memory; business licences read, with and without the engine, with its memory. It starts a
PostgreSQL of its own, with durability off as in the tests, and leaves nothing behind. Requests go through the WSGI handler in one
process: no network, no second core.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.plugins import services

ROUNDS = 7


def main() -> None:
    os.environ |= {"JUXIAN_ENV": "test", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    os.environ["DATABASE_URL"] = services.start_postgresql()
    os.environ["JUXIAN_VAR"] = str(services._scratch_directory())
    import django

    django.setup()
    from tools import bench_measures

    bench_measures.prepare()
    for title, measure in bench_measures.MEASURES:
        print(f"\n{title}")
        for line in measure(median_seconds):
            print(f"  {line}")


def median_seconds(act: Callable[[], object], *, times: int) -> float:
    """Return the median over the rounds of one call's seconds, each round calling `times` times after one warm-up."""
    act()
    rounds = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        for _call in range(times):
            act()
        rounds.append((time.perf_counter() - start) / times)
    return statistics.median(rounds)


if __name__ == "__main__":
    try:
        main()
    finally:
        services.services.close()
