"""The bureau's own desks: objections, the blacklist, and taking a recognition back (NB-84, NB-85, NB-99…102)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications.choices import State
from applications.queries import case_by_public_id
from portal.policy import Overtaken, Refused
from portal.writes.answers import conflict
from review.choices import ObjectionState
from review.forms.bureau import ListingForm, ReasonForm, ResolveForm
from review.policies import may_manage_blacklist, may_open_revocation, may_resolve_objections, may_revoke
from review.queries.people import any_listing_by_public_id, listing_by_public_id, listings
from review.queries.publicity import objection_by_public_id, objections
from review.services.objecting import resolve_objection
from review.services.viewing import reveal_objector
from review.services.withdrawing import lift_listing, list_person, revoke_recognition
from review.views.access import for_those_who, from_the_page, or_404

PAGE_SIZE = 20


@require_safe
@for_those_who(may_resolve_objections)
def objection_desk(request: HttpRequest) -> HttpResponse:
    """The objections to be looked into, and those that were."""
    settled = request.GET.get("settled") == "1"
    found = objections("" if settled else ObjectionState.OPEN)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "review/objections.html", {"page": page, "settled": settled})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_resolve_objections)
def resolve(request: HttpRequest, public_id: str) -> HttpResponse:
    """One objection and the bureau's conclusion."""
    objection = or_404(objection_by_public_id, public_id)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        upheld = form.cleaned_data["outcome"] == ObjectionState.UPHELD
        try:
            resolve_objection(
                objection_id=objection.pk,
                user=request.user,  # type: ignore[arg-type]
                upheld=upheld,
                words=form.cleaned_data["words"],
            )
        except Refused as refusal:
            url = reverse("review:resolve", args=[public_id])
            return conflict(request, refusal.reason, url=url, kept=form.cleaned_data["words"])
        messages.success(request, _("异议已处理，结论已记录。"))
        return redirect("review:objections")
    return render(request, "review/resolve.html", {"objection": objection, "form": form})


@from_the_page("review:resolve")
@never_cache
@for_those_who(may_resolve_objections)
def reveal_contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show once how to reach who objected; the view is logged first."""
    objection = or_404(objection_by_public_id, public_id)
    reveal_objector(objection=objection, user=request.user)  # type: ignore[arg-type]
    return render(request, "review/resolve.html", {"objection": objection, "form": ResolveForm(), "in_full": True})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_manage_blacklist)
def blacklist(request: HttpRequest) -> HttpResponse:
    """Who may not apply, and the form that lists a person (NB-100)."""
    form = ListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            list_person(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except Overtaken as lost:
            return conflict(request, lost.reason, url=reverse("review:blacklist"), kept=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("已列入黑名单；该人员不能再申报，直至解除。"))
            return redirect("review:blacklist")
    lifted = request.GET.get("lifted") == "1"
    page = Paginator(listings(lifted=lifted), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "review/blacklist.html", {"form": form, "page": page, "lifted": lifted})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_manage_blacklist)
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a person off the list, with the reason."""
    entry = or_404(any_listing_by_public_id if request.method == "POST" else listing_by_public_id, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift_listing(entry_id=entry.pk, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except Overtaken as lost:
            return conflict(request, lost.reason, url=reverse("review:blacklist"))
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("已解除 %(name)s 的黑名单记录。") % {"name": entry.name})
            return redirect("review:blacklist")
    return render(request, "review/lift.html", {"entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_revoke)
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a recognition back; the certificate verifies as revoked from that moment (NB-99, NB-101)."""
    application = or_404(case_by_public_id, public_id)
    if not may_open_revocation(request.user, application):  # type: ignore[arg-type]
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_recognition(application_id=application.pk, user=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except Overtaken as lost:
            url = reverse("review:case", args=[public_id])
            return conflict(request, lost.reason, url=url, kept=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("已撤销 %(name)s 的认定。") % {"name": application.applicant_name})
            return redirect("review:case", public_id=public_id)
    context = {"application": application, "form": form, "can_revoke": application.state == State.APPROVED}
    return render(request, "review/revoke.html", context)
