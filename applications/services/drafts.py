"""Beginning a case and filling it in. Saving is lenient: whatever was typed is kept; the strict look comes on submission."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import holders
from applications.choices import State
from applications.models import Application, Consent, SchemeVersion, TimelineEntry
from applications.paths import locked_paths
from applications.policies import may_edit, may_restore, may_start
from applications.queries import case_to_take_over, is_typed, known_value, recognised_case, statement_text
from applications.renewing import obstacle_to_beginning
from applications.rounds import standing_cases
from applications.services.answering import chosen_unit, keep_answer
from applications.services.copying import begin_from, copy_as_left
from applications.services.progress import note_answers, reach
from applications.services.way import locked as locked_case
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused, require
from portal.privacy.policies import may_have_data_processed

LONGEST_NAME = 60
"""So much of a unit's name lists show."""


class UnableToStart(Refused):
    """The person may not begin this application now."""


@transaction.atomic
def start_application(
    *, version: SchemeVersion, user: User, agreed: bool, language: str, takes_over: bool = False
) -> Application:
    """Begin a case for a person who agreed to the statement, and record the consent (NB-12…16).

    `takes_over`: with the answers and files of their last one, where it ended without recognition.

    Returns the draft already begun if there is one, so that two clicks make one case. Raises UnableToStart.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if version.scheme.statement is not None and not agreed:
        raise UnableToStart(_("请先阅读声明，勾选“我已阅读以上声明并同意”后再继续。"))
    if reason := may_start(user, version.scheme) or may_have_data_processed(user) or _bar_against(version, user):
        raise UnableToStart(reason)
    running = _running_case(version, user)
    if running is not None:
        return running
    previous = case_to_take_over(user, version.key) if takes_over and version.scheme.renews is None else None
    application = _new_draft(version, user)
    if previous is not None:
        copy_as_left(previous, application, by=user)
        _know_unit(application)
    _record_consent(application, user, language)
    return application


def _bar_against(version: SchemeVersion, user: User) -> str | None:
    """Why this person has no (further) case of the scheme: a bar such as the blacklist, or one that was recognised."""
    if reason := next(iter(holders.reasons_against(user, version.key)), None):
        return reason
    if version.scheme.once and recognised_case(user, version.key) is not None:
        return _("您已在册（%(label)s），不需要再次申报。") % {
            "label": version.scheme.label("approved").of(get_language())
        }
    return None


def _running_case(version: SchemeVersion, user: User) -> Application | None:
    """The case of this scheme that is not ended yet: a draft is gone on with, a submitted one stands in the way."""
    running: Application | None = standing_cases(user, version).first()
    rule = version.scheme.round
    if running is None or not (version.scheme.once_at_a_time or rule):
        return None
    if running.is_editable:
        return running
    if rule is not None:
        words = {"round": rule.name, "label": running.label}
        raise UnableToStart(_("您在%(round)s批次已有申报（%(label)s）；每人每批次只申报一次。") % words)
    raise UnableToStart(_("您已有一项正在办理的申报（%(label)s），办结后才能再次申报。") % {"label": running.label})


def _new_draft(version: SchemeVersion, user: User) -> Application:
    if version.scheme.renews is None:
        return write_draft(Application(version=version, applicant=user), by=user)
    return _new_renewal(version, user)


def _new_renewal(version: SchemeVersion, user: User) -> Application:
    """A case that begins with the answers of the last recognition (HZ-37, HZ-50)."""
    reason, base = obstacle_to_beginning(user, version)
    if reason is not None or base is None:
        raise UnableToStart(reason or "")
    application = write_draft(Application(version=version, applicant=user, follows=base), by=user)
    begin_from(base, application, by=user)
    _know_unit(application)
    return application


def _know_unit(application: Application) -> None:
    """What the unit says of itself is known once the unit is."""
    fill_in(application)
    application.save()


@transaction.atomic
def restore_answers(*, application_id: int, user: User, revision: int | None = None) -> Application:
    """Put the answers of the last recognition back into a renewal that is filled in; files stay where they are (HZ-54).

    Raises MovedOn, or Refused when the case can't be edited by this person now.
    """
    application = locked_case(application_id, revision=revision)
    require(may_restore(user, application))
    assert application.follows is not None
    application.answers, application.unit, application.claimed_category = {}, None, ""
    application.saved_at = now()
    reach(application, "")
    fill_in(application)
    begin_from(application.follows, application, by=user)
    _know_unit(application)
    return application


def write_draft(application: Application, *, by: User) -> Application:
    """Fill in and keep a new case, whoever begins it; asks nobody's leave."""
    label = application.scheme.label("draft")
    application.label_zh, application.label_en = label.zh, label.en
    application.applicant_name = application.applicant.name
    application.round = application.scheme.round.name if application.scheme.round else ""
    application.created_at = application.saved_at = now()
    fill_in(application)
    application.save()
    TimelineEntry.objects.create(
        application=application,
        at=now(),
        action="started",
        state=State.DRAFT,
        label_zh=application.label_zh,
        label_en=application.label_en,
        actor=by,
        actor_name=by.name,
    )
    record_event(action="application.started", target=application, actor=by)
    return application


def _record_consent(application: Application, user: User, language: str) -> None:
    if text := statement_text(application.scheme, language):
        record_consent(application, user=user, language=language, text=text)


def record_consent(application: Application, *, user: User, language: str, text: str) -> None:
    """Keep who agreed to which words, and on which legal basis the case is processed (NB-16)."""
    basis = application.scheme.legal_basis
    Consent.objects.create(
        application=application,
        legal_basis=basis.basis if basis else "",
        law=basis.law.of(language) if basis else "",
        user=user,
        text=text,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        scheme_version=application.version,
        language=language,
        agreed_at=now(),
    )


def fill_in(application: Application) -> None:
    """Write what is known from the account and the unit: always for immutable fields, else where nothing stands yet.

    A unit's own case is called after the unit, as the register has it now.
    """
    if application.is_of_unit and application.unit is not None:
        application.applicant_name = application.unit.name[:LONGEST_NAME]
    for field in application.scheme.fields():
        if not field.prefill or (is_typed(application, field) and application.answers.get(field.key)):
            continue
        known = known_value(application, field)
        if field.type == "unit" and field.immutable and known:
            application.unit = chosen_unit(known)
        if known or not field.once:
            application.answers[field.key] = known


@transaction.atomic
def save_answers(
    *, application_id: int, user: User, answers: dict[str, Any], revision: int | None = None
) -> Application:
    """Keep what was typed, complete or not (NB-45), and return the case. Immutable, unknown and locked keys are left out.

    `revision` is the one the person saw. Raises MovedOn, or Refused when the case can't be edited by this person now
    (NB-54).
    """
    application = locked_case(application_id, revision=revision)
    require(may_edit(user, application))
    locked, before = locked_paths(application), dict(application.answers)
    for field in application.scheme.fields():
        if field.key in answers and is_typed(application, field) and f"field:{field.key}" not in locked:
            keep_answer(application, field, answers[field.key])
    fill_in(application)
    note_answers(application, before)
    application.saved_at = now()
    application.save()
    return application
