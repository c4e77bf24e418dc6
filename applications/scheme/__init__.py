"""The scheme language: pure data and the questions that can be asked of it. No Django in here."""

from applications.scheme.form import Field, Section, Slot
from applications.scheme.match import Facts, Match, matches
from applications.scheme.model import Scheme
from applications.scheme.text import Text
from applications.scheme.way import Stage

__all__ = ["Facts", "Field", "Match", "Scheme", "Section", "Slot", "Stage", "Text", "matches"]
