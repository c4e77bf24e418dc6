"""Letters to fill in by hand, printed without a case, so that everybody can have them before applying."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache

from applications.models import SchemeVersion
from applications.rendering.letters import letter_day
from applications.scheme import Scheme
from applications.scheme.parts import Letter
from portal.calendar import today
from portal.documents import fill_template, make_pdf
from portal.tenants.scope import current_tenant

KEPT_SECONDS = 24 * 60 * 60


def printed_blank(version: SchemeVersion, key: str) -> bytes:
    """Return the letter as PDF with its places empty. It is drawn once a day: drawing takes longer than a page may."""
    name = f"blank:{current_tenant().pk}:{version.pk}:{key}:{today()}"
    content: bytes | None = cache.get_or_set(name, lambda: _draw(version.scheme, key), KEPT_SECONDS)
    assert content is not None
    return content


def _draw(scheme: Scheme, key: str) -> bytes:
    letter = scheme.letters[key]
    html = fill_template(scheme.files[letter.template], _nothing_known(scheme, letter))
    return make_pdf(html, identity=hashlib.sha256(html.encode()).digest()[:16])


def _nothing_known(scheme: Scheme, letter: Letter) -> dict[str, Any]:
    """What `letter_context` gives a template, without a case: templates put lines to write on where a word is missing."""
    tenant = current_tenant()
    empty: dict[str, Any] = dict.fromkeys(("applicant", "unit", "uscc", "photo", "digest_code"), "")
    return empty | {
        "title": {"zh": letter.title.zh, "en": letter.title.en},
        "note": letter.note.zh if letter.note else "",
        "scheme": scheme.title.zh,
        "portal": tenant.name_zh,
        "bureau": tenant.bureau_zh,
        "sections": [],
        "fields": {field.key: "" for field in scheme.fields()},
        "records": {},
        "attachments": [],
        "parameters": {key: text.zh for key, text in scheme.parameters.items()},
        "publicity_days": scheme.unit_publicity.working_days if scheme.unit_publicity else 0,
        "printed_on": letter_day(),
    }
