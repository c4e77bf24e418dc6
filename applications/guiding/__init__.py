"""What the public reads of a scheme before applying: all is made from the scheme, so that the two cannot disagree."""

from applications.guiding.ends import issued_words
from applications.guiding.guide import Guide, guide_of
from applications.guiding.opening import Opening, opening_of
from applications.guiding.steps import overall_limit
from applications.guiding.who import who_applies

__all__ = ["Guide", "Opening", "guide_of", "issued_words", "opening_of", "overall_limit", "who_applies"]
