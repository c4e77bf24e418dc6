"""Sessions that are sealed in the database: a sign-in keeps a phone number and a code in them."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.contrib.sessions.backends import db

from portal.sealing.faults import SealingError
from portal.sealing.seals import Box

PURPOSE = "session"

BOX = Box(None)
"""The platform's: a session is read before a tenant's people are asked."""

logger = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """Binds what a session holds to its key: copied into another session it does not open."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = json.dumps(session_dict, ensure_ascii=False, separators=(",", ":"))
        return BOX.seal_text(text, purpose=PURPOSE, bound_to=self.session_key or "")

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """What does not open is an empty session, as Django has it: its owner signs in again."""
        try:
            text = BOX.unseal_text(str(session_data), purpose=PURPOSE, bound_to=self.session_key or "")
        except SealingError as fault:
            logger.warning("A session does not open: %s", fault)
            return {}
        content: dict[str, Any] = json.loads(text)
        return content
