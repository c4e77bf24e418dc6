"""The part of the world where a service can be asked for a document: one slot of the scheme names it, and it is set up."""

from __future__ import annotations

from applications.models import DocumentService
from applications.scheme import Scheme

SERVICE, SLOT = "social_insurance", "nb_photo"
NOBODY = "http://127.0.0.1:9/"
"""Where nothing listens."""


def with_fetch(scheme: Scheme) -> Scheme:
    """Return the scheme with the slot that the matrix asks for able to be fetched."""
    slots = (slot.model_copy(update={"fetch": SERVICE}) if slot.key == SLOT else slot for slot in scheme.slots)
    return scheme.model_copy(update={"slots": tuple(slots)})


def set_up_service(mark: str) -> None:
    DocumentService.objects.create(key=SERVICE, name_zh="社保服务", address=NOBODY, secret=f"密{mark}钥", seconds=5)
