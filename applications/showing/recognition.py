"""The last recognition beside the case that renews it: whole in the same unit, else what the scheme says (HZ-42, HZ-43)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.comparing import answers_of_recognition, changed_names
from applications.holders import Recognition
from applications.models import Application
from applications.policies import may_see
from applications.queries import facts_of, latest_submission
from applications.renewing import is_late, recognition_held
from applications.scheme.asking import relevant
from applications.scheme.renewing_checks import OF_THE_RECOGNITION
from applications.showing.submissions import ShownSection, facts_of_submission, submission_sections
from applications.showing.words import MASKS, answer_text
from portal.people.models import User
from portal.ui.templatetags.ui import day


@dataclass(frozen=True)
class LastRecognition:
    """`items` are what is told of it beside the answers; `sections` the answers and files, none where only part is shown.

    `links` says whether this reader may open its files; who may not is shown their names and hashes. `changed` and
    `unchanged` are what the scheme calls the groups of answers that it compares.
    """

    items: list[tuple[str, str]]
    is_full: bool
    is_late: bool
    is_standing: bool
    until: dt.date | None
    sections: list[ShownSection] = field(default_factory=list)
    links: bool = False
    case: str = ""
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def last_recognition(application: Application, reader: User) -> LastRecognition | None:
    """Return what a case's page shows of the recognition that it renews; None for a case that renews nothing.

    The history is full where the case's unit is the recognition's own, else what `partial` names (AMB-11), for whoever
    looks. The files are opened by those who may see the old case, and by nobody else because of the new one.
    """
    rule, base = application.scheme.renews, application.follows
    if rule is None or base is None:
        return None
    held, is_own = recognition_held(base), application.is_about(reader)
    is_full = base.unit_id is not None and base.unit_id == application.unit_id
    sees_it = may_see(reader, base)
    changed, unchanged = changed_names(application, _facts(application), get_language())
    return LastRecognition(
        items=list(_items(base, held, OF_THE_RECOGNITION if is_full else rule.partial, masked=not is_own)),
        is_full=is_full,
        is_late=is_late(application),
        is_standing=held.is_standing or application.decided_at is not None,
        until=held.valid_until,
        sections=_sections(base, masked=not is_own) if is_full else [],
        links=sees_it,
        case=base.public_id if sees_it and is_own else "",
        changed=changed,
        unchanged=unchanged,
    )


def _facts(application: Application) -> dict[str, Any]:
    """What was submitted last, as reviewers and the unit see it; before that what stands in the form."""
    submission = None if application.is_editable else latest_submission(application)
    if submission is None:
        return relevant(application.scheme, facts_of(application))
    submission.application = application
    return facts_of_submission(submission)


def _sections(base: Application, *, masked: bool) -> list[ShownSection]:
    submission = latest_submission(base) if base.erased_at is None else None
    if submission is None:
        return []
    submission.application = base
    submission.answers = submission.answers | (answers_of_recognition(base) or {})
    return submission_sections(submission, masked=masked)


def _items(base: Application, held: Recognition, keys: Iterable[str], *, masked: bool) -> Iterator[tuple[str, str]]:
    answers = answers_of_recognition(base) or {}
    facts = {
        "certificate.number": (_("证书编号"), held.number),
        "recognised_on": (_("认定日期"), day(held.issued_on)),
        "valid_until": (_("有效期至"), day(held.valid_until) if held.valid_until else _("未设期限")),
        "category": (_("认定类别"), recognised_category(base)),
    }
    fields = {one.key: one for one in base.scheme.fields()}
    for key in keys:
        if key in facts:
            yield facts[key]
        elif key in fields:
            text = answer_text(base.scheme, fields[key], answers.get(key))
            yield fields[key].name.of(get_language()), MASKS.get(fields[key].type, str)(text) if masked else text


def recognised_category(base: Application) -> str:
    """Return the category that was recognised, in words."""
    code = base.determined_category or base.claimed_category
    key = base.scheme.category_field
    return answer_text(base.scheme, base.scheme.field(key), code) if key else code


def unit_name_of(base: Application) -> str:
    """Return the unit of a recognition as it is called now; of one that nobody has claimed, as the former site called it."""
    if base.unit is not None:
        return base.unit.name
    return base.legacy_unit.name if base.legacy_unit is not None else ""
