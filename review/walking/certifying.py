"""A unit that opens itself by its business licence, as its administrator does on the page."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from portal.people.models import User
from portal.people.services import verify_phone
from portal.privacy.services.agreeing import agree_to_present_notice
from review.walking.units import UnitGiven
from units.licence import Reading
from units.models import Unit
from units.services.certifying import pass_certification
from units.services.licences import begin_certification, note_reading


def certify(given: UnitGiven, administrator: User) -> Unit:
    """Return the unit, certified by somebody whose phone is verified. Raises Refused.

    What the engine would read is given: a walk tries the procedure, not the pictures.
    """
    verify_phone(person=administrator, phone=administrator.phone or "")
    agree_to_present_notice(user=administrator, language=administrator.language)
    name, uscc = given.name or "示例科技有限公司", given.uscc or ""
    certification = begin_certification(by=administrator, upload=_licence(name))
    note_reading(certification_id=certification.pk, found=Reading(name=name, uscc=uscc, source="qr", seconds=0.0))
    return pass_certification(
        certification=certification, by=administrator, name=name, uscc=uscc, email="sample@example.org"
    )


def _licence(name: str) -> SimpleUploadedFile:
    picture, file = Image.new("RGB", (680, 480), "#f4f1e8"), io.BytesIO()
    ImageDraw.Draw(picture).text((40, 40), f"SAMPLE {name.encode().hex()}", fill="#222222")
    picture.save(file, "PNG")
    return SimpleUploadedFile("licence.png", file.getvalue(), "image/png")
