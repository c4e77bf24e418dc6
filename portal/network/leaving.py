"""Signing out in both places: here and at the network, whichever is left first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import jwt
from django.db import transaction
from requests import RequestException

from portal.audit.choices import Kind
from portal.audit.services import record_event
from portal.network.knowing import configuration
from portal.network.models import NetworkClient
from portal.network.queries import active_client, owner_of
from portal.network.tokens import check_logout_token
from portal.people.models import User
from portal.people.services import end_other_sessions
from portal.people.sign_in_models import OpenSession

IDENTITY = ("name", "id_number", "phone_number", "uscc")


def way_out(kept: dict[str, Any], *, back: str) -> str | None:
    """Return where to sign out at the network (OpenID Connect RP-Initiated Logout 1.0); None if it does not answer."""
    client = active_client(kept.get("kind", ""))
    if client is None:
        return None
    try:
        end = configuration(client.issuer).get("end_session_endpoint")
    except RequestException:
        return None
    return f"{end}?{urlencode(_query(client, kept, back))}" if end else None


def _query(client: NetworkClient, kept: dict[str, Any], back: str) -> dict[str, str]:
    """The token says who leaves, so that the network need not ask. One that names the person is not put into an address."""
    hint = {} if _names_somebody(kept["id_token"]) else {"id_token_hint": kept["id_token"]}
    return hint | {"client_id": client.client_id, "post_logout_redirect_uri": back}


def _names_somebody(token: str) -> bool:
    said = jwt.decode(token, options={"verify_signature": False})
    return any(said.get(one) for one in IDENTITY)


@transaction.atomic
def end_by_network(kind: str, token: str) -> User | None:
    """End every session of the account that has signed out at the network (Back-Channel Logout 1.0); None for nobody's.

    Raises BadToken for a token that is not this network's, or was used, and NetworkAway where that cannot be found out.
    """
    client = active_client(kind)
    if client is None:
        return None
    said = check_logout_token(token, issuer=client.issuer, client_id=client.client_id)
    person = owner_of(kind, sub=said.get("sub") or "", sid=said.get("sid") or "")
    if person is not None:
        end_other_sessions(person=person)
        OpenSession.objects.filter(person=person).delete()
        detail = {"kind": kind}
        record_event(action="network.signed_out", target=person, actor=person, detail=detail, kind=Kind.SIGN_IN)
    return person
