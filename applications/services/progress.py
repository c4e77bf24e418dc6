"""What was saved as complete falls back when it changes: an answer to the beginning, a file to the saved form (HZ-69, HZ-86).

Whoever changes answers or files tells it here, so that no way of changing them is left out.
"""

from __future__ import annotations

from typing import Any

from applications.checking.values import is_empty
from applications.choices import Progress
from applications.filing import STEPS, label_of
from applications.models import Application


def note_answers(application: Application, before: dict[str, Any]) -> None:
    """Set the case back to its beginning if an answer really differs. The caller saves.

    What one unit gave back is no concern of another that is chosen instead (HZ-26).
    """
    if application.progress and _given(before) != _given(application.answers):
        set_back(application, "")
        if application.progress == Progress.RETURNED and _has_other_unit(application, before):
            reach(application, "")


def _has_other_unit(application: Application, before: dict[str, Any]) -> bool:
    """Whether another unit was chosen."""
    keys = [field.key for field in application.scheme.fields() if field.type == "unit"]
    return any(before.get(key) != application.answers.get(key) for key in keys)


def note_files(application: Application) -> None:
    """Set the case back to its saved form: the files in its slots are others now."""
    if application.progress == Progress.FILES:
        set_back(application, Progress.FORM)
        application.save(update_fields=["progress", "label_zh", "label_en"])


def set_back(application: Application, to: str) -> None:
    """Let a case be no further than this, and be called so. The caller saves."""
    if STEPS[application.progress] > STEPS[to]:
        reach(application, to)


def reach(application: Application, to: str) -> None:
    """Let a case be so far, and be called so. The caller saves."""
    application.progress = to
    label = label_of(application)
    application.label_zh, application.label_en = label.zh, label.en


def _given(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if not is_empty(value)}
