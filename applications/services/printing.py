"""Letters of several of a unit's people in one file, one after the other, in the order of the list (NX-104)."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application, SchemeVersion, Submission
from applications.policies import is_applying, may_edit, may_print, may_print_letter, may_see, reads_unreported
from applications.queries import latest_submission
from applications.rendering.letters import render_letter
from applications.services.viewing import note_printed
from applications.unit_queries import cases_chosen
from portal.calendar import now
from portal.files.joining import joined
from portal.people.models import User
from portal.policy import Refused, require
from units.models import LetterBundle, Unit
from units.policies import may_administer_reason
from units.services.bundles import begin_bundle

log = logging.getLogger(__name__)

MOST_LETTERS = 100
"""So many are printed into one file; whoever needs more prints the rest afterwards."""


@transaction.atomic
def ask_for_letters(*, version: SchemeVersion, unit: Unit, by: User, letter: str, chosen: list[str]) -> LetterBundle:
    """Begin a file with a letter of each of these cases, in this order; whoever calls has `print_some` run.

    Raises Refused without anybody to print for, and for a letter that the scheme does not print.
    """
    require(may_administer_reason(by, unit))
    if letter not in dict(version.scheme.printed_letters()):
        raise Refused(_("请选择要打印的内容。"))
    if not chosen:
        raise Refused(_("请在名单中勾选人员，再打印。"))
    beyond = max(0, len(chosen) - MOST_LETTERS)
    return begin_bundle(
        unit=unit, by=by, scheme_key=version.key, letter=letter, chosen=chosen[:MOST_LETTERS], beyond=beyond
    )


@transaction.atomic
def print_some(*, bundle_id: int, seconds: float) -> bool:
    """Print letters of a file for so many seconds and add them to it; say whether any is left. Safe to run again."""
    bundles = LetterBundle.objects.select_for_update(of=("self",), skip_locked=True).select_related("unit", "by")
    bundle: LetterBundle | None = bundles.filter(pk=bundle_id, ended_at=None).first()
    if bundle is None:
        return False
    deadline = time.monotonic() + seconds
    printed: list[bytes] = []
    with translation.override(bundle.by.language or settings.LANGUAGE_CODE):
        while bundle.done < len(bundle.chosen) and (not printed or time.monotonic() < deadline):
            printed += _print_next(bundle)
    _add(bundle, printed)
    return bundle.ended_at is None


def _print_next(bundle: LetterBundle) -> list[bytes]:
    public_id = bundle.chosen[bundle.done]
    bundle.done += 1
    case = cases_chosen(bundle.unit, bundle.scheme_key, [public_id]).select_related("applicant", "unit").first()
    if case is None:
        bundle.left_out.append({"case": public_id, "reason": _("该申报已不在本单位的名单中。")})
        return []
    try:
        return [_printed(case, bundle)]
    except (OperationalError, InterfaceError):
        raise  # the database is away: the task comes again
    except Refused as refused:
        reason = refused.reason
    except Exception:
        log.exception("Letter %s of case %s could not be printed", bundle.letter, case.pk)
        reason = _("打印时出错。请打开该申报单独打印。")
    bundle.left_out.append({"case": public_id, "reason": reason})
    return []


def _printed(case: Application, bundle: LetterBundle) -> bytes:
    if bundle.letter not in case.scheme.letters or not (may_see(bundle.by, case) and may_print(bundle.by, case)):
        raise Refused(_("该申报没有这份打印件。"))
    require(may_print_letter(case, bundle.letter))
    content = render_letter(case, bundle.letter, submission_to_print(bundle.by, case))
    note_printed(application=case, user=bundle.by, key=bundle.letter)
    return content


def submission_to_print(user: User, application: Application) -> Submission | None:
    """Return what a letter says: what was submitted last; None to who still fills in, or checks before it is reported."""
    fills_in = is_applying(user, application) or may_edit(user, application) is None
    if fills_in or reads_unreported(user, application):
        return None
    return latest_submission(application)


def _add(bundle: LetterBundle, printed: list[bytes]) -> None:
    """Put the pages behind those that are there."""
    if printed:
        before = [_content(bundle)] if bundle.file else []
        content, bundle.pages = joined([*before, *printed])
        if before:
            bundle.file.delete(save=False)
        bundle.file.save("letters.pdf", ContentFile(content), save=False)
    if bundle.done >= len(bundle.chosen):
        bundle.ended_at = now()
    bundle.save()


def _content(bundle: LetterBundle) -> bytes:
    with bundle.file.open("rb") as file:
        content: bytes = file.read()
    return content
