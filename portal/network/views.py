"""To the network and back: signing in, proving again who one is, signing out."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_not_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from portal.network import pages
from portal.network.leaving import end_by_network, way_out
from portal.network.provider import NetworkExchange, NetworkProvider
from portal.network.queries import provider_id
from portal.network.tokens import BadToken
from portal.people.choices import SignInMode
from portal.people.outside import of_session
from portal.people.queries import comes_by_network
from portal.people.requests import user_of

BAD_TOKEN, NOT_NOW = 400, 503


@login_not_required
@require_safe
@never_cache
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """Lead to the network's sign-in (HZ-06). With `again` even whoever is signed in gives the password there once more."""
    provider = _provider(request, kind)
    next_url, again = get_next_redirect_url(request), request.GET.get("again") == "yes"
    if request.user.is_authenticated and not again:
        return redirect(next_url or "/")
    try:
        return provider.lead_there(request, next_url=next_url, again=again and request.user.is_authenticated)
    except RequestException as fault:
        return pages.away(request, fault)


@login_not_required
@require_safe
@never_cache
def callback(request: HttpRequest, kind: str) -> HttpResponse:
    """Take back whom the network sends, once, and only into the browser that set out."""
    provider = _provider(request, kind)
    exchange = NetworkExchange(request, provider.app.provider_id)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(exchange)(request)
    except RequestException as fault:  # before the library begins to look for faults
        return pages.away(request, fault)
    return answer


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the network's sign-in in the place of the portal's own page; a form that somebody sends there is of no use."""
    return pages.sign_in(request, next_url=get_next_redirect_url(request))


def prove_again(request: HttpRequest) -> HttpResponse:
    kind = SignInMode.UNIT if user_of(request).is_legal_person else SignInMode.PERSON
    return redirect(pages.begin_url(kind.value, next_url=get_next_redirect_url(request), again=True))


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here, whatever the network says, and go on to end the one there."""
    kept = of_session(request)
    get_adapter(request).logout(request)
    if not kept:
        return redirect("/")
    address = way_out(kept, back=request.build_absolute_uri("/"))
    return pages.leaving(request, address) if address else pages.left_here(request)


@login_not_required
@csrf_exempt
@require_POST
@sensitive_post_parameters()
def ended(request: HttpRequest, kind: str) -> HttpResponse:
    """The network itself says that somebody has signed out there; its signature stands in the place of a session."""
    if not comes_by_network():
        raise Http404
    try:
        end_by_network(kind, request.POST.get("logout_token", ""))
    except BadToken:
        return _plain(BAD_TOKEN)
    except RequestException:
        return _plain(NOT_NOW)
    return _plain(200)


def _plain(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})


def _provider(request: HttpRequest, kind: str) -> NetworkProvider:
    """Return the tenant's own network. Raises Http404 where there is none, or where it is not set up."""
    if not comes_by_network():
        raise Http404
    try:
        found: NetworkProvider = get_social_adapter(request).get_provider(request, provider_id(kind))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return found
