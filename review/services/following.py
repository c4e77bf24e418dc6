"""What an office does after approval: hands a list on, and records what was decided of each case (CY-74…76)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from applications.choices import State
from applications.models import Application
from applications.scheme.parts import FollowUpResult
from applications.services.way import By, locked, moved_on, note_event
from portal.audit.services import record_event, record_sensitive_read
from portal.calendar import now
from portal.people.models import User
from portal.policy import Overtaken, Refused, require
from review.models import FollowUpRecord, HandedOnCase, HandedOnList, Office
from review.policies import may_follow_up, may_record_result
from review.queries.following import FollowUpDesk, FollowUpFilter, cases_named, cases_of_desk, lists_of, narrowed

MOST_IN_A_LIST = 1_000
MOST_AT_ONCE = 100


class UnableToFollowUp(Refused):
    """Something is missing, or there is too much of it; the reason says what."""


@transaction.atomic
def hand_on(*, desk: FollowUpDesk, wanted: FollowUpFilter, by: User, seen: str) -> HandedOnList:
    """Write down that these cases are handed on, as the next list of the desk (CY-74).

    `seen` is what the page showed, as `state_of_desk` says it. Raises Overtaken if somebody handed a list on since, or
    the cases are others by now; UnableToFollowUp for no case or too many.
    """
    require(may_follow_up(by, desk.office))
    # Two lists of an office come one after the other, or both would have the same number and the same cases.
    Office.objects.select_for_update().get(pk=desk.office.pk)
    cases = list(narrowed(cases_of_desk(desk), wanted).values_list("pk", "public_id")[: MOST_IN_A_LIST + 1])
    _require_seen(desk, len(cases), seen)
    if not cases or len(cases) > MOST_IN_A_LIST:
        raise UnableToFollowUp(_("一份名单须有 1 至 %(most)d 人，请调整筛选条件。") % {"most": MOST_IN_A_LIST})
    return _write_list(desk, cases, by)


def state_of_desk(desk: FollowUpDesk, count: int) -> str:
    """Return what a page says it showed: the last list, and how many cases there were."""
    last = lists_of(desk).values_list("number", flat=True).first()
    return f"{last or 0}:{min(count, MOST_IN_A_LIST + 1)}"


def _require_seen(desk: FollowUpDesk, count: int, seen: str) -> None:
    if state_of_desk(desk, count) == seen:
        return
    last = lists_of(desk).first()
    if last is not None and not seen.startswith(f"{last.number}:"):
        words = {"name": last.made_by.name, "at": _moment(last.made_at), "number": last.number}
        raise Overtaken(_("%(name)s 已于 %(at)s 导出第 %(number)s 批名单，您的操作没有记录。") % words)
    raise Overtaken(_("名单已有变化，现有 %(count)s 人，您的操作没有记录。请核对后重新导出。") % {"count": count})


def _write_list(desk: FollowUpDesk, cases: list[tuple[int, str]], by: User) -> HandedOnList:
    number = (lists_of(desk).values_list("number", flat=True).first() or 0) + 1
    digest = hashlib.sha256("\n".join(public_id for _pk, public_id in cases).encode()).hexdigest()
    facts = {"office": desk.office, "scheme_key": desk.scheme_key, "number": number, "digest": digest}
    made: HandedOnList = HandedOnList.objects.create(**facts, count=len(cases), made_by=by, made_at=now())
    HandedOnCase.objects.bulk_create(
        [
            HandedOnCase(tenant=made.tenant, handed_on=made, application_id=pk, position=position)
            for position, (pk, _public_id) in enumerate(cases, start=1)
        ],
        batch_size=500,
    )
    detail = {"office": desk.office.name_zh, "scheme": desk.scheme_key, "number": number, "cases": len(cases)}
    record_event(action="follow_up.handed_on", target=made, actor=by, detail=detail, evidence=[made])
    return made


@transaction.atomic
def note_list_opened(*, desk: FollowUpDesk, handed_on: HandedOnList, by: User) -> None:
    """Log that a list, which may have the numbers of documents whole, is taken away. Raises Refused."""
    require(may_follow_up(by, desk.office))
    detail = {"office": desk.office.name_zh, "number": handed_on.number, "columns": list(desk.follow_up.columns)}
    record_sensitive_read(action="follow_up.list_opened", target=handed_on, actor=by, detail=detail)


@transaction.atomic
def record_results(
    *, desk: FollowUpDesk, chosen: Mapping[str, int], value: str, words: str, by: User
) -> list[FollowUpRecord]:
    """Record one result for all these cases, or for none; `chosen` has public ids with the revisions that were seen.

    Return what was recorded: a case that has this result and these words already is passed over. Recording another
    result corrects an earlier one. The notice that the result names goes out when it is new (CY-75, CY-76). Raises
    UnableToFollowUp, also where nothing is left to record; MovedOn or Overtaken for a case that has changed; Refused.
    """
    require(may_follow_up(by, desk.office))
    if not 0 < len(chosen) <= MOST_AT_ONCE:
        raise UnableToFollowUp(_("请选择 1 至 %(most)d 人。") % {"most": MOST_AT_ONCE})
    found = list(cases_named(desk, chosen).values_list("pk", "public_id"))
    if len(found) != len(chosen):
        raise Overtaken(_("所选人员中有的已不在名单里，您的操作没有记录。请重新选择。"))
    words = words.strip()
    made = [
        record_one(desk=desk, application=locked(pk, revision=chosen[name]), value=value, words=words, by=by)
        for pk, name in found
    ]
    if not any(made):
        raise UnableToFollowUp(_("所选人员都已是这一结果，无需再次记录。"))
    return [one for one in made if one is not None]


def record_one(
    *, desk: FollowUpDesk, application: Application, value: str, words: str, by: User
) -> FollowUpRecord | None:
    """Record the result of one case, which the caller has locked; None where it has this one already.

    Raises MovedOn, UnableToFollowUp or Refused.
    """
    if application.state != State.APPROVED:
        raise moved_on(application)
    require(may_record_result(by, application))
    result = _result_of(application, value)
    before = FollowUpRecord.objects.filter(application=application).order_by("-id").first()
    if before is not None and (before.value, before.words) == (value, words):
        return None
    made: FollowUpRecord = FollowUpRecord.objects.create(
        application=application, office=desk.office, value=value, words=words, recorded_by=by, recorded_at=now()
    )
    application.revision += 1
    application.save(update_fields=["revision"])
    is_new = before is None or before.value != value
    told = (result.notice,) if result.notice and is_new else ()
    done_by = By(user=by, office=desk.office, words=words, evidence=(made,))
    note_event(application, "followed_up", by=done_by, tells=told, label=result.label)
    return made


def _result_of(application: Application, value: str) -> FollowUpResult:
    follow_up = application.scheme.follow_up
    found = follow_up.result(value) if follow_up else None
    if found is None:
        raise UnableToFollowUp(_("请选择结果。"))
    return found


def _moment(moment: object) -> str:
    return formats.date_format(timezone.localtime(moment), "Y-m-d H:i")  # type: ignore[arg-type]
