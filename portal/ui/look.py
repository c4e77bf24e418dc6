"""The two addresses of a portal's look: the stylesheet of its colour, and its emblem. The same for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from portal.tenants.look_models import Emblem
from portal.tenants.scope import current_tenant

YEAR, MINUTES = "public, max-age=31536000, immutable", "public, max-age=300"
"""How long it is kept: an address with the present version means one content for ever."""

LOOKED_AT = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""Of an emblem that is opened by itself. A drawing's own attributes may be styles; nothing in it runs."""


@require_safe
def theme(request: HttpRequest) -> HttpResponseBase:
    """The stylesheet that a portal's colour makes (decision 27). Without a colour of its own there is none."""
    found = current_tenant().theme
    if found is None:
        raise Http404
    response = HttpResponse(found.css, content_type="text/css; charset=utf-8")
    return _kept(request, response, found.version)


@require_safe
def emblem(request: HttpRequest) -> HttpResponseBase:
    """The portal's emblem, as a picture that can do nothing."""
    found = Emblem.objects.first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response["Content-Security-Policy"] = LOOKED_AT
    response["X-Content-Type-Options"] = "nosniff"
    return _kept(request, response, found.sha256[:12])


def _kept(request: HttpRequest, response: HttpResponse, version: str) -> HttpResponseBase:
    etag = quote_etag(version)
    response["ETag"] = etag
    response["Cache-Control"] = YEAR if request.GET.get("v") == version else MINUTES
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer.may_be_kept = True  # type: ignore[attr-defined]
    return answer
