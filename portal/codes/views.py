"""Code sets for who fills in a form: found while typing, or opened level by level."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core.internal import ratelimit  # the public one lets every GET pass
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.codes.finding import search
from portal.codes.sets import Code, CodeSet, UnknownCodeSet, code_set

MOST = 60
KEPT_SECONDS = 24 * 60 * 60
LIMITS = {"find": "600/m/ip"}  # while typing; a whole unit may sit behind one address
LANGUAGES = ("zh-hans", "en")


@require_safe
def find(request: HttpRequest, name: str) -> HttpResponse:
    """Return codes of a public standard as JSON: by `q`, a piece of the name, pinyin or initials; narrowed by `within`,
    `of` (below this code), `level` and `leaves`. With `children` instead of `q` those directly below a code.

    The answer depends on the address alone, its language too, so that browsers may keep it.
    """
    if not ratelimit.consume(request, app="portal.codes", action="find", config=LIMITS, limit_get=True):
        return JsonResponse({"options": []}, status=429)
    try:
        codes = code_set(name)
    except UnknownCodeSet:
        raise Http404 from None
    found = codes.children(request.GET["children"]) if "children" in request.GET else _found(request, codes)
    response = JsonResponse({"options": _options(request, codes, found)}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.may_be_kept = True  # type: ignore[attr-defined]
    return response


def _found(request: HttpRequest, codes: CodeSet) -> list[Code]:
    return search(codes.name, request.GET.get("q", "")[:60], MOST, among=_wanted(request, codes))


def _wanted(request: HttpRequest, codes: CodeSet) -> set[str]:
    """As `ChoiceSource` narrows a set."""
    entries: Iterable[Code] = codes.entries.values()
    for name in ("within", "of"):
        if name in request.GET:
            entries = [code for code in entries if code.parent == request.GET[name]]
    if (level := request.GET.get("level", "")).isdecimal():
        entries = [code for code in entries if str(len(code.code)) == level]
    parents = {code.parent for code in codes.entries.values()} if "leaves" in request.GET else set()
    return {code.code for code in entries if code.code not in parents}


def _options(request: HttpRequest, codes: CodeSet, found: list[Code]) -> list[dict[str, str]]:
    language = request.GET.get("lang", "")
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return [
            {
                "value": code.code,
                "label": code.label(),
                "note": " › ".join(one.label() for one in codes.ancestors(code)),
            }
            for code in found
        ]
