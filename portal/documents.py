"""PDF pages from a bureau's own templates. A template is data: it sees what it is given, and reaches nothing else."""

from __future__ import annotations

import base64
import contextlib
import logging
import threading
from collections.abc import Iterator
from typing import Any

from django.template import Context, Engine, Library, TemplateSyntaxError
from django.template.defaultfilters import register as usual_filters
from django.template.defaulttags import register as usual_tags
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

TAGS = ("comment", "firstof", "for", "if", "spaceless", "with")
FILTERS_LEFT_OUT = ("safe", "safeseq")  # what people typed is never markup
UNKNOWN_NAME = "\x02"


class DocumentFault(Exception):
    """The document would not be right, so it was not made; the message says what is wrong with it."""


class _TemplateEngine(Engine):
    default_builtins = []

    def get_template_builtins(self, builtins: list[str]) -> list[Library]:
        allowed = Library()
        allowed.tags = {name: usual_tags.tags[name] for name in TAGS}
        allowed.filters = {k: v for k, v in usual_filters.filters.items() if k not in FILTERS_LEFT_OUT}
        return [allowed]


_engine = _TemplateEngine(loaders=[("django.template.loaders.locmem.Loader", {})], string_if_invalid=UNKNOWN_NAME)

# Pango and the fonts' data are shared by the whole process; threads would gain nothing (one at a time is as fast).
_printing = threading.Lock()
_fonts = FontConfiguration()


def check_template(text: str) -> None:
    """Raise DocumentFault for a template that could never be filled in, whatever the context."""
    try:
        _engine.from_string(text)
    except TemplateSyntaxError as error:
        raise DocumentFault(f"the template is faulty: {error}") from error


def fill_template(text: str, context: dict[str, Any]) -> str:
    """Return the template with `context` filled in. `{% load %}`, `{% include %}` and `|safe` do not exist there.

    Raises DocumentFault for a faulty template and for a name that `context` does not have: better no document than
    one with a gap in it.
    """
    try:
        html = _engine.from_string(text).render(Context(context))
    except TemplateSyntaxError as error:
        raise DocumentFault(f"the template is faulty: {error}") from error
    if UNKNOWN_NAME in html:
        raise DocumentFault(f"the template asks for something unknown after …{html.split(UNKNOWN_NAME)[0][-40:]}")
    return html


def make_pdf(html: str, *, identity: bytes, only_one_page: bool = False) -> bytes:
    """Return the PDF of a page; the same HTML and identity give the same bytes.

    Only `data:` addresses are read, neither files nor the network. Raises DocumentFault for any other address, for a
    character that no installed font has, and for a second page where one was asked for.
    """
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    with _printing, _missing_characters() as missing:
        try:
            document = HTML(string=html, url_fetcher=fetcher).render(font_config=_fonts, pdf_variant="pdf/a-2u")
            if only_one_page and len(document.pages) > 1:
                raise DocumentFault(f"it has {len(document.pages)} pages and should have one")
            pdf: bytes = document.write_pdf(pdf_identifier=identity, pdf_variant="pdf/a-2u")
        except FatalURLFetchingError as error:
            raise DocumentFault(f"the template refers to something outside of it: {error}") from error
    if missing:
        raise DocumentFault(f"no font has: {' '.join(sorted(missing))}")
    return pdf


def data_address(content: bytes, content_type: str) -> str:
    """Return the bytes as an address that a template can use for a picture."""
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


class _MissingCharacters(logging.Handler):
    """WeasyPrint draws an empty box for a character without a glyph and tells nobody but its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and record.msg.startswith(".notdef"):
            self.found.add("{} (U+{:04X})".format(*record.args))  # type: ignore[misc]


@contextlib.contextmanager
def _missing_characters() -> Iterator[set[str]]:
    handler, logger = _MissingCharacters(), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield handler.found
    finally:
        logger.removeHandler(handler)
