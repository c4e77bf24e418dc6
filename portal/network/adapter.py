"""Where the library's exchange meets this portal: its clients, its questions, and who is let in at the end."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from requests import RequestException

from portal.audit.choices import Kind
from portal.audit.services import record_event
from portal.network import arriving, pages
from portal.network.asking import BoundedSession
from portal.network.claims import PersonClaims, read_claims
from portal.network.queries import PROVIDER, active_clients, app_of, known_accounts, provider_id, session_key
from portal.network.tokens import BadToken
from portal.network.words import NetworkWords, network_words
from portal.people.models import User
from portal.people.outside import KEY
from portal.people.requests import user_of
from portal.policy import Refused

logger = logging.getLogger(__name__)


class NetworkAdapter(DefaultSocialAccountAdapter):
    """Knows the clients of the tenant whose host was asked for, and no others."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        apps = [app_of(client) for client in active_clients()]
        wanted = [app for app in apps if provider in (None, PROVIDER, app.provider_id)]
        return [app for app in wanted if client_id in (None, app.client_id)]

    def get_requests_session(self) -> BoundedSession:
        return BoundedSession()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """The account is found or made in `pre_social_login`; this one stands in for it until then."""
        user: User = sociallogin.user
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the network vouches for; the library goes on with the account that is set here."""
        state = sociallogin.state.get("data") or {}
        if not constant_time_compare(str(state.get("nonce")), str(sociallogin.said.get("nonce"))):
            raise BadToken("nonce")
        if state.get("again"):
            raise ImmediateHttpResponse(_prove_again(request, sociallogin))
        try:
            sociallogin.user = _arrived(request, sociallogin)
        except Refused as refusal:
            _note_refusal(sociallogin, refusal.reason)
            raise ImmediateHttpResponse(pages.refused(request, refusal.reason)) from None
        _begin_anew(request, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer every fault of the exchange with a page that says what to do."""
        raise ImmediateHttpResponse(_failed(request, error, exception))


def _failed(request: HttpRequest, error: str | None, exception: Exception | None) -> HttpResponse:
    if isinstance(exception, RequestException):
        return pages.away(request, exception)
    if error == AuthError.CANCELLED:
        return pages.cancelled(request)
    if isinstance(exception, BadToken):
        # Whoever shapes tokens has a code of the network: rare enough to be written down each time.
        words = {"fault": str(exception)}
        record_event(action="network.refused", target="network", kind=Kind.REFUSAL, detail=words)
    logger.warning("A sign-in by the network was not completed: %s", exception or error)
    return pages.failed(request)


def _arrived(request: HttpRequest, login: SocialLogin) -> User:
    words = _words()
    kind = login.provider.app.settings["kind"]
    claims = read_claims(kind, login.more, words)
    if not isinstance(claims, PersonClaims):
        return arriving.unit_arrives(claims)
    if claims.level not in words.levels:
        raise ImmediateHttpResponse(
            pages.upgrade(request, claims.upgrade_url or words.upgrade_url, next_url=login.state.get("next"))
        )
    return arriving.person_arrives(claims)


def _words() -> NetworkWords:
    words = network_words()
    if words is None:
        raise Refused(_("本门户不用账号网络登录。"))
    return words


def _begin_anew(request: HttpRequest, login: SocialLogin) -> None:
    """Whoever was signed in here before leaves; the session keeps what signs out at the network, and how fresh this is."""
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    _keep(request, login)
    if is_fresh(login.said):
        _record_proof(request, login.user)


def _prove_again(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """Count a sign-in at the network as a proof, if it is of this person and of this moment."""
    kind = login.provider.app.settings["kind"]
    is_own = request.user.is_authenticated and known_accounts(kind, login.account.uid).filter(user=user_of(request))
    if not is_own:
        return pages.refused(request, _("刚才登录的是另一个账号，不能用来确认本人。请用您自己的账号再试一次。"))
    if not is_fresh(login.said):
        return pages.refused(request, _("账号网络没有让您再次登录，不能确认是您本人。请再试一次。"))
    _keep(request, login)
    _record_proof(request, user_of(request))
    return redirect(login.state.get("next") or "/")


def _keep(request: HttpRequest, login: SocialLogin) -> None:
    kind = login.provider.app.settings["kind"]
    request.session[KEY] = {
        "kind": kind,
        "id_token": login.id_token,
        "key": session_key(kind, str(login.said.get("sid") or "")),
    }


def _record_proof(request: HttpRequest, user: User) -> None:
    record_authentication(request, user, method="socialaccount", reauthenticated=True)


def is_fresh(said: dict[str, Any]) -> bool:
    """Whether the person has just given the password there, and did not only come back with an open session."""
    at = said.get("auth_time")
    return isinstance(at, int) and time.time() - at < app_settings.REAUTHENTICATION_TIMEOUT


def _note_refusal(login: SocialLogin, reason: str) -> None:
    """Write down that somebody was turned away, under their account where they have one; what they are called is not said."""
    known = known_accounts(login.provider.app.settings["kind"], login.account.uid).select_related("user").first()
    record_event(
        action="network.refused",
        target=known.user if known else provider_id(login.provider.app.settings["kind"]),
        actor=known.user if known else None,
        kind=Kind.REFUSAL,
        words=reason,
    )
