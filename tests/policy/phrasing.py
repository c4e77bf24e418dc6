"""The part of the world that reviewers keep for themselves: phrases for remarks, one person's own and an office's."""

from __future__ import annotations

from portal.people.models import User
from review.models import Office, SavedPhrase
from review.services.phrases import save_phrase


def kept_phrases(office: Office, *, owner: User, colleague: User, mark: str) -> tuple[SavedPhrase, SavedPhrase]:
    """Return a phrase that one reviewer keeps, and one that a colleague gave to their office."""
    own = save_phrase(user=owner, office=office, text=f"请补{mark}充")
    shared = save_phrase(user=colleague, office=office, text=f"请更{mark}正", is_shared=True)
    return own, shared
