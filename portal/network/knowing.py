"""What the network's server says about itself (OpenID Connect Discovery 1.0), and the keys it signs with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import jwt
from django.core.cache import caches

from portal.network.asking import NetworkAway, ask_for_json

SECONDS = 300
"""For so long an answer is good: a sign-in asks twice, and the server need not be asked each time."""

APART = 30
"""Seconds between two looks for a key that nobody knows: whoever invents names of keys must not keep the server busy."""

NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
ALGORITHM = "RS256"


def configuration(issuer: str, *, anew: bool = False) -> dict[str, Any]:
    """Return the server's addresses. Raises NetworkAway for no answer, or for one that another server would give."""
    key = f"network-configuration:{issuer}"
    known: dict[str, Any] | None = None if anew else caches["process"].get(key)
    if known is None:
        known = ask_for_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        _check(known, issuer)
        caches["process"].set(key, known, SECONDS)
    return known


def signing_key(issuer: str, kid: str) -> Any:
    """Return the public key of this name; one that is not known yet is looked for once more. None if there is none."""
    keys = _keys(issuer)
    if kid not in keys and caches["process"].add(f"network-keys-asked:{issuer}", True, APART):
        keys = _keys(issuer, anew=True)
    return jwt.PyJWK(keys[kid], ALGORITHM).key if kid in keys else None


def _check(found: dict[str, Any], issuer: str) -> None:
    if found.get("issuer") != issuer:
        raise NetworkAway("another issuer")
    ends = [*NEEDED, *(["end_session_endpoint"] if "end_session_endpoint" in found else [])]
    scheme = urlsplit(issuer).scheme
    if not all(isinstance(found.get(one), str) and urlsplit(found[one]).scheme == scheme for one in ends):
        raise NetworkAway("addresses are missing")


def _keys(issuer: str, *, anew: bool = False) -> dict[str, dict[str, Any]]:
    address = configuration(issuer)["jwks_uri"]
    key = f"network-keys:{address}"
    known: dict[str, dict[str, Any]] | None = None if anew else caches["process"].get(key)
    if known is None:
        found = ask_for_json(address).get("keys")
        known = {str(one["kid"]): one for one in found if _signs(one)} if isinstance(found, list) else {}
        caches["process"].set(key, known, SECONDS)
    return known


def _signs(key: Any) -> bool:
    """Whether this is a key for RSA signatures with a name."""
    return isinstance(key, dict) and key.get("kty") == "RSA" and "kid" in key and key.get("use", "sig") == "sig"
