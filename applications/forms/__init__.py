"""The form between the case and the browser: pages to show, answers to take back."""

from applications.forms.answers import answers_from
from applications.forms.fields import FieldView
from applications.forms.pages import Page
from applications.forms.records import RecordList, RecordPage
from applications.forms.slots import SlotView
from applications.forms.tabs import FormProgress, Tab, progress_of_form, tabs_of, wrong_among

__all__ = [
    "FieldView",
    "FormProgress",
    "Page",
    "RecordList",
    "RecordPage",
    "SlotView",
    "Tab",
    "answers_from",
    "progress_of_form",
    "tabs_of",
    "wrong_among",
]
