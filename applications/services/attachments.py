"""Files in slots: taken in, replaced, removed. What was refused costs nothing else of the form."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.whole import publicity_end
from applications.models import Application, Attachment
from applications.paths import locked_paths
from applications.policies import may_edit
from applications.queries import facts_of, form_digest, is_submitted, present_attachments, stored_by
from applications.rendering.explanations import render_explanation
from applications.rendering.letters import UnableToRender
from applications.scheme import Slot
from applications.services.progress import note_files
from applications.showing import labelled_slots
from portal.audit.services import record_event
from portal.calendar import now, today
from portal.files.documents import ENDINGS
from portal.files.inspection import Clean, UnusableFile, Wanted, inspect
from portal.people.models import User
from portal.policy import Refused, require

LONGEST_FILE_NAME = 120
LONGEST_EXPLANATION = 2000
# in Chinese: the name of a stored file, which is part of the case
EXPLANATION_NAME = "情况说明"


class UnableToAttach(Refused):
    """The file is not taken; the rest of the form stays as it is."""


def add_attachment(*, application_id: int, user: User, slot: str, upload: UploadedFile[Any]) -> Attachment:
    """Put a file into a slot and return it; the same content a second time returns the one that is there.

    What is stored was looked at and, if a picture, written anew within 1 MB (NB-25); any file name will do (NB-30).
    In a slot for one file the new one takes the old one's place. Raises Refused, or UnableToAttach for the file.
    """
    application: Application = Application.objects.select_related("unit", "applicant", "version").get(pk=application_id)
    place = open_slot(application, user, slot)
    demand_quota(user, upload.size or 0)
    try:
        with inspect(upload, Wanted(place.pictures_only, place.photo)) as clean:
            return store(application_id, user, slot, upload.name or "", clean)
    except UnusableFile as unusable:
        raise UnableToAttach(_naming(safe_name(upload.name or ""), str(unusable))) from None


def add_explanation(*, application_id: int, user: User, slot: str, words: str) -> Attachment:
    """Turn what a person writes instead of a document into the PDF that stands for it (NX-88), and return it.

    Raises Refused, or UnableToAttach where nothing was written or it cannot be printed.
    """
    application: Application = Application.objects.select_related("unit", "applicant", "version").get(pk=application_id)
    place = open_slot(application, user, slot)
    if not place.explanation:
        raise UnableToAttach(_("这一项须上传文件，不能用情况说明代替。"))
    if not words.strip():
        raise UnableToAttach(_("请填写情况说明：为什么没有证书，或者证书在哪里。"))
    if len(words) > LONGEST_EXPLANATION:
        raise UnableToAttach(_("情况说明最多 %(most)d 个字。") % {"most": LONGEST_EXPLANATION})
    try:
        content = render_explanation(application, place, words.strip())
    except UnableToRender as unable:
        raise UnableToAttach(unable.reason) from None
    upload = SimpleUploadedFile(f"{EXPLANATION_NAME}.pdf", content, "application/pdf")
    return add_attachment(application_id=application_id, user=user, slot=slot, upload=upload)


@transaction.atomic
def remove_attachment(*, application_id: int, user: User, public_id: str) -> None:
    """Take a file out of its slot; it is kept where a submission names it. Removing twice is no fault."""
    application = _locked(application_id)
    attachment: Attachment | None = present_attachments(application).filter(public_id=public_id).first()
    if attachment is None:
        return
    require(may_edit(user, application))
    if f"slot:{attachment.slot}" in locked_paths(application):
        raise Refused(_locked_reason())
    _take_out(application, attachment, user)


def empty_slot(application: Application, key: str, user: User) -> None:
    """Take all files out of a slot whose record is gone (NX-90). The caller has locked the case and asked who may."""
    for attachment in present_attachments(application).filter(slot=key):
        _take_out(application, attachment, user)


def safe_name(name: str) -> str:
    """Return a file name fit for any page, header and disk: no path, nothing invisible, not too long."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    shown = "".join(char for char in name if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if dot and len(shown) > LONGEST_FILE_NAME:
        shown = f"{stem[: LONGEST_FILE_NAME - 1 - len(ending[:10])]}.{ending[:10]}"
    return shown[:LONGEST_FILE_NAME] or _("未命名文件")


def _naming(name: str, reason: str) -> str:
    return _("“%(name)s”未能上传：%(reason)s") % {"name": name, "reason": reason}


def _locked_reason() -> str:
    return _("该附件未被退回，不能更换；只能修改有批注的内容。")


def _locked(application_id: int) -> Application:
    application: Application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    return application


