"""A portal whose units certify themselves, and an engine that reads what a test tells it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.people.invented import invented_uscc
from portal.people.models import User
from tests.builders import make_picture
from units import services
from units.licence import Reading
from units.models import Certification, Unit

NAME, USCC, EMAIL = "朝北科技（测试）有限公司", invented_uscc(5001), "hr@example.com"


class Engine:
    """Stands in for the reader: gives the answers it was told to give, and keeps what it was shown."""

    def __init__(self) -> None:
        self.answers: list[Reading | BaseException] = []
        self.seen: list[bytes] = []

    def says(self, name: str = NAME, uscc: str = USCC, source: Any = "ocr") -> None:
        self.answers.append(Reading(name, uscc, source, 0.1))

    def fails(self, error: Exception) -> None:
        self.answers.append(error)

    def __call__(self, path: Any, *, seconds: float = 20) -> Reading:
        self.seen.append(path.read_bytes())
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def picture(name: str = "执照.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_picture(size=(900, 640)), "image/jpeg")


def uploaded(by: User) -> Certification:
    return services.begin_certification(by=by, upload=picture())


def certified(by: User, *, name: str = NAME, uscc: str = USCC) -> Unit:
    """Certify a unit by a licence that was read exactly as it is submitted."""
    made = uploaded(by)
    services.note_reading(certification_id=made.pk, found=Reading(name, uscc, "qr", 0.1))
    return services.pass_certification(certification=made, by=by, name=name, uscc=uscc, email=EMAIL)
