"""Files of several letters: one is begun, and forgotten when its day is over."""

from __future__ import annotations

from django.db import transaction

from portal.calendar import now
from portal.people.models import User
from units.models import LetterBundle, Unit


@transaction.atomic
def begin_bundle(
    *, unit: Unit, by: User, scheme_key: str, letter: str, chosen: list[str], beyond: int = 0
) -> LetterBundle:
    """Keep what is to be printed, in this order; nothing is printed yet. `beyond` were too many for one file."""
    bundle: LetterBundle = LetterBundle.objects.create(
        unit=unit, by=by, scheme_key=scheme_key, letter=letter, chosen=chosen, beyond=beyond, asked_at=now()
    )
    return bundle


@transaction.atomic
def forget_bundle(*, bundle: LetterBundle) -> int:
    """Delete the file and what was kept of it; return how many pieces that were."""
    bundle.file.delete(save=False)
    return bundle.delete()[0]
