"""Answers in words: for the form's own choices, a reviewer's page, a letter, a certificate."""

from applications.showing.choices import Option, category_text, codes_of, is_code_of, options_of
from applications.showing.recognition import LastRecognition, last_recognition, recognised_category, unit_name_of
from applications.showing.shown import Change, ShownAnswer, ShownFile, ShownRecord, ShownSection, ShownSlot, changes_in
from applications.showing.slots import labelled_row, labelled_slots, names_of, row_label, slots_on
from applications.showing.submissions import facts_of_submission, submission_sections
from applications.showing.together import compared_sections, is_of_recognition, previous_submission
from applications.showing.words import MASKS, answer_text, region_text

__all__ = [
    "MASKS",
    "Change",
    "LastRecognition",
    "Option",
    "ShownAnswer",
    "ShownFile",
    "ShownRecord",
    "ShownSection",
    "ShownSlot",
    "answer_text",
    "category_text",
    "changes_in",
    "codes_of",
    "compared_sections",
    "facts_of_submission",
    "is_code_of",
    "is_of_recognition",
    "labelled_row",
    "labelled_slots",
    "last_recognition",
    "names_of",
    "options_of",
    "previous_submission",
    "recognised_category",
    "region_text",
    "row_label",
    "slots_on",
    "submission_sections",
    "unit_name_of",
]
