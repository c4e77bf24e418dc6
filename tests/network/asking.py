"""A portal as the network sees it, in a few lines: what it asks, and how it trades the code for tokens."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests

from tests.network.people import SECRET, client_of

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The pair of RFC 7636, appendix B."""


@dataclass
class Asking:
    """One client, `person` or `unit`, of the portal at `home`."""

    issuer: str
    kind: str
    home: str = "http://portal.localhost:9"
    about: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = client_of(self.kind, self.home, **self.about)
        self.credentials = (self.client["client_id"], SECRET)

    def url(self, **other: str) -> str:
        """Return where the portal would send a browser that wants to sign in."""
        asked = {
            "client_id": self.client["client_id"],
            "redirect_uri": self.client["redirect_uris"][0],
            "response_type": "code",
            "scope": "openid identity",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return f"{self.issuer}/auth?{urlencode({key: value for key, value in (asked | other).items() if value})}"

    def trade(self, callback: str, *, verifier: str = VERIFIER, by: tuple[str, str] | None = None) -> requests.Response:
        """Send the code of the callback's address to the network."""
        form = self.form_of(callback) | {"code_verifier": verifier}
        return requests.post(f"{self.issuer}/token", data=form, auth=by or self.credentials, timeout=20)

    def form_of(self, callback: str) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "code": answer_of(callback)["code"],
            "redirect_uri": self.client["redirect_uris"][0],
            "code_verifier": VERIFIER,
        }

    def claims(self, token: str) -> dict[str, Any]:
        """Return what the id_token says, after its signature, issuer, audience and time were checked."""
        keys = jwt.PyJWKSet.from_dict(requests.get(f"{self.issuer}/jwks", timeout=20).json())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return jwt.decode(token, key, algorithms=["RS256"], audience=self.client["client_id"], issuer=self.issuer)

    def userinfo(self, access_token: str) -> dict[str, Any]:
        heading = {"Authorization": f"Bearer {access_token}"}
        found: dict[str, Any] = requests.get(f"{self.issuer}/me", headers=heading, timeout=20).json()
        return found

    def sign_out_url(self, id_token: str, **other: str) -> str:
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": f"{self.home}/", "state": "gone"}
        return f"{self.issuer}/session/end?{urlencode(asked | other)}"


def answer_of(callback: str) -> dict[str, str]:
    """Return what the network added to the portal's address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(callback).query).items()}
