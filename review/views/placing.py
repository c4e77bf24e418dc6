"""Which unit a person belongs to, as the authority has it: no form changes that (NX-121)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.models import User
from portal.people.queries import person_by_username
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.writes.answers import conflict
from review.forms.authorising import DocumentForm, PlaceForm
from review.policies import may_authorise_reason, may_authorise_units
from review.queries.authorising import unit_by_any_code
from review.services.authorising import place_person
from review.services.viewing import look_up_person
from review.views.access import comes_too_often, for_those_who
from review.views.authorising import LOOKUPS_AN_HOUR, TOO_OFTEN
from review.views.platform import platform_context
from units.models import Unit
from units.queries import unit_of_person


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_those_who(may_authorise_units)
def place(request: HttpRequest) -> HttpResponse:
    """Find a person by their document, see the unit they belong to, and name another with the reason."""
    if request.method != "POST":
        return _show(request, form=DocumentForm(prefix="document"))
    if request.POST.get("go") == "place":
        return _place(request)
    form = DocumentForm(request.POST, prefix="document", only_registered=False)
    if comes_too_often(request, "person", limit=LOOKUPS_AN_HOUR, seconds=3600):
        form.add_error(None, TOO_OFTEN)
    if not form.is_valid():
        return _show(request, form=form, status=422)
    look_up_person(person=form.person, user=user_of(request))
    return _show(request, form=form, person=form.person)


def _place(request: HttpRequest) -> HttpResponse:
    person = person_by_username(request.POST.get("person", ""))
    if person is None:
        raise Http404
    form = PlaceForm(request.POST, prefix="place")
    unit = unit_by_any_code(user_of(request), form.cleaned_data["unit"]) if form.is_valid() else None
    if form.is_valid() and unit is None:
        form.add_error("unit", _("本辖区没有查询到该单位，或有多个单位符合，请填写代码。"))
    if unit is None:
        return _show(request, form=DocumentForm(prefix="document"), person=person, place_form=form, status=422)
    try:
        _write(request, person, unit, form.cleaned_data["reason"])
    except Overtaken as lost:
        return conflict(request, lost.reason, url=reverse("review:place_person"), kept=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return _show(request, form=DocumentForm(prefix="document"), person=person, place_form=form, status=422)
    messages.success(request, _("%(name)s 的所在单位现为 %(unit)s。") % {"name": person.name, "unit": unit.name})
    return redirect("review:place_person")


def _write(request: HttpRequest, person: User, unit: Unit, reason: str) -> None:
    shown = request.POST.get("shown", "")
    place_person(person=person, unit=unit, by=user_of(request), reason=reason, shown=shown)


def _show(request: HttpRequest, *, form: DocumentForm, status: int = 200, **more: Any) -> HttpResponse:
    context = platform_context("people") | {"form": form, "place_form": PlaceForm(prefix="place")} | more
    if person := more.get("person"):
        context |= _unit_of(request, person)
    return render(request, "review/place_person.html", context, status=status)


def _unit_of(request: HttpRequest, person: User) -> dict[str, Any]:
    """The person's unit; of another region only that there is one, as units there are not this reader's (NX-30)."""
    unit = unit_of_person(person)
    if unit is None:
        return {"present": "", "shown": ""}
    is_own = may_authorise_reason(user_of(request), unit) is None
    return {"present": unit.name if is_own else _("其他地区的单位"), "shown": unit.public_id}
