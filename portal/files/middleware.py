"""What a request owes to the files it stores, and the pages for a storage that is full or away."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.files.disk import Disk
from portal.files.faults import Damaged, NoRoom, StorageAway
from portal.files.following import files_follow_commit

log = logging.getLogger(__name__)

NO_ROOM, AWAY, DAMAGED = 507, 503, 500


class FilesMiddleware:
    """Stands outside of the request's transaction: what that one rolls back, this one removes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with files_follow_commit():
            return self.get_response(request)


class RefusalMiddleware:
    """Stands inside of the transaction: answers in words where a file finds no room, or cannot be reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked before the body is read: a browser's upload is kept on this disk while it comes in.
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and not _has_room(size):
            return no_room(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NoRoom):
            return no_room(request)
        if isinstance(exception, Damaged):
            return damaged(request)
        return away(request) if isinstance(exception, StorageAway) else None


def no_room(request: HttpRequest) -> HttpResponse:
    log.error("an upload was refused: the disk is full, or less is free than the reserve")
    reason = _("服务器的存储空间已满，文件没有保存。已填写并保存的内容不受影响；请稍后重新上传，管理人员已收到提示。")
    return _refusal(request, _("文件没有保存"), reason, NO_ROOM)


def away(request: HttpRequest) -> HttpResponse:
    reason = _("文件存储暂时没有响应，文件没有丢失。请过一两分钟再打开。")
    return _refusal(request, _("文件暂时打不开"), reason, AWAY)


def damaged(request: HttpRequest) -> HttpResponse:
    reason = _("存储的文件与保存时不一致，因此不予显示。管理人员已收到提示，将从备份恢复。")
    return _refusal(request, _("文件已损坏"), reason, DAMAGED)


def _refusal(request: HttpRequest, title: str, reason: str, status: int) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        response: HttpResponse = JsonResponse({"reason": reason}, status=status)
    else:
        response = render(request, "files/refused.html", {"title": title, "reason": reason}, status=status)
    response["Retry-After"] = "60"
    return response


def _has_room(size: int) -> bool:
    arriving = Disk(Path(tempfile.gettempdir()), reserve=size)
    return arriving.has_room_for(size) and default_storage.has_room_for(size)  # type: ignore[attr-defined]
