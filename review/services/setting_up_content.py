"""What a tenant's file publishes to begin with: areas, articles, downloads, and who answers complaints."""

from __future__ import annotations

from typing import Any

from applications.scheme.text import Text
from portal.tenants.publishing import fill_areas, fill_articles, fill_downloads
from review.models import ComplaintDesk, Office
from review.services.complaining import set_complaint_desk
from review.tenant_file import AreaEntry, AreaPart, ArticleEntry, ComplaintsEntry, DownloadEntry, TenantFile


def add_content(file: TenantFile) -> None:
    """Fill what is empty; what is there, the bureau's changes included, stays."""
    fill_areas([(_area(entry, n), _parts(entry.parts)) for n, entry in enumerate(file.areas, start=1)])
    fill_articles([_article(entry) for entry in file.articles])
    fill_downloads([(_download(entry, order), entry.text) for order, entry in enumerate(file.downloads, start=1)])
    if file.complaints is not None:
        _add_complaint_desk(file.complaints)


def _area(entry: AreaEntry, order: int) -> dict[str, Any]:
    return {
        "key": entry.key,
        "schemes": " ".join(entry.schemes),
        "order": order * 10,
        **_both("title", entry.title),
        **_both("summary", entry.summary),
    }


def _parts(parts: tuple[AreaPart, ...]) -> list[dict[str, Any]]:
    return [
        {"order": n * 10, **_both("title", part.title), **_both("body", part.body)}
        for n, part in enumerate(parts, start=1)
    ]


def _article(entry: ArticleEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "published_on": entry.published_on,
        "is_published": entry.published,
        **_both("title", entry.title),
        **_both("body", entry.body),
        **_both("source", entry.source),
    }


def _download(entry: DownloadEntry, order: int) -> dict[str, Any]:
    return {
        "manual_of": entry.manual or "",
        "published_on": entry.published_on,
        "order": order * 10,
        **_both("title", entry.title),
        **_both("description", entry.description),
    }


def _both(name: str, text: Text | None) -> dict[str, str]:
    return {f"{name}_zh": text.zh.strip() if text else "", f"{name}_en": text.en.strip() if text else ""}


def _add_complaint_desk(entry: ComplaintsEntry) -> None:
    if not ComplaintDesk.objects.exists():
        office = Office.objects.get(code=entry.office)
        set_complaint_desk(desk=ComplaintDesk(office=office, working_days=entry.working_days), by=None)
