"""立即申报, 新增申报: a unit begins a case for one of its people (NX-95…97)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.forms.entering import DocumentForm, PersonForm, document_form
from applications.models import Application, LegacyRecord, SchemeVersion
from applications.policies import may_enter
from applications.services.entering import NameDiffers, OnRecord, enter_case, person_on_record
from applications.services.legacy import note_legacy_opened
from applications.unit_queries import legacy_record
from applications.views.unit_bar import bar_of, information_first
from applications.views.unit_desk.access import desk_url, unit_or_404, version_or_404
from portal.people.models import User
from portal.people.requests import user_of
from portal.policy import Refused
from units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def enter(request: HttpRequest, public_id: str, scheme: str) -> HttpResponseBase:
    """Ask for the document; check it; ask what else must be known; open the form."""
    unit, version = unit_or_404(request, public_id), version_or_404(scheme)
    if (way := information_first(request, unit)) is not None:
        return way
    if obstacle := may_enter(user_of(request), unit, version.scheme):
        return _show(request, unit, version, status=403, refusal=obstacle)
    if request.method != "POST":
        return _show(request, unit, version, document=document_form(version.scheme))
    return _take(request, unit, version)


def _take(request: HttpRequest, unit: Unit, version: SchemeVersion) -> HttpResponse:
    record = _legacy_record(request, unit, version)
    if record is not None and len(version.scheme.id_types) == 1:  # name and number are asked at once, and known
        return _show(request, unit, version, document=document_form(version.scheme, initial=_data_of(record)))
    document = document_form(version.scheme, _data_of(record) if record else request.POST)
    if not document.is_valid():
        return _show(request, unit, version, status=422, document=document)
    try:
        known = person_on_record(version, unit, name=document.cleaned_data.get("name", ""), **_document(document))
    except NameDiffers as differs:
        document.add_error("name", differs.reason)
        return _show(request, unit, version, status=422, document=document)
    except Refused as refused:
        return _refused(request, unit, version, document, refused)
    first = {"name": record.name} if record else {}
    person = PersonForm(facts=document.facts, known=known, asked=document.fields, initial=first)
    has_answered = request.POST.get("step") == "person" or not person.fields
    if has_answered:
        person = PersonForm(request.POST, facts=document.facts, known=known, asked=document.fields, initial=first)
    if not has_answered or not person.is_valid():
        status = 422 if has_answered else 200
        return _show(request, unit, version, status=status, document=document, person=person, known=known)
    try:
        case = _enter(request, unit, version, document, person)
    except Refused as refused:
        return _refused(request, unit, version, document, refused)
    return redirect("applications:page", case.public_id, case.scheme.sections[0].key)


def _legacy_record(request: HttpRequest, unit: Unit, version: SchemeVersion) -> LegacyRecord | None:
    """What the unit declared on the former site and begins with now; the number goes into no address (CY-42)."""
    public_id = request.POST.get("legacy", "")
    if not public_id:
        return None
    record = legacy_record(unit, version.key, public_id)
    if record is None:
        raise Http404
    note_legacy_opened(record=record, user=user_of(request))
    return record


def _data_of(record: LegacyRecord) -> dict[str, str]:
    return {"id_type": record.id_type, "id_number": record.id_number, "name": record.name}


def _document(document: DocumentForm) -> dict[str, str]:
    return {"id_type": document.cleaned_data["id_type"], "id_number": document.cleaned_data["id_number"]}


def _enter(
    request: HttpRequest, unit: Unit, version: SchemeVersion, document: DocumentForm, person: PersonForm
) -> Application:
    data = document.cleaned_data | person.cleaned_data
    return enter_case(
        version=version,
        unit=unit,
        by=user_of(request),
        name=data.get("name", ""),
        birth_date=data.get("birth_date"),
        sex=data.get("sex", ""),
        informed=data["informed"],
        language=get_language() or "",
        **_document(document),
    )


def _refused(
    request: HttpRequest, unit: Unit, version: SchemeVersion, document: DocumentForm, refused: Refused
) -> HttpResponse:
    """Say why not; to a case of the unit's own there is a way (NX-96)."""
    case = refused.application if isinstance(refused, OnRecord) else None
    url = reverse("applications:detail", args=[case.public_id]) if case else ""
    return _show(request, unit, version, status=409, document=document, refusal=refused.reason, case_url=url)


def _show(
    request: HttpRequest,
    unit: Unit,
    version: SchemeVersion,
    *,
    status: int = 200,
    document: DocumentForm | None = None,
    person: PersonForm | None = None,
    known: User | None = None,
    **more: Any,
) -> HttpResponse:
    back = desk_url(unit, version.key)
    context = {
        "bar": bar_of(unit, close_url=back),
        "unit": unit,
        "title": version.scheme.title.of(get_language()),
        "word": version.scheme.word("enter", get_language()),
        "document": document,
        "person": person,
        "known": known,
        "desk_url": back,
    }
    return render(request, "applications/unit_enter.html", context | more, status=status)