def open_slot(application: Application, user: User, key: str) -> Slot:
    """Return the slot if this person may put something into it now. Raises Refused."""
    require(may_edit(user, application))
    slot = next((one for one in labelled_slots(application.scheme, facts_of(application)) if one.key == key), None)
    if slot is None:
        raise UnableToAttach(_("按目前填写的信息，不需要这一项附件。请刷新页面后查看。"))
    if f"slot:{key}" in locked_paths(application):
        raise UnableToAttach(_locked_reason())
    end = publicity_end(application) if slot.seals else None
    if end is not None and today() < end:
        raise UnableToAttach(
            _("单位公示于 %(date)s 结束，结束并盖章后才能上传%(slot)s。")
            % {"date": end, "slot": slot.label.of(get_language())}
        )
    return slot


def demand_quota(user: User, size: int = 0) -> None:
    """One person's uploads of a day do not fill the disk of all."""
    files, stored = stored_by(user, on=today())
    if files >= settings.FILES_A_DAY or stored + size > settings.FILES_A_DAY_MB * 1024 * 1024:
        raise UnableToAttach(
            _("您今天上传的文件已达上限（%(files)d 个或 %(size)d MB）。已保存的不受影响，请明天继续。")
            % {"files": settings.FILES_A_DAY, "size": settings.FILES_A_DAY_MB}
        )


def store(application_id: int, user: User, key: str, name: str, clean: Clean, source: str = "") -> Attachment:
    """Put what was looked at into the slot, in place of what is there if it takes one file (NB-28).

    `source` is the service that it was fetched from. Raises Refused, or UnableToAttach where the slot takes no more.
    """
    digest = hashlib.sha256(clean.path.read_bytes()).hexdigest()
    with transaction.atomic():
        application = _locked(application_id)
        slot = open_slot(application, user, key)
        form = form_digest(application) if slot.seals else ""
        _clear_stale(application, slot, form, user)
        present = list(present_attachments(application).filter(slot=key))
        same = next((one for one in present if one.sha256 == digest), None)
        if same is not None:
            return same
        if slot.several and len(present) >= slot.max_files:
            raise UnableToAttach(_("这一项最多上传 %(count)d 个文件。") % {"count": slot.max_files})
        for old in [] if slot.several else present:
            _take_out(application, old, user)
        return _save(application, slot, user, name, clean, digest, form, source)


def _clear_stale(application: Application, slot: Slot, form: str, user: User) -> None:
    """Pages sealed before the answers changed go when the newly sealed ones come."""
    if slot.seals:
        for old in present_attachments(application).filter(slot=slot.key).exclude(form_digest=form):
            _take_out(application, old, user)


def _save(
    application: Application, slot: Slot, user: User, name: str, clean: Clean, digest: str, form: str, source: str
) -> Attachment:
    attachment = Attachment(
        application=application,
        slot=slot.key,
        original_name=safe_name(name),
        content_type=clean.content_type,
        size=clean.path.stat().st_size,
        sha256=digest,
        pages=clean.pages,
        form_digest=form,
        uploaded_by=user,
        uploaded_at=now(),
        source=source,
        fetched_at=now() if source else None,
        tenant_id=application.tenant_id,
    )
    with _files_gone_on_failure(attachment):
        _write_files(attachment, clean)
        attachment.save()
    detail = {"slot": slot.key, "sha256": digest, "size": attachment.size} | ({"source": source} if source else {})
    record_event(action="attachment.added", target=application, actor=user, detail=detail)
    note_files(application)
    return attachment


def _write_files(attachment: Attachment, clean: Clean) -> None:
    """Stored under names of our own: what the person called the file is only ever shown."""
    with clean.path.open("rb") as file:
        attachment.file.save(f"file.{ENDINGS[clean.content_type]}", File(file), save=False)
    if clean.thumbnail:
        with Path(clean.thumbnail).open("rb") as file:
            attachment.thumbnail.save("thumbnail.jpg", File(file), save=False)


@contextmanager
def _files_gone_on_failure(attachment: Attachment) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _delete_files(attachment)
        raise


def _take_out(application: Application, attachment: Attachment, user: User) -> None:
    record_event(
        action="attachment.removed",
        target=application,
        actor=user,
        detail={"slot": attachment.slot, "sha256": attachment.sha256},
    )
    note_files(application)
    if is_submitted(attachment):
        attachment.removed_at = now()
        attachment.save(update_fields=["removed_at"])
        return
    attachment.delete()
    transaction.on_commit(lambda: _delete_files(attachment))


def _delete_files(attachment: Attachment) -> None:
    for file in (attachment.file, attachment.thumbnail):
        if file and file.name:
            file.storage.delete(file.name)
