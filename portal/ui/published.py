"""What the bureau publishes for everybody: notices, policies, files. What it has not written has no page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.files.responses import file_response
from portal.refusals import concerns
from portal.tenants import queries
from portal.tenants.choices import ArticleKind

PAGE_SIZE = 20
LINE = ("public_id", "kind", "title_zh", "title_en", "published_on")
"""What a list shows of an article."""
LISTS = {ArticleKind.NOTICE: "announcements", ArticleKind.POLICY: "policies"}


@require_safe
def articles(request: HttpRequest, kind: str) -> HttpResponse:
    """Notices, or policies, with their dates, the latest first (NX-02, NX-03)."""
    if kind not in queries.offered().kinds:
        raise Http404
    page = Paginator(queries.articles(kind).only(*LINE), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "ui/articles.html", {"page": page, **_list(kind)})


@require_safe
def article(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """One of them. A draft does not exist."""
    found = concerns(queries.article(kind, public_id))
    if found is None:
        raise Http404
    return render(request, "ui/article.html", {"article": found, **_list(kind)})


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """The files, the manuals among them, without signing in (NX-02, NX-21)."""
    found = list(queries.downloads())
    if not found:
        raise Http404
    return render(request, "ui/downloads.html", {"downloads": found, "words": queries.content_page(queries.FILES)})


@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file itself, to be saved under its title."""
    found = concerns(queries.download_by_public_id(public_id))
    if found is None:
        raise Http404
    with found.file.open() as file:
        content = file.read()
    name = f"{found.title}.{found.ending}"
    return file_response(content, content_type=found.content_type, name=name, as_attachment=True)


def _list(kind: str) -> dict[str, Any]:
    return {"kind": ArticleKind(kind), "list_url": reverse(LISTS[ArticleKind(kind)])}
