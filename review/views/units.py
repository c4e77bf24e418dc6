"""Units that wait to be opened, and opening one of the office's own accord."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.codes import code_set
from portal.people.masking import mask_phone
from portal.policy import Refused
from portal.writes.answers import conflict
from review.forms.bureau import ReasonForm
from review.forms.units import OpenUnitForm
from review.policies import may_open_units
from review.queries.units import unit_to_decide, unit_to_open, units_to_open
from review.services.viewing import reveal_unit_contact
from review.views.access import for_those_who, from_the_page, or_404
from units.models import Unit
from units.services.registering import create_unit, open_unit, refuse_unit

PAGE_SIZE = 20


@require_safe
@for_those_who(may_open_units)
def units(request: HttpRequest) -> HttpResponse:
    """The units that wait for this reader's offices, the longest wait first."""
    page = Paginator(units_to_open(request.user), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    rows = [(unit, district_name(unit.location_district)) for unit in page]
    return render(request, "review/units.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_open_units)
def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request: open the unit, or refuse it with the reason."""
    find = unit_to_decide if request.method == "POST" else unit_to_open
    found = or_404(partial(find, request.user), public_id)  # type: ignore[arg-type]
    refuses = request.POST.get("decision") == "refuse"
    form = ReasonForm(request.POST if refuses else None)
    if request.method == "POST" and (not refuses or form.is_valid()):
        try:
            if refuses:
                refuse_unit(unit=found, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            else:
                open_unit(unit=found, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            return conflict(request, refusal.reason, url=reverse("review:units"))
        words = _("已退回 %(name)s 的开通申请。") if refuses else _("%(name)s 已开通。")
        messages.success(request, words % {"name": found.name})
        return redirect("review:units")
    return render(request, "review/unit.html", {"unit": found, "form": form, "rows": _facts(found)})


@from_the_page("review:unit")
@never_cache
@for_those_who(may_open_units)
def reveal_contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the whole phone number of a unit's contact once; the view is logged first."""
    found = or_404(partial(unit_to_open, request.user), public_id)  # type: ignore[arg-type]
    reveal_unit_contact(unit=found, user=request.user)  # type: ignore[arg-type]
    context = {"unit": found, "form": ReasonForm(), "rows": _facts(found, in_full=True), "in_full": True}
    return render(request, "review/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_open_units)
def new_unit(request: HttpRequest) -> HttpResponse:
    """Open a unit that nobody asked for, for instance from the register of enterprises."""
    form = OpenUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_unit(by=request.user, administrator=form.administrator, **form.facts)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("%(name)s 已开通。") % {"name": made.name})
            return redirect("review:units")
    return render(request, "review/new_unit.html", {"form": form})


def district_name(code: str) -> str:
    return code_set("gbt2260_divisions").label(code) if code else ""


def _facts(unit: Unit, *, in_full: bool = False) -> list[tuple[str, str]]:
    """What decides the routes of a unit's people (NB-68), and whom to ask."""
    phone = unit.contact_phone.removeprefix("+86")
    return [
        (_("统一社会信用代码"), unit.uscc),
        (_("隶属层级"), unit.get_level_display()),
        (_("单位性质"), unit.get_kind_display()),
        (_("单位所在地"), district_name(unit.location_district)),
        (_("纳税地"), district_name(unit.tax_district)),
        (_("地址"), unit.address),
        (_("人事负责人"), f"{unit.contact_name} {phone if in_full else mask_phone(phone)}"),
        (_("申请人"), unit.requested_by.name if unit.requested_by else ""),
    ]
