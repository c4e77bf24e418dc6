"""The handling users' platform: find a unit, open a scheme for it, name who acts for it (NX-23…31)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.scheme import Scheme
from portal.codes.regions import region_label
from portal.people.models import User
from portal.people.queries import person_by_username
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.writes.answers import conflict
from review.forms.authorising import DocumentForm, RegisterUnitForm, UnitSearchForm
from review.forms.bureau import ReasonForm
from review.policies import may_authorise_units
from review.queries.authorising import button_words, regions_in_reach, unit_in_reach, units_by_codes
from review.services import authorising
from review.services.viewing import look_up_person
from review.views.access import comes_too_often, for_those_who, or_404
from review.views.platform import chosen_scheme, page_of, platform_context, revision_shown
from units.models import Unit
from units.queries import administrators_of, opening_of

LOOKUPS_AN_HOUR = 200
TOO_OFTEN = gettext_lazy("查询过于频繁，请稍后再试。")


@require_safe
@never_cache
@for_those_who(may_authorise_units)
def authorisation(request: HttpRequest) -> HttpResponse:
    """Find a unit of one's own region by its codes (NX-24, NX-25, NX-30)."""
    scheme = chosen_scheme(request)
    is_asked = any(name in request.GET for name in UnitSearchForm.base_fields)
    form = UnitSearchForm(request.GET if is_asked else None)
    found = units_by_codes(user_of(request), **form.cleaned_data) if is_asked and form.is_valid() else []
    rows = [(one, page_of(scheme, one.public_id)) for one in found]
    context = {"form": form, "is_asked": is_asked and form.is_valid(), "rows": rows, "reset_url": page_of(scheme)}
    return render(request, "review/authorisation.html", platform_context(scheme.scheme, scheme) | context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_authorise_units)
def register(request: HttpRequest) -> HttpResponse:
    """Bring a unit into the register that is not there yet."""
    regions = regions_in_reach(user_of(request))
    form = RegisterUnitForm(request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        try:
            made = authorising.register_unit(by=user_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("已登记 %(name)s。") % {"name": made.name})
            return redirect("review:authorise", public_id=made.public_id)
    status = 422 if form.errors else 200
    return render(request, "review/register_unit.html", platform_context("register") | {"form": form}, status=status)


@require_safe
@never_cache
@for_those_who(may_authorise_units)
def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One unit: whether the scheme is open for it, and who acts for it."""
    return _show(request, _unit_or_404(request, public_id), chosen_scheme(request))


@require_POST
@for_those_who(may_authorise_units)
def open_scheme(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the scheme for the unit (NX-26)."""
    found, scheme = _unit_or_404(request, public_id), chosen_scheme(request)
    act = partial(authorising.open_for_unit, scheme_key=scheme.scheme)
    return _done(request, found, scheme, act, _("开通成功：%(name)s。") % {"name": found.name})


@require_POST
@for_those_who(may_authorise_units)
def close_scheme(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the scheme from the unit again, with the reason."""
    found, scheme = _unit_or_404(request, public_id), chosen_scheme(request)
    form = ReasonForm(request.POST, prefix="close")
    if not form.is_valid():
        return _show(request, found, scheme, close_form=form, status=422)
    act = partial(authorising.close_for_unit, scheme_key=scheme.scheme, reason=form.cleaned_data["reason"])
    return _done(request, found, scheme, act, _("已停用：%(name)s。") % {"name": found.name})


@require_POST
@never_cache
@for_those_who(may_authorise_units)
def administrator(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look a registered person up by their document, or let the one who was found act for the unit (NX-27…29, NX-31)."""
    found, scheme = _unit_or_404(request, public_id), chosen_scheme(request)
    if request.POST.get("go") != "appoint":
        return _look_up(request, found, scheme)
    person = _person_or_404(request.POST.get("person", ""))
    earlier = request.POST.get("instead_of", "")
    act = partial(
        authorising.set_administrator,
        scheme_key=scheme.scheme,
        user=person,
        instead_of=_person_or_404(earlier) if earlier else None,
    )
    words = _("设置成功：%(person)s 现为 %(name)s 的%(role)s。")
    said = {"person": person.name, "name": found.name, "role": button_words()["administrator"]}
    return _done(request, found, scheme, act, words % said)


def _look_up(request: HttpRequest, found: Unit, scheme: Scheme) -> HttpResponse:
    form = DocumentForm(request.POST, prefix="administrator")
    if comes_too_often(request, "person", limit=LOOKUPS_AN_HOUR, seconds=3600):
        form.add_error(None, TOO_OFTEN)
    if not form.is_valid():
        return _show(request, found, scheme, administrator_form=form, status=422)
    look_up_person(person=form.person, user=user_of(request))
    return _show(request, found, scheme, administrator_form=form, person=form.person)


@require_POST
@for_those_who(may_authorise_units)
def remove_administrator(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the unit from somebody who acts for it, with the reason (NX-31)."""
    found, scheme = _unit_or_404(request, public_id), chosen_scheme(request)
    person = _person_or_404(request.POST.get("person", ""))
    form = ReasonForm(request.POST, prefix="remove")
    if not form.is_valid():
        return _show(request, found, scheme, remove_form=form, status=422)
    act = partial(authorising.remove_administrator, user=person, reason=form.cleaned_data["reason"])
    return _done(request, found, scheme, act, _("已移除 %(person)s。") % {"person": person.name})


def _done(request: HttpRequest, found: Unit, scheme: Scheme, act: Callable[..., Any], words: str) -> HttpResponse:
    """Do it and say so; an old page is told who was first, any other refusal why not."""
    url = page_of(scheme, found.public_id)
    try:
        act(unit=found, by=user_of(request), revision=revision_shown(request))
    except Overtaken as lost:
        return conflict(request, lost.reason, url=url)
    except Refused as refusal:
        return _show(request, found, scheme, refusal=refusal.reason, status=422)
    messages.success(request, words)
    return redirect(url)


def _show(request: HttpRequest, found: Unit, scheme: Scheme, *, status: int = 200, **more: Any) -> HttpResponse:
    opening = opening_of(found, scheme.scheme)
    context = {
        "unit": found,
        "rows": _facts(found),
        "opening": opening,
        "is_open": opening is not None and opening.closed_at is None,
        "administrators": list(administrators_of(found)),
        "close_form": ReasonForm(prefix="close"),
        "remove_form": ReasonForm(prefix="remove"),
        "administrator_form": DocumentForm(prefix="administrator"),
    }
    page = platform_context(scheme.scheme, scheme) | context | more
    return render(request, "review/authorise.html", page, status=status)


def _unit_or_404(request: HttpRequest, public_id: str) -> Unit:
    return or_404(partial(unit_in_reach, user_of(request)), public_id)


def _person_or_404(username: str) -> User:
    person = person_by_username(username)
    if person is None:
        raise Http404
    return person


def _facts(found: Unit) -> list[tuple[str, str]]:
    completed = _("已填写") if found.information_at else _("未填写")
    return [
        (_("单位编号"), found.number),
        (_("统一社会信用代码"), found.uscc),
        (_("组织机构代码"), found.org_code),
        (_("所属地区"), region_label(found.region) if found.region else ""),
        (_("单位信息"), completed),
    ]
