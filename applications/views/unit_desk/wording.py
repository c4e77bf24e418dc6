"""本单位提示语: a unit's administrators word what its people are told on the way (HZ-61)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.filing import with_noun
from applications.helping import default_words, own_words_of
from applications.models import SchemeVersion
from applications.queries import current_version
from applications.scheme import Text
from applications.scheme.renewal import Helper
from applications.services.unit_words import LONGEST_EN, LONGEST_ZH, reset_words, words_reason, write_words
from applications.views.common import revision_of
from applications.views.unit_bar import bar_of
from applications.views.unit_desk.access import desk_url, unit_or_404
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.ui.markup import render_markup
from portal.writes.answers import conflict
from units.models import Unit, UnitWords


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def words(request: HttpRequest, public_id: str, scheme: str) -> HttpResponse:
    """Show every place with its words; a button previews, keeps or takes back those of one place."""
    unit, version = unit_or_404(request, public_id), current_version(scheme)
    if version is None or not version.scheme.helpers:
        raise Http404
    if request.method == "POST":
        return _take(request, unit, version)
    return _show(request, unit, version)


def _take(request: HttpRequest, unit: Unit, version: SchemeVersion) -> HttpResponse:
    go, _colon, key = request.POST.get("go", "").partition(":")
    typed = _typed(request, key)
    if go == "preview":
        reason = words_reason(version.scheme, key, typed["zh"].strip(), typed["en"].strip())
        return _show(request, unit, version, key=key, typed=typed, error=reason or "", status=422 if reason else 200)
    try:
        _write(request, unit, version, go, key, typed)
    except Overtaken as overtaken:
        return conflict(request, overtaken.reason, url=request.path, kept=typed["zh"])
    except Refused as refused:
        return _show(request, unit, version, key=key, typed=typed, error=refused.reason, status=422)
    return redirect(f"{request.path}#words-{key}")


def _typed(request: HttpRequest, key: str) -> dict[str, str]:
    """Twice the limits at most: what is too long is shown again to be shortened."""
    given = {name: request.POST.get(f"text_{name}:{key}", "") for name in ("zh", "en")}
    return {"zh": given["zh"][: 2 * LONGEST_ZH], "en": given["en"][: 2 * LONGEST_EN]}


def _write(request: HttpRequest, unit: Unit, version: SchemeVersion, go: str, key: str, typed: dict[str, str]) -> None:
    user, revision = user_of(request), revision_of(request)
    if go == "reset":
        reset_words(unit=unit, by=user, scheme=version.scheme, key=key, revision=revision)
        messages.success(request, _("已恢复默认的提示语。"))
        return
    write_words(
        unit=unit,
        by=user,
        scheme=version.scheme,
        key=key,
        text_zh=typed["zh"],
        text_en=typed["en"],
        revision=revision,
    )
    messages.success(request, _("已保存，本单位人员现在看到新的提示语。"))


def _show(
    request: HttpRequest,
    unit: Unit,
    version: SchemeVersion,
    *,
    key: str = "",
    typed: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """What was typed stays in its place, whatever became of it."""
    own, url = own_words_of(version.scheme, unit), desk_url(unit, version.key)
    places = [_place(version, helper, unit, own.get(helper.key)) for helper in version.scheme.helpers]
    for place in places:
        if place["key"] == key and typed is not None:
            text = Text(zh=typed["zh"] or " ", en=typed["en"] or typed["zh"] or " ")
            shown = with_noun(version.scheme, text, unit).of(get_language())
            place |= {**typed, "error": error, "is_preview": not error}
            place["html"] = render_markup(shown)
    context = {
        "bar": bar_of(unit, close_url=url),
        "unit": unit,
        "title": version.scheme.title.of(get_language()),
        "places": places,
        "longest_zh": LONGEST_ZH,
        "longest_en": LONGEST_EN,
        "desk_url": url,
    }
    return render(request, "applications/unit_words.html", context, status=status)


def _place(version: SchemeVersion, helper: Helper, unit: Unit, own: UnitWords | None) -> dict[str, Any]:
    default = {
        name: default_words(version.scheme, helper, unit, code) for name, code in (("zh", "zh-hans"), ("en", "en"))
    }
    written = {"zh": own.text_zh, "en": own.text_en} if own else default
    shown = Text(zh=written["zh"], en=written["en"] or written["zh"])
    return {
        "key": helper.key,
        "title": helper.title.of(get_language()),
        "own": own,
        **written,
        "default": render_markup(default["en" if (get_language() or "").startswith("en") else "zh"]),
        "html": render_markup(with_noun(version.scheme, shown, unit).of(get_language())),
    }
