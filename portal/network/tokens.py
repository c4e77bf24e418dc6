"""The network's signed tokens: who somebody is (OpenID Connect Core 1.0, 3.1.3.7), and that they have signed out there."""

from __future__ import annotations

import time
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import caches

from portal.network.knowing import ALGORITHM, signing_key

LEEWAY = 60
"""Seconds by which two clocks may differ."""

OLDEST = 600
"""Seconds for which a token is fresh: it comes at once, whatever the server lets it live."""

LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_NAME = 191


class BadToken(OAuth2Error):
    """The token is not this network's, not for this client, not of this moment, or was changed."""


def check_id_token(raw: Any, *, issuer: str, client_id: str) -> dict[str, Any]:
    """Return what the token says. Raises BadToken, or NetworkAway where the keys cannot be had."""
    said = _decoded(raw, issuer=issuer, client_id=client_id, needed=["iss", "sub", "aud", "exp", "iat"])
    azp = said.get("azp")
    if (azp is None and isinstance(said["aud"], list) and len(said["aud"]) > 1) or azp not in (None, client_id):
        raise BadToken("azp")
    if not isinstance(said["sub"], str) or not 0 < len(said["sub"]) <= LONGEST_NAME:
        raise BadToken("sub")
    return said


def check_logout_token(raw: Any, *, issuer: str, client_id: str) -> dict[str, Any]:
    """Return whose session has ended (OpenID Connect Back-Channel Logout 1.0, 2.6). Raises BadToken or NetworkAway."""
    said = _decoded(raw, issuer=issuer, client_id=client_id, needed=["iss", "aud", "exp", "iat", "jti", "events"])
    if "nonce" in said or not isinstance(said["events"], dict) or not isinstance(said["events"].get(LOGOUT), dict):
        raise BadToken("events")
    names = [said.get("sub"), said.get("sid")]
    if not any(names) or not all(isinstance(name, str | None) for name in names):
        raise BadToken("sub")
    if not caches["default"].add(f"network-logout:{issuer}:{said['jti']}", True, OLDEST + 2 * LEEWAY):
        raise BadToken("jti")
    return said


def _decoded(raw: Any, *, issuer: str, client_id: str, needed: list[str]) -> dict[str, Any]:
    """Check signature, issuer, audience and time."""
    try:
        header = jwt.get_unverified_header(raw)
        key = signing_key(issuer, str(header.get("kid"))) if header.get("alg") == ALGORITHM else None
        if key is None:
            raise BadToken("key")
        given: dict[str, Any] = {"algorithms": [ALGORITHM], "audience": client_id, "issuer": issuer, "leeway": LEEWAY}
        said: dict[str, Any] = jwt.decode(raw, key, options={"require": needed}, **given)
    except (jwt.PyJWTError, TypeError) as fault:
        raise BadToken(type(fault).__name__) from None
    if time.time() - said["iat"] > OLDEST + LEEWAY:
        raise BadToken("iat")
    return said
