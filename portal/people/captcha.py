"""Pictures to be read by a person before a password is looked at: kept in the visitor's session, good for one answer.

The session is sealed in the database, so neither the page nor the address of a picture says what it shows.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.utils import timezone

KEY = "people_captcha"
SECONDS = 10 * 60
OPEN_AT_ONCE = 5
"""So many pages may wait for an answer in one browser; a further one makes the oldest picture worthless."""

LETTERS = "ACDEFHJKMNPRTUVWXY34679"
"""Without those that look like each other."""

LENGTH = 5

WORK = 17
"""So many zero bits the digest of key and number begins with: some seconds for a telephone, once for each picture."""


def pose(session: SessionBase) -> str:
    """Make up what the next picture shows, and return the key under which this session finds it."""
    text = "".join(secrets.choice(LETTERS) for _number in range(LENGTH))
    waiting = list(session.get(KEY, {}).items())[1 - OPEN_AT_ONCE :]
    key = secrets.token_urlsafe(12)
    session[KEY] = dict([*waiting, (key, [text, timezone.now().timestamp()])])
    return key


def text_of(session: SessionBase, key: str) -> str | None:
    """Return what the picture shows; None if it is too old or none of this session's."""
    text, posed_at = session.get(KEY, {}).get(key, ("", 0))
    return text if text and timezone.now().timestamp() - posed_at <= SECONDS else None


def solve(session: SessionBase, key: str, answer: str) -> bool:
    """Say whether this is what the picture shows. However the answer, the picture is used up."""
    text = text_of(session, key)
    session[KEY] = {other: posed for other, posed in session.get(KEY, {}).items() if other != key}
    # Of two requests at once both read the session before the other wrote it: the count lets the first through.
    is_first = text is not None and cache.add(f"captcha-used:{key}", True, SECONDS)
    return is_first and _plain(answer) == text


def work(session: SessionBase, key: str, number: str) -> bool:
    """Say whether the reader's machine has found a number to the picture's key. It is used up like a picture read.

    Whoever cannot read a picture proves so that no program asks a thousand times (WCAG 3.3.8): what the machine
    does instead asks nothing of the person. `static/js/captcha.js` looks for the number.
    """
    text = text_of(session, key)
    return text is not None and is_found(key, number) and solve(session, key, text)


def is_found(key: str, number: str) -> bool:
    digest = hashlib.sha256(f"{key}:{number}".encode()).digest()
    return number.isascii() and number.isdigit() and int.from_bytes(digest[:4], "big") >> (32 - WORK) == 0


def _plain(answer: str) -> str:
    return "".join(unicodedata.normalize("NFKC", answer).split()).upper()
