"""How a file goes to a browser: as what it is, to be kept nowhere, and able to do nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# A picture's page may do nothing at all. Chromium's PDF viewer does not start in a sandbox; a PDF was written anew when
# it came, and is sent as nothing else.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_PDF = "default-src 'none'; frame-ancestors 'none'"

SENT = (
    "image/jpeg",
    "application/pdf",
    "application/json",
    "text/csv",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
SHOWN = ("image/jpeg", "application/pdf")


def file_response(content: bytes, *, content_type: str, name: str, as_attachment: bool = False) -> HttpResponse:
    """Return the response for a file, under a name in any script. What a browser does not show safely it saves.

    Raises ValueError for a type that the portal never sends.
    """
    if content_type not in SENT:
        raise ValueError(f"{content_type!r} is no type that the portal sends")
    is_saved = as_attachment or content_type not in SHOWN
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(is_saved, name) or "inline"
    response["Content-Security-Policy"] = SHOWN_PDF if content_type == "application/pdf" and not is_saved else SANDBOX
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
