"""What was decided, in the words of the scheme."""

from __future__ import annotations

from django.utils.translation import get_language

from applications.scheme import Scheme
from review.choices import Decision
from review.models import Opinion


def decision_words(opinion: Opinion | None, scheme: Scheme) -> str:
    """Return what was decided: the stage's own word for giving back, where its button has one (CY-38, CY-66).

    Empty without an opinion: a list of what an office has done does not fail over one of its rows.
    """
    if opinion is None:
        return ""
    own = opinion.decision == Decision.RETURN and scheme.word_for_returning(opinion.stage, get_language())
    return own or str(opinion.get_decision_display())
