"""A person's applications as they get them with a copy of their own data (PIPL 45)."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.former_queries import records_about
from applications.models import Application, Attachment, Consent, LegacyRecord, Submission
from applications.queries import about
from applications.scheme.records import records_in
from applications.showing import answer_text, submission_sections
from portal.people.models import User
from portal.privacy.own_data import Collected, OwnFile, Part, register_own_data


def register() -> None:
    register_own_data(APPLICATIONS)
    register_own_data(LEGACY)


def _collect(user: User) -> Collected:
    related = ("consents", "submissions__application__applicant", "remarks", "timeline", "attachments", "fetches")
    cases = about(user).select_related("version", "unit", "applicant").order_by("id")
    found: list[Application] = list(cases.prefetch_related(*related))
    return Collected([_record(case) for case in found], [file for case in found for file in _files(case)])


def _record(case: Application) -> dict[str, Any]:
    return {
        "scheme": case.scheme.title.of(get_language()),
        "public_id": case.public_id,
        "state": case.label,
        "unit": case.unit.name if case.unit else "",
        "created_at": case.created_at,
        "saved_at": case.saved_at,
        "submitted_at": case.submitted_at,
        "decided_at": case.decided_at,
        "answers": _answers(case),
        "consents": [_consent(one) for one in case.consents.all()],
        "submissions": [_submission(one) for one in case.submissions.all()],
        "remarks": [{"at": one.made_at, "path": one.path, "remark": one.text} for one in case.remarks.all()],
        "timeline": [
            {"at": one.at, "state": one.label, "office": one.office, "words": one.words} for one in case.timeline.all()
        ],
        "files": [
            {"path": _path(one), "name": one.original_name, "sha256": one.sha256} | _origin(one)
            for one in case.attachments.all()
        ],
        "fetches": [
            {"at": one.asked_at, "slot": one.slot, "source": one.source, "state": one.get_state_display()}
            for one in case.fetches.all()
        ],
    }


def _origin(file: Attachment) -> dict[str, Any]:
    """Of what a service gave out: which, and when."""
    return {"source": file.source, "fetched_at": file.fetched_at} if file.source else {}


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "agreed_at": consent.agreed_at,
        "language": consent.language,
        "law": consent.law,
        "statement": consent.text,
    }


def _answers(case: Application) -> dict[str, str]:
    """What stands in the form now, in words."""
    fields = ((one, case.answers.get(one.key)) for one in case.scheme.fields())
    texts = {one.label.of(get_language()): answer_text(case.scheme, one, value) for one, value in fields}
    return {label: text for label, text in texts.items() if text} | _records(case)


def _records(case: Application) -> dict[str, str]:
    """The lists of records, each record in one line."""
    lines: dict[str, str] = {}
    for section in case.scheme.repeating_sections():
        for number, record in enumerate(records_in(case.answers, section.key), start=1):
            words = (answer_text(case.scheme, one, record.get(one.key)) for one in section.fields)
            lines[f"{section.title.of(get_language())} {number}"] = " · ".join(word for word in words if word)
    return lines


def _submission(submission: Submission) -> dict[str, Any]:
    parts = submission_sections(submission)
    answers = {one.label: one.text for part in parts for one in part.answers if one.text}
    for part in parts:
        for record in part.records:
            words = (cell.text for cell in record.cells if cell.text)
            answers[f"{part.title} {record.number}"] = " · ".join(words)
    return {
        "number": submission.number,
        "submitted_at": submission.submitted_at,
        "answers": answers,
        "content_hash": submission.content_hash,
    }


def _files(case: Application) -> list[OwnFile]:
    return [OwnFile(_path(one), one.size, partial(one.file.open, "rb")) for one in case.attachments.all() if one.file]


def _path(attachment: Attachment) -> str:
    """A name of its own in the archive, whatever the person called the file."""
    suffix = PurePosixPath(attachment.original_name).suffix
    suffix = suffix if suffix[1:].isalnum() and len(suffix) <= 6 else ""
    return f"{attachment.application.public_id}/{attachment.slot}-{attachment.public_id}{suffix}"


APPLICATIONS = Part(
    "applications",
    _("申报"),
    {
        "scheme": _("事项"),
        "state": _("状态"),
        "unit": _("单位"),
        "created_at": _("创建时间"),
        "saved_at": _("保存时间"),
        "submitted_at": _("提交时间"),
        "decided_at": _("办结时间"),
        "answers": _("填写的内容"),
        "consents": _("声明同意记录"),
        "submissions": _("提交记录"),
        "remarks": _("批注"),
        "timeline": _("办理记录"),
        "files": _("附件"),
        "fetches": _("自动获取记录"),
        "slot": _("附件项"),
        "source": _("来源"),
        "fetched_at": _("获取时间"),
        "at": _("时间"),
        "agreed_at": _("同意时间"),
        "language": _("语言"),
        "law": _("依据"),
        "statement": _("声明全文"),
        "number": _("次数"),
        "content_hash": _("校验值"),
        "path": _("位置"),
        "remark": _("批注"),
        "office": _("经办机构"),
        "words": _("意见"),
        "name": _("名称"),
        "sha256": _("校验值"),
    },
    _collect,
)


def _collect_legacy(user: User) -> Collected:
    """What a unit had declared of the person on the former site, found by their document (CY-42)."""
    return Collected([_legacy(one) for one in records_about(user)])


def _legacy(record: LegacyRecord) -> dict[str, Any]:
    return {
        "unit": record.unit_name or record.uscc,
        "name": record.name,
        "round": record.round,
        "state": record.status,
        "declared_on": record.declared_on,
        "imported_at": record.imported_at,
        "further": dict(record.further),
    }


LEGACY = Part(
    "legacy_records",
    _("旧系统记录"),
    {
        "unit": _("单位"),
        "name": _("姓名"),
        "round": _("批次"),
        "state": _("状态"),
        "declared_on": _("申报日期"),
        "imported_at": _("导入时间"),
        "further": _("其他内容"),
    },
    _collect_legacy,
)
