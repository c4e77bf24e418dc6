"""The bureau decides which unit an account of the former site belongs to, where the credit code alone does not say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.writes.answers import conflict
from review.forms.claims import EvidenceForm, FindAccountForm, GiveAccountForm
from review.policies import may_settle_claims
from review.queries.claims import facts_of, rows_of
from review.views.access import for_those_who, or_404
from units.models import LegacyUnit
from units.queries import account_by_public_id, disputed_accounts, find_accounts
from units.services.claiming import give_account, set_account_aside

PAGE_SIZE = 20
MOST_FOUND = 50


@require_safe
@never_cache
@for_those_who(may_settle_claims)
def old_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of which several have a unit's code; others are found by their name."""
    form = FindAccountForm(request.GET if "q" in request.GET else None)
    sought = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(disputed_accounts(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page),
        "sought": sought,
        "found": rows_of(find_accounts(sought)[:MOST_FOUND]) if sought else [],
    }
    return render(request, "review/old_accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_those_who(may_settle_claims)
def old_account(request: HttpRequest, public_id: str) -> HttpResponse:
    """One account: give it to a unit, or to none, each with what the decision rests on."""
    account = or_404(account_by_public_id, public_id)
    if request.method != "POST":
        return _show(request, account)
    if request.POST.get("decision") == "set_aside":
        return _set_aside(request, account)
    return _give(request, account)


def _give(request: HttpRequest, account: LegacyUnit) -> HttpResponse:
    form = GiveAccountForm(request.POST, prefix="give")
    if not form.is_valid():
        return _show(request, account, give_form=form, status=422)
    unit, reason = form.cleaned_data["unit"], form.cleaned_data["reason"]
    try:
        give_account(legacy=account, unit=unit, by=user_of(request), reason=reason, seen=request.POST.get("seen", ""))
    except Overtaken as lost:
        return conflict(request, lost.reason, url=_address(account))
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return _show(request, account, give_form=form, status=422)
    messages.success(request, _("账号“%(account)s”已归入%(unit)s。") % {"account": account.account, "unit": unit.name})
    return redirect("review:old_accounts")


def _set_aside(request: HttpRequest, account: LegacyUnit) -> HttpResponse:
    form = EvidenceForm(request.POST, prefix="aside")
    if not form.is_valid():
        return _show(request, account, aside_form=form, status=422)
    reason, seen = form.cleaned_data["reason"], request.POST.get("seen", "")
    try:
        set_account_aside(legacy=account, by=user_of(request), reason=reason, seen=seen)
    except Refused as refusal:
        return conflict(request, refusal.reason, url=_address(account))
    messages.success(request, _("已记录：账号“%(account)s”不归入任何单位。") % {"account": account.account})
    return redirect("review:old_accounts")


def _show(request: HttpRequest, account: LegacyUnit, *, status: int = 200, **forms: Any) -> HttpResponse:
    row = rows_of([account])[0]
    context = {
        "account": account,
        "row": row,
        "rows": [
            (_("旧系统账号"), account.account),
            (_("登记的统一社会信用代码"), account.uscc or _("没有填写")),
            (_("该代码的单位"), row.unit.name if row.unit else _("没有已登录的单位")),
            (_("账号下的申报"), _("%(count)d 件") % {"count": row.cases}),
            *facts_of(account),
        ],
        "give_form": GiveAccountForm(prefix="give", initial={"unit": row.unit.uscc if row.unit else ""}),
        "aside_form": EvidenceForm(prefix="aside"),
    }
    return render(request, "review/old_account.html", context | forms, status=status)


def _address(account: LegacyUnit) -> str:
    return reverse("review:old_account", args=[account.public_id])
