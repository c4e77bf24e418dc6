"""Sessions that are sealed in the database and in the cache: a sign-in keeps a phone number and a code in them."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from portal.sealing.faults import SealingError
from portal.sealing.seals import Box

PURPOSE = "session"

logger = logging.getLogger(__name__)


class _Sealed:
    """Binds what a session holds to its key. Sessions are the platform's: they are read before a tenant is known."""

    session_key: str | None

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = json.dumps(session_dict, ensure_ascii=False, separators=(",", ":"))
        return Box(None).seal_text(text, purpose=PURPOSE, bound_to=self.session_key or "")

    def decode(self, session_data: str) -> dict[str, Any]:
        """What does not open is an empty session, as Django has it: its owner signs in again."""
        try:
            content: dict[str, Any] = json.loads(
                Box(None).unseal_text(session_data, purpose=PURPOSE, bound_to=self.session_key or "")
            )
        except SealingError as fault:
            logger.warning("A session does not open: %s", fault)
            return {}
        return content


class _DatabaseStore(_Sealed, DatabaseStore):
    pass


class _CachedStore(_Sealed, CachedStore):
    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = _SealedCache(self._cache, self)


class _SealedCache:
    """What Django's cached sessions use of a cache."""

    def __init__(self, cache: Any, store: _Sealed) -> None:
        self.cache, self.store = cache, store

    def get(self, key: str) -> dict[str, Any] | None:
        token = self.cache.get(key)
        return None if token is None else self.store.decode(token)

    def set(self, key: str, value: dict[str, Any], timeout: int) -> None:
        self.cache.set(key, self.store.encode(value), timeout)

    def delete(self, key: str) -> None:
        self.cache.delete(key)

    def __contains__(self, key: str) -> bool:
        return key in self.cache


SessionStore = _CachedStore if settings.REDIS_URL else _DatabaseStore
