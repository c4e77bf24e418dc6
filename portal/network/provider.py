"""The account network as the library that runs the exchange knows it (OpenID Connect Core 1.0, code flow with PKCE).

The library keeps and checks the state and the code's verifier. What it leaves open is done here: the tokens are checked
whole, nothing of what they say is stored, and no question waits long for its answer.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.network.asking import NetworkAway, ask_for_json
from portal.network.knowing import configuration
from portal.network.queries import PROVIDER
from portal.network.tokens import BadToken, check_id_token

SCOPE = ["openid", "identity"]


class NetworkExchange(OpenIDConnectOAuth2Adapter):
    """One sign-in: from the code that came back to what the network says about whoever brought it."""

    @property
    def app(self) -> SocialApp:
        app: SocialApp = self.get_provider().app
        return app

    @property
    def openid_config(self) -> dict[str, Any]:
        return configuration(self.app.settings["server_url"])

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("network:callback", args=[app.settings["kind"]]))

    def get_access_token_data(self, *given: Any, **more: Any) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().get_access_token_data(*given, **more)
        except KeyError as fault:  # the library counts on headers that an odd answer lacks
            raise NetworkAway(f"no {fault}") from None
        return data

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """The token is used for one question, and how long it would be good does not matter."""
        if not isinstance(data["access_token"], str):
            raise BadToken("access_token")
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **given: Any) -> SocialLogin:
        """Return who it is. Raises BadToken for what does not hold together, NetworkAway where nobody answers."""
        raw = given["response"].get("id_token")
        said = check_id_token(raw, issuer=app.settings["server_url"], client_id=app.client_id)
        more = ask_for_json(self.profile_url, headers={"Authorization": f"Bearer {token.token}"})
        if more.get("sub") != said["sub"]:
            raise BadToken("userinfo")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, said)
        login.id_token, login.said, login.more = raw, said, said | more
        return login


class NetworkProvider(OpenIDConnectProvider):
    id = PROVIDER
    oauth2_adapter_class = NetworkExchange
    pkce_enabled_default = True
    supports_token_authentication = False

    def lead_there(self, request: HttpRequest, *, next_url: str | None, again: bool) -> HttpResponse:
        """Lead to the network's own sign-in; `again` asks even whoever is signed in there. Raises NetworkAway."""
        nonce = secrets.token_urlsafe(24)
        # A session there that is older than any here may be counts for nothing; and the token says how old it is.
        asked = {"nonce": nonce, "max_age": str(settings.SESSION_HOURS * 60 * 60)}
        asked |= {"prompt": "login", "max_age": "0"} if again else {}
        kept = {"nonce": nonce, "again": again}
        answer: HttpResponse = self.redirect(request, "login", next_url=next_url, data=kept, auth_params=asked)
        return answer

    def get_default_scope(self) -> list[str]:
        return SCOPE

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: what identifies a person lies sealed in the account, and nowhere else."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


provider_classes = [NetworkProvider]
