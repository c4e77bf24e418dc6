"""保存信息, 保存材料: a person files in two steps, and the unit gives back what it will not report (HZ-34, HZ-54, HZ-82…90)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking import Fault, faults_of, form_faults_of
from applications.choices import Deed, Progress
from applications.models import Application
from applications.policies import may_delete, may_edit, may_give_back
from applications.services.erasing import delete_draft
from applications.services.progress import reach
from applications.services.way import By, locked, note_event, unit_as_office
from portal.people.models import User
from portal.policy import Refused, require

LONGEST_WORDS = 500


class UnableToSave(Refused):
    """The step is not complete; `faults` say what is missing and where. What was typed is kept all the same."""

    def __init__(self, reason: str, faults: list[Fault] | None = None) -> None:
        super().__init__(reason)
        self.faults = faults or []


@transaction.atomic
def save_form(*, application_id: int, user: User, revision: int | None = None) -> Application:
    """Look at the answers as they were kept and, if the whole form holds, let the case be called so (HZ-83).

    Saved again without a change it stays as far as it is. Raises UnableToSave with the faults, MovedOn or Refused.
    """
    application = _opened(application_id, user, revision)
    _demand_none(form_faults_of(application))
    if application.progress not in (Progress.FORM, Progress.FILES):
        reach(application, Progress.FORM)
        application.save()
        note_event(application, Deed.FORM_SAVED, by=By(user=user))
    return application


@transaction.atomic
def save_files(*, application_id: int, user: User, revision: int | None = None) -> Application:
    """Look at the files and, if every slot holds and nothing is stale, let the case be called so (HZ-69, HZ-84).

    The revision grows: whoever looked at the case before does not report what it holds now. Raises UnableToSave with the
    faults, or where the form was not saved before; MovedOn or Refused.
    """
    application = _opened(application_id, user, revision)
    if not application.progress:
        word = application.scheme.word("save", get_language())
        raise UnableToSave(_("申请信息还没有保存，或保存后有改动：请先在表单页点击“%(word)s”。") % {"word": word})
    _demand_none(faults_of(application))
    if application.progress != Progress.FILES:
        reach(application, Progress.FILES)
        application.revision += 1
        application.save()
        note_event(application, Deed.FILES_SAVED, by=By(user=user))
    return application


@transaction.atomic
def give_back_unreported(*, application_id: int, user: User, words: str, revision: int | None = None) -> Application:
    """Give a case that the unit will not report back to its person, saying why (HZ-34). Raises Refused or MovedOn."""
    application = locked(application_id, revision=revision)
    require(may_give_back(user, application))
    if not words.strip():
        raise Refused(_("退回时请写明原因：申报人要知道改什么。"))
    reach(application, Progress.RETURNED)
    application.revision += 1
    application.save()
    by = By(user=user, office=unit_as_office(application), words=words.strip()[:LONGEST_WORDS])
    note_event(application, Deed.RETURNED, by=by, tells=("returned",))
    return application


@transaction.atomic
def delete_case(*, application_id: int, user: User, revision: int | None = None) -> None:
    """Delete a case that was never submitted, with its answers and files; the log keeps that it was (HZ-87).

    Raises Refused, or MovedOn.
    """
    application = locked(application_id, revision=revision)
    require(may_delete(user, application))
    delete_draft(application=application, by=user)


def _opened(application_id: int, user: User, revision: int | None) -> Application:
    application = locked(application_id, revision=revision)
    require(may_edit(user, application))
    if not application.scheme.is_filed_in_steps:
        raise Refused(_("本事项不分步保存。"))
    return application


def _demand_none(faults: list[Fault]) -> None:
    if faults:
        raise UnableToSave(_("还有 %(count)d 处需要补充或更正。") % {"count": len(faults)}, faults)
