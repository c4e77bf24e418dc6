"""A bureau's notice: published in versions, each of which stays as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.privacy.models import PrivacyNotice, ProcessingPurpose
from portal.privacy.queries import current_notice


@transaction.atomic
def publish_notice(
    *, words: Mapping[str, str], purposes: Sequence[Mapping[str, Any]], by: User | None = None
) -> PrivacyNotice:
    """Publish the next version; the very text that holds already publishes nothing and is returned.

    `words` has body_zh and may have body_en, changes_zh, changes_en; each purpose the fields of ProcessingPurpose.
    """
    last = current_notice()
    content_hash = _hash(words, purposes)
    if last is not None and last.content_hash == content_hash:
        return last
    notice: PrivacyNotice = PrivacyNotice.objects.create(
        number=last.number + 1 if last else 1,
        content_hash=content_hash,
        published_at=now(),
        published_by=by,
        **words,
    )
    for order, purpose in enumerate(purposes):
        ProcessingPurpose.objects.create(notice=notice, **{**purpose, "order": order})
    record_event(
        action="privacy.notice_published",
        target=notice,
        actor=by,
        detail={"number": notice.number, "content_hash": content_hash},
    )
    return notice


def _hash(words: Mapping[str, str], purposes: Sequence[Mapping[str, Any]]) -> str:
    text = {key: words.get(key, "") for key in ("body_zh", "body_en")}
    plain = [{key: value for key, value in sorted(one.items()) if key != "order" and value} for one in purposes]
    content = json.dumps([text, plain], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
