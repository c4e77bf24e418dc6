"""Publishing articles and files: written by the bureau's administrators, and once from the tenant's own file."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from portal.audit.services import record_event
from portal.documents import make_pdf
from portal.files.documents import ENDINGS, Document
from portal.tenants.models import AreaPart, Article, Download, ServiceArea
from portal.tenants.queries import OFFERED
from portal.tenants.remembering import forget
from portal.tenants.scope import current_tenant


@transaction.atomic
def save_article(*, article: Article, by: Any) -> Article:
    """Write an article as its author has edited it."""
    article.save()
    detail = {"title": article.title_zh, "is_published": article.is_published}
    record_event(action="article.saved", target=article, actor=by, detail=detail)
    forget(OFFERED)
    return article


@transaction.atomic
def remove_article(*, article: Article, by: Any) -> None:
    record_event(action="article.removed", target=article, actor=by, detail={"title": article.title_zh})
    article.delete()
    forget(OFFERED)


@transaction.atomic
def save_download(*, download: Download, by: Any, document: Document | None = None) -> Download:
    """Write a download; with a document, its file is exchanged."""
    if document is not None:
        _exchange_file(download, document)
    download.save()
    detail = {"title": download.title_zh, "sha256": download.sha256, "is_published": download.is_published}
    record_event(action="download.saved", target=download, actor=by, detail=detail)
    forget(OFFERED)
    return download


@transaction.atomic
def remove_download(*, download: Download, by: Any) -> None:
    """Delete a download and its file."""
    detail = {"title": download.title_zh, "sha256": download.sha256}
    record_event(action="download.removed", target=download, actor=by, detail=detail)
    name = download.file.name
    download.delete()
    _delete_after_commit(download, name)
    forget(OFFERED)


def handbook(*, title: str, text: str, day: dt.date) -> Document:
    """Return a readable text, with the few signs of `portal.ui.markup`, as a PDF."""
    html = render_to_string("tenants/handbook.html", {"title": title, "text": text, "day": day})
    return Document(make_pdf(html, identity=hashlib.sha256(html.encode()).digest()), "application/pdf")


@transaction.atomic
def fill_articles(rows: list[Mapping[str, Any]]) -> bool:
    """Write these articles where there is none yet; return whether they were written."""
    if Article.objects.exists():
        return False
    for row in rows:
        save_article(article=Article(**row), by=None)
    return True


@transaction.atomic
def fill_downloads(rows: list[tuple[Mapping[str, Any], str]]) -> bool:
    """Make these texts into downloads where there is none yet; return whether they were made."""
    if Download.objects.exists():
        return False
    for row, text in rows:
        document = handbook(title=row["title_zh"], text=text, day=row["published_on"])
        save_download(download=Download(**row), by=None, document=document)
    return True


@transaction.atomic
def save_area(*, area: ServiceArea, by: Any) -> ServiceArea:
    """Write an area as its author has edited it; its parts are rows of their own."""
    area.save()
    detail = {"title": area.title_zh, "is_published": area.is_published}
    record_event(action="area.saved", target=area, actor=by, detail=detail)
    forget(OFFERED)
    return area


@transaction.atomic
def remove_area(*, area: ServiceArea, by: Any) -> None:
    """Delete an area and its parts."""
    record_event(action="area.removed", target=area, actor=by, detail={"title": area.title_zh})
    area.delete()
    forget(OFFERED)


@transaction.atomic
def fill_areas(rows: Iterable[tuple[Mapping[str, Any], Iterable[Mapping[str, Any]]]]) -> bool:
    """Write these areas, each with its parts, where there is none yet; return whether they were written."""
    if ServiceArea.objects.exists():
        return False
    for row, parts in rows:
        area = save_area(area=ServiceArea(**row), by=None)
        for part in parts:
            AreaPart.objects.create(area=area, **part)
    return True


def _exchange_file(download: Download, document: Document) -> None:
    old = download.file.name
    download.sha256 = hashlib.sha256(document.content).hexdigest()
    download.content_type, download.size = document.content_type, len(document.content)
    download.tenant_id = download.tenant_id or current_tenant().pk  # it is part of the file's name
    download.file.save(f"file.{ENDINGS[document.content_type]}", ContentFile(document.content), save=False)
    if old and old != download.file.name:
        _delete_after_commit(download, old)


def _delete_after_commit(download: Download, name: str | None) -> None:
    if name:
        transaction.on_commit(partial(download.file.storage.delete, name), robust=True)
