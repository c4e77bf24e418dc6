"""What the database says about submissions, read as its administrator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tools.chaos.load import Attempt
from tools.chaos.people import Draft
from tools.stack import Stack

WAITING = ["QUEUED", "SENDING", "RETRYING"]


def submissions_of(stack: Stack, drafts: Iterable[Draft]) -> dict[int, int]:
    """Return how many frozen submissions each case has, by its key; cases without one are not in it."""
    query = """
        SELECT application_id, count(*) FROM applications_submission WHERE application_id = ANY(%s) GROUP BY 1
    """
    with stack.connect() as connection:
        return dict(connection.execute(query, [_cases(drafts)]).fetchall())


def missing(stack: Stack, attempts: Sequence[Attempt]) -> int:
    """Count what was accepted and is not there."""
    there = submissions_of(stack, (attempt.draft for attempt in attempts))
    return sum(attempt.is_accepted and attempt.draft.application.pk not in there for attempt in attempts)


def duplicates(stack: Stack, drafts: Sequence[Draft]) -> int:
    """Count what one submission left twice: frozen answers, tasks of one office at one stage, notices of one kind."""
    query = """
        SELECT coalesce(sum(times - 1), 0) FROM (
            SELECT count(*) AS times FROM applications_submission WHERE application_id = ANY(%(cases)s)
            GROUP BY application_id
            UNION ALL
            SELECT count(*) FROM review_reviewtask WHERE application_id = ANY(%(cases)s)
            GROUP BY application_id, stage, office_id
            UNION ALL
            SELECT count(*) FROM notices_notice WHERE recipient_id = ANY(%(people)s) GROUP BY recipient_id, key, channel
        ) AS found
    """
    with stack.connect() as connection:
        row = connection.execute(query, {"cases": _cases(drafts), "people": _people(drafts)}).fetchone()
        return int(row[0]) if row else 0


def unprocessed(stack: Stack, drafts: Sequence[Draft]) -> int:
    """Count submissions that are at nobody's desk, notices that are not in a final state, and what is left to be done."""
    nobodys = """
        SELECT count(*) FROM applications_application a
        JOIN applications_submission s ON s.application_id = a.id
        WHERE a.id = ANY(%s) AND lower(a.state) <> 'unit_confirm'
          AND NOT EXISTS (SELECT 1 FROM review_reviewtask t WHERE t.application_id = a.id)
    """
    left = """
        SELECT count(*) FROM outbox_deferredtask
        WHERE tenant_id IN (SELECT tenant_id FROM people_user WHERE id = ANY(%s))
    """
    waiting = "SELECT count(*) FROM notices_notice WHERE recipient_id = ANY(%s) AND state = ANY(%s)"
    with stack.connect() as connection:
        cases = connection.execute(nobodys, [_cases(drafts)]).fetchone()
        notices = connection.execute(waiting, [_people(drafts), WAITING]).fetchone()
        deferred = connection.execute(left, [_people(drafts)]).fetchone()
    return sum(int(row[0]) for row in (cases, notices, deferred) if row)


def _cases(drafts: Iterable[Draft]) -> list[int]:
    return [draft.application.pk for draft in drafts]


def _people(drafts: Iterable[Draft]) -> list[int]:
    return [draft.user.pk for draft in drafts]
