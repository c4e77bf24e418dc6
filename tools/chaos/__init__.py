"""Faults, made on a running stack, and counted: `make chaos`, or one of them with `make chaos ROW=redis_stop`.

A row is a module of this package, named in `rows.py`, with

    TITLE = "Redis stopped for two minutes during submissions"   # the fault, in words
    LIMIT = 300                                                  # seconds; after that the row has failed

    def measure(stack: Stack) -> Iterable[Figure]:
        stack.set_up_django()                                    # before importing models, if it needs them
        ...
        yield Figure("accepted", accepted, at_least(1000))
        yield Figure("slowest 1 %", seconds, at_most(1), unit="s")

Each row runs in a process of its own (so it may leave Django, threads and signals as it likes) on the one stack that all
rows share: build what you need, under names that are random, and leave every process running that you found running. A
row that needs no web processes may use only the database of the stack, or pytest. Time is real there: it is production.

`tools.stack.Stack` says what can be asked and hurt; `people.py` makes applicants with complete drafts and sessions;
`load.py` sends requests from many browsers at once and retries as a browser's user would.
"""

from tools.chaos.figures import Figure, at_least, at_most, exactly
from tools.stack import Stack

__all__ = ["Figure", "Stack", "at_least", "at_most", "exactly"]
