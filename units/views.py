"""Finding a unit, asking for one, and the desk of those who act for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.codes import code_set
from portal.people.phone import shown_phone
from portal.people.queries import person_by_phone, person_by_username
from portal.people.requests import user_of
from portal.policy import Refused
from portal.refusals import concerns
from units import queries, services
from units.forms import AdministratorForm, ContactForm, UnitForm
from units.models import Unit
from units.policies import (
    may_administer_reason,
    may_name_administrators_reason,
    may_request_unit_reason,
    may_see_unit_reason,
    units_arrive_by_network,
    units_ask_to_be_opened,
    units_certify_themselves,
)


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Units by a piece of their name: a listbox for htmx, JSON for scripts, a page of its own for everybody else."""
    text = request.GET.get("q", "")[:60]
    found = queries.find_units(text)
    context = {
        "text": text,
        "options": [_option(unit) for unit in found],
        "may_request": units_ask_to_be_opened(),
        "by_network": not found and units_arrive_by_network(),
    }
    if request.headers.get("accept") == "application/json":
        return JsonResponse({"options": context["options"]}, json_dumps_params={"ensure_ascii": False})
    template = "units/_options.html" if request.headers.get("hx-request") else "units/search.html"
    return render(request, template, context)


def _option(unit: Unit) -> dict[str, str]:
    """What is known of the unit beside its name: one that certified itself may have said neither."""
    district = code_set("gbt2260_divisions").label(unit.location_district)
    about = " · ".join(filter(None, (district, unit.get_level_display())))
    known = {"district": district, "level": unit.get_level_display(), "about": about}
    return {"id": unit.public_id, "name": unit.name, **known}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def request_unit(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None, initial=_refused_before(request))
    if request.method == "POST" and form.is_valid():
        unit = _attempt(form, lambda: services.request_unit(by=user_of(request), **form.cleaned_data))
        if unit is not None:
            messages.success(request, _("申请已提交。审核结果将用短信和站内信告知。"))
            return redirect("units:detail", unit.public_id)
    context = {
        "obstacle": may_request_unit_reason(user_of(request)),
        "nobody_asks": not units_ask_to_be_opened(),
        "by_licence": units_certify_themselves(),
        "by_network": units_arrive_by_network(),
    }
    return render(request, "units/request.html", context | {"form": form})


def _refused_before(request: HttpRequest) -> dict[str, Any]:
    """What was asked for in vain, so that only the fault has to be typed again."""
    requested = queries.unit_requested_by(user_of(request), request.GET.get("again", ""))
    return {name: getattr(requested, name) for name in UnitForm.base_fields} if requested else {}


@require_safe
@login_required
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = _unit_for(request, public_id)
    return render(request, "units/detail.html", _page(request, unit))


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The units one acts for, and those one has asked for."""
    context = {
        "units": queries.units_of(user_of(request)),
        "stating": queries.units_stating(user_of(request)),
        "requested": queries.units_requested_by(user_of(request)),
        "may_request": units_ask_to_be_opened(),
        "by_licence": units_certify_themselves(),
        "by_network": units_arrive_by_network(),
    }
    return render(request, "units/desk.html", context)


@require_POST
@login_required
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = _unit_for(request, public_id)
    form = ContactForm(request.POST)
    if form.is_valid() and _attempt(
        form, lambda: services.change_unit(unit=unit, by=user_of(request), **form.cleaned_data)
    ):
        messages.success(request, _("单位信息已保存。"))
        return redirect("units:detail", public_id)
    return render(request, "units/detail.html", _page(request, unit) | {"form": form}, status=422)


@require_POST
@login_required
def add_administrator(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = _unit_for(request, public_id)
    form = AdministratorForm(request.POST, prefix="administrator")
    if form.is_valid() and _attempt(form, lambda: _add(request, unit, form)):
        messages.success(request, _("已添加单位管理员。"))
        return redirect("units:detail", public_id)
    context = _page(request, unit) | {"administrator_form": form}
    return render(request, "units/detail.html", context, status=422)


@require_POST
@login_required
def remove_administrator(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = _unit_for(request, public_id)
    user = person_by_username(request.POST.get("user", ""))
    if user is None:
        raise Http404
    try:
        services.remove_administrator(unit=unit, user=user, by=user_of(request))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    # Who has left the unit no longer finds its page.
    return redirect("units:desk") if user == user_of(request) else redirect("units:detail", public_id)


def _add(request: HttpRequest, unit: Unit, form: AdministratorForm) -> Any:
    user = person_by_phone(form.cleaned_data["phone"])
    if user is None or user.name != form.cleaned_data["name"] or user.phone_verified_at is None:
        raise Refused(_("没有找到这个账号。请核对姓名和手机号码，并请对方先注册、验证手机。"))
    return services.add_administrator(unit=unit, user=user, by=user_of(request))


def _attempt(form: Any, act: Any) -> Any:
    """Do it, or write the refusal into the form and return None."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return None


def _page(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    administers = may_administer_reason(user_of(request), unit) is None
    not_naming = may_name_administrators_reason(user_of(request), unit)
    return {
        "unit": unit,
        "rows": _rows(unit),
        "administers": administers,
        "by_licence": units_certify_themselves(),
        "by_network": units_arrive_by_network(),
        "administrators": queries.administrators_of(unit) if administers else [],
        "names_administrators": not_naming is None,
        "not_naming": not_naming,
        "form": ContactForm(initial=_contact(unit)),
        "administrator_form": AdministratorForm(prefix="administrator"),
    }


def _unit_for(request: HttpRequest, public_id: str) -> Unit:
    unit = concerns(queries.unit_by_public_id(public_id))
    if unit is None or may_see_unit_reason(user_of(request), unit):
        raise Http404
    return unit


def _contact(unit: Unit) -> dict[str, Any]:
    contact = {name: getattr(unit, name) for name in ContactForm.base_fields}
    return contact | {"contact_phone": shown_phone(unit.contact_phone)}


def _rows(unit: Unit) -> list[tuple[str, str]]:
    division = code_set("gbt2260_divisions").label
    return [
        (_("统一社会信用代码"), unit.uscc),
        (_("隶属层级"), unit.get_level_display()),
        (_("单位性质"), unit.get_kind_display()),
        (_("单位所在地"), division(unit.location_district)),
        (_("纳税地"), division(unit.tax_district)),
        (_("地址"), unit.address),
        (_("人事负责人"), unit.contact_name),
        (_("联系手机"), shown_phone(unit.contact_phone)),
        (_("线上确认"), _("是") if unit.confirms_online else _("否")),
        (_("状态"), unit.get_state_display()),
        *([(_("未通过原因"), unit.refusal_reason)] if unit.refusal_reason else []),
    ]
