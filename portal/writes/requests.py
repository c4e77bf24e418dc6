"""What of a request says whose write it is and which one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from portal.sealing.seals import lookup_key

FIELD = "write_key"
HEADER = "X-Write-Key"
CSRF_FIELD = "csrfmiddlewaretoken"

_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def key_of(request: HttpRequest) -> str:
    """The key that came with the request; empty if none did, or none of ours."""
    key = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    return key if _SHAPE.fullmatch(key) else ""


def owner_of(request: HttpRequest) -> str:
    """Who may repeat this write: the person, or the browser of a visitor."""
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return f"visitor:{hashlib.sha256(cookie.encode()).hexdigest()}"


def fingerprint_of(request: HttpRequest) -> str:
    """A hash of the address and everything that was sent, files included, but for the tokens that differ by page.

    Keyed: where a form sends nothing but a phone number, a plain hash of it could be guessed.
    """
    digest = hashlib.sha256()
    for piece in _pieces(request):
        digest.update(f"{len(piece)}:".encode())
        digest.update(piece)
    return lookup_key(digest.hexdigest(), purpose="write")


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    yield f"{request.method} {request.get_full_path()}".encode()
    for name, values in sorted(request.POST.lists()):
        if name not in (FIELD, CSRF_FIELD):
            yield from (f"{name}={value}".encode(errors="surrogatepass") for value in values)
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            yield f"{name}={upload.name}".encode(errors="surrogatepass")
            yield _digest(upload)


def _digest(upload: UploadedFile) -> bytes:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.digest()
