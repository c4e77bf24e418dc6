"""Name and document of an account that was opened by a number alone (CY-11, CY-21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.audit.services import record_refusal
from portal.people import services
from portal.people.identity_forms import IdentityForm, NameForm
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.people.policies import may_name_oneself_reason, may_state_identity_reason
from portal.people.queries import has_one_form
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@login_required
@never_cache
@sensitive_post_parameters()
def identity(request: HttpRequest) -> HttpResponse:
    """人才认证: asks for name and document once, and shows them masked afterwards."""
    person = user_of(request)
    reason = may_state_identity_reason(person)
    if request.method == "POST":
        if reason:
            return conflict(request, reason, url=reverse("people:identity"))
        return _state_identity(request, person)
    form = None if reason else IdentityForm(initial={"name": person.name if person.is_named else ""})
    return _shown(request, person, form, reason or "")


def _state_identity(request: HttpRequest, person: User) -> HttpResponse:
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _shown(request, person, form)
    if not ratelimit.consume(request, action="identity", user=person):
        form.add_error(None, _("尝试次数过多，请一小时后再试，或联系本门户的咨询电话。"))
        return _shown(request, person, form)
    return _written(
        request,
        form,
        lambda: services.state_identity(person=person, **form.cleaned_data),
        done=_("姓名和证件已登记，人才认证已通过。"),
        refused=lambda: _shown(request, person, form),
    )


def _shown(request: HttpRequest, person: User, form: IdentityForm | None, reason: str = "") -> HttpResponse:
    found = {
        "person": person,
        "form": form,
        "reason": reason,
        "id_number": mask_id_number(person.id_number),
        "has_one_form": has_one_form(),
    }
    return render(request, "people/identity.html", found)


@require_http_methods(METHODS)
@login_required
@never_cache
def name(request: HttpRequest) -> HttpResponse:
    """Takes the name of who has none yet; everybody else is led to their profile."""
    person = user_of(request)
    reason = may_name_oneself_reason(person)
    if reason and request.method == "POST":
        return conflict(request, reason, url=reverse("people:profile"))
    if reason:
        return redirect("people:profile")
    form = NameForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/name.html", {"form": form})
    return _written(
        request,
        form,
        lambda: services.state_name(person=person, name=form.cleaned_data["name"]),
        done=_("姓名已登记。"),
        refused=lambda: render(request, "people/name.html", {"form": form}),
    )


def _written(
    request: HttpRequest,
    form: forms.Form,
    write: Callable[[], Any],
    *,
    done: str,
    refused: Callable[[], HttpResponse],
) -> HttpResponse:
    """Write; a refusal stands in the form, which keeps what was typed, and goes on record."""
    try:
        write()
    except Refused as refusal:
        record_refusal(target=user_of(request), actor=user_of(request), reason=refusal.reason)
        form.add_error(None, refusal.reason)
        return refused()
    messages.success(request, done)
    return redirect("people:profile")
