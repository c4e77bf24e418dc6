"""The part of the world that a unit prints for its people: a file of letters, and what asks for another."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from portal.calendar import now
from portal.people.models import User
from tests.policy.desking import SCHEME
from units.models import LetterBundle, Unit
from units.services.bundles import begin_bundle


def letters_of(unit: Unit, by: User, *, mark: str) -> LetterBundle:
    """Make a file that is ready, in which somebody was left out for a reason that only its owner reads."""
    bundle = begin_bundle(unit=unit, by=by, scheme_key=SCHEME, letter="form", chosen=["a", "b"])
    bundle.left_out = [{"case": "b", "reason": f"缺{mark}页"}]
    bundle.done, bundle.pages, bundle.ended_at = 2, 1, now()
    bundle.file.save("letters.pdf", ContentFile(f"%PDF-1.5 {mark}".encode()), save=False)
    bundle.save()
    return bundle


def a_choice(chosen: list[str]) -> dict[str, Any]:
    return {"letter": "form", "case": chosen}
