"""The form between the case and the browser: pages to show, answers to take back."""

from applications.forms.answers import answers_from
from applications.forms.pages import FieldView, Page, SlotView

__all__ = ["FieldView", "Page", "SlotView", "answers_from"]
