"""Code sets of the national standards, and the numbers they define."""

from portal.codes.finding import search
from portal.codes.sets import Code, CodeSet, UnknownCodeSet, code_set, known_code_sets

__all__ = ["Code", "CodeSet", "UnknownCodeSet", "code_set", "known_code_sets", "search"]
