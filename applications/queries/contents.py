"""What a submission holds, its digests, and what differs between two of them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from applications.comparing import changed_fields
from applications.fetches import origins_of
from applications.file_names import names_of_files
from applications.models import (
    Application,
    Attachment,
    Submission,
)
from applications.queries.cases import present_attachments
from applications.scheme import Scheme
from applications.scheme.records import Record, records_in


def content_of(application: Application) -> dict[str, Any]:
    """Return what a submission would hold if the form were handed in now."""
    names, present = names_of_files(application), list(present_attachments(application))
    origins = origins_of(present)
    attachments = [
        {
            "id": one.public_id,
            "slot": one.slot,
            "name": names[one.public_id],
            "sha256": one.sha256,
            "size": one.size,
            "content_type": one.content_type,
            **origins.get(one.public_id, {}),
        }
        for one in present
    ]
    unit_facts = application.unit.facts_for(application.scheme.unit_facts) if application.unit else {}
    return {"answers": application.answers, "attachments": attachments, "unit_facts": unit_facts}


def is_submitted(attachment: Attachment) -> bool:
    """Whether a submission names the file. What submissions hold is sealed, so the few of one case are read."""
    submissions = attachment.application.submissions.all()
    return any(file["id"] == attachment.public_id for one in submissions for file in one.attachments)


def form_digest(application: Application) -> str:
    """Return the digest of what the printed form shows; a sealed upload made under another digest is stale."""
    return _digest_of_form(application.scheme, application.answers, _photos(application))


def _digest_of_form(scheme: Scheme, answers: dict[str, Any], photos: list[str]) -> str:
    pages = [section for section in scheme.sections if not section.slots]
    printed = {f.key for section in pages if section.repeating is None for f in section.fields}
    printed |= {section.key for section in pages if section.repeating}
    return digest([{key: value for key, value in answers.items() if key in printed}, photos])


def _photos(application: Application) -> list[str]:
    """The photo is printed on the form too: another one makes the sealed pages stale."""
    slots = [slot.key for slot in application.scheme.slots if slot.photo]
    return list(present_attachments(application).filter(slot__in=slots).values_list("sha256", flat=True))


def digest_code(application: Application) -> str:
    """Return the digest as it is printed at the foot of a letter and compared by eye: 4F2A-09BC-77D1."""
    return _as_code(form_digest(application))


def printed_code(submission: Submission) -> str:
    """Return the same of what was handed in: who looks at the sealed pages compares it with theirs."""
    scheme = submission.application.scheme
    slots = {slot.key for slot in scheme.slots if slot.photo}
    photos = [file["sha256"] for file in submission.attachments if file["slot"] in slots]
    return _as_code(_digest_of_form(scheme, submission.answers, photos))


def _as_code(digested: str) -> str:
    head = digested[:12].upper()
    return "-".join(head[start : start + 4] for start in range(0, 12, 4))


def changes_between(earlier: Submission, later: Submission) -> set[str]:
    """Return the paths whose answer or files differ between two submissions of one case: what a reviewer looks at again.

    A record that came or went counts as one path, `record:<section>.<id>`. What renews a recognition is held against it
    answer by answer, as its conditions do; its files are other files in any case.
    """
    if later.application.scheme.renews is not None and earlier.application_id != later.application_id:
        facts = later.answers | {f"unit.{key}": value for key, value in later.unit_facts.items()}
        return {f"field:{key}" for key in changed_fields(later.application, facts) or ()}
    lists = {section.key for section in later.application.scheme.repeating_sections()}
    keys = (earlier.answers.keys() | later.answers.keys()) - lists
    fields = {f"field:{key}" for key in keys if earlier.answers.get(key) != later.answers.get(key)}
    for key in lists:
        fields |= _changes_of_records(key, records_in(earlier.answers, key), records_in(later.answers, key))
    before, after = _files_by_slot(earlier), _files_by_slot(later)
    return fields | {f"slot:{slot}" for slot in before.keys() | after.keys() if before.get(slot) != after.get(slot)}


def _changes_of_records(section: str, earlier: list[Record], later: list[Record]) -> set[str]:
    before, after = ({record["id"]: record for record in records} for records in (earlier, later))
    changed = {f"record:{section}.{record}" for record in before.keys() ^ after.keys()}
    for record in before.keys() & after.keys():
        keys = before[record].keys() | after[record].keys()
        changed |= {
            f"field:{section}.{record}.{key}" for key in keys if before[record].get(key) != after[record].get(key)
        }
    return changed


def _files_by_slot(submission: Submission) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for attachment in submission.attachments:
        files.setdefault(attachment["slot"], []).append(attachment["sha256"])
    return files


def digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
