"""What a person writes instead of a certificate that does not exist, as the page that stands for it (NX-88)."""

from __future__ import annotations

import hashlib

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application
from applications.rendering.letters import LETTERS_LANGUAGE, UnableToRender, letter_day
from applications.scheme import Slot
from portal.documents import DocumentFault, make_pdf


def render_explanation(application: Application, slot: Slot, words: str) -> bytes:
    """Return the explanation as PDF. Raises UnableToRender, e.g. for a character that no font can draw."""
    with override(LETTERS_LANGUAGE):
        context = {
            "scheme": application.scheme.title.zh,
            "label": slot.label.zh,
            "words": words,
            "name": application.applicant_name,
            "day": letter_day(),
        }
        html = render_to_string("applications/explanation.html", context)
    try:
        return make_pdf(html, identity=hashlib.sha256(html.encode()).digest()[:16])
    except DocumentFault as fault:
        raise UnableToRender(_("情况说明无法正确打印（%(fault)s），请修改后再试。") % {"fault": fault}) from fault
