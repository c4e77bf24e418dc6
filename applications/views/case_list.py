"""A person's cases of one scheme, each with what can be done with it (HZ-24, HZ-46…49, HZ-83…85)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.policies import may_delete
from applications.queries import current_version, own_cases_of
from applications.scheme import Field, Scheme
from applications.scheme.form import ChoiceSource
from applications.showing import MASKS, answer_text
from applications.views.forming import letters_of
from applications.views.paging import leaf_of
from portal.people.masking import mask_name
from portal.people.requests import user_of


@dataclass(frozen=True)
class Action:
    """One thing to do with a case; where `obstacle` says why not, its words stand without a link."""

    label: str
    url: str
    is_in_new_tab: bool = False
    obstacle: str = ""


@require_safe
@login_required
@never_cache
def of_scheme(request: HttpRequest, scheme_key: str) -> HttpResponse:
    """Show the list, as the version in force has it, and the button that begins another case."""
    version = current_version(scheme_key)
    if version is None or version.scheme.case_list is None:
        raise Http404
    user, scheme, language = user_of(request), version.scheme, get_language()
    leaf = leaf_of(own_cases_of(user, scheme_key), request)
    context = {
        "title": version.scheme.case_list.title.of(language),
        "add": version.scheme.case_list.add.of(language),
        "add_url": reverse("applications:start", args=[scheme_key]),
        "columns": [_heading(scheme, key) for key in version.scheme.case_list.columns],
        "rows": [_row(case, scheme, user) for case in leaf.rows],
        "leaf": leaf,
    }
    return render(request, "applications/case_list.html", context)


def _heading(scheme: Scheme, key: str) -> str:
    assert scheme.case_list is not None
    return (scheme.case_list.labels.get(key) or scheme.field(key).label).of(get_language())


def _row(case: Application, scheme: Scheme, user: Any) -> dict[str, Any]:
    assert scheme.case_list is not None
    cells = [(_heading(scheme, key), _cell(case, key)) for key in scheme.case_list.columns]
    return {"case": case, "cells": cells, "actions": list(_actions(case, user))}


def _cell(case: Application, key: str) -> str:
    """An answer in words, masked like everywhere in lists (HZ-22); what the database would be asked for stays a code."""
    field = next((one for one in case.scheme.fields() if one.key == key), None)
    value = case.answers.get(key)
    if field is None or value in (None, ""):
        return ""
    if field.prefill == "applicant.name":
        return mask_name(str(value))
    if field.type == "unit":
        return case.unit.name if case.unit else ""
    text = str(value) if _is_of_catalogue(field) else answer_text(case.scheme, field, value)
    return MASKS.get(field.type, str)(text)


def _is_of_catalogue(field: Field) -> bool:
    return isinstance(field.choices, ChoiceSource) and field.choices.catalogue is not None


def _actions(case: Application, user: Any) -> Iterator[Action]:
    """While it is filled in: 编辑, 删除, letters, 进度查询; once it is on its way: 查看, letters, 进度查询 (AMB-14)."""
    is_open = case.is_editable and "person" in case.scheme.fills_in
    yield _action(case, "edit", "go_on") if is_open else _action(case, "view", "detail", "content")
    if may_delete(user, case) is None:
        yield _action(case, "delete", "delete")
    for letter in letters_of(case):
        url = reverse("applications:letter", args=[case.public_id, letter["key"]])
        label = letter["button"] or _("打印%(letter)s") % {"letter": letter["title"]}
        yield Action(label, url, is_in_new_tab=True, obstacle=letter["obstacle"])
    yield _action(case, "progress", "detail", "progress")


def _action(case: Application, word: str, name: str, place: str = "") -> Action:
    url = reverse(f"applications:{name}", args=[case.public_id])
    return Action(case.scheme.word(word, get_language()), f"{url}#{place}" if place else url)
