"""By which clients the current tenant is known to its account network, and whose accounts there are known here."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from portal.network.models import NetworkClient
from portal.people.models import User
from portal.people.queries import people
from portal.people.sign_in_models import OpenSession
from portal.tenants.scope import current_tenant

PROVIDER = "network"


def provider_id(kind: str) -> str:
    """Return how accounts of this kind are called in the current tenant: no other tenant's are called so."""
    return f"{current_tenant().slug}:{kind}"


def active_clients() -> QuerySet[NetworkClient]:
    return NetworkClient.objects.filter(is_active=True)


def active_client(kind: str) -> NetworkClient | None:
    """Return the client of legal persons or of individuals; None where sign-in is not set up yet."""
    client: NetworkClient | None = active_clients().filter(kind=kind).first()
    return client


def app_of(client: NetworkClient) -> SocialApp:
    """Return the client as the library takes it: made anew each time, and never stored."""
    return SocialApp(
        provider=PROVIDER,
        provider_id=provider_id(client.kind),
        name=client.get_kind_display(),
        client_id=client.client_id,
        secret=client.secret,
        settings={"server_url": client.issuer, "oauth_pkce_enabled": True, "kind": client.kind},
    )


def known_accounts(kind: str, sub: str) -> QuerySet[SocialAccount]:
    return SocialAccount.objects.filter(provider=provider_id(kind), uid=sub)


def owner_of(kind: str, *, sub: str, sid: str) -> User | None:
    """Return whose account or whose session at the network this is; None for nobody's of this tenant."""
    if sub:
        known = known_accounts(kind, sub).select_related("user").first()
        return known.user if known else None
    session = OpenSession.objects.filter(network_key=session_key(kind, sid)).first() if sid else None
    return people().filter(pk=session.person_id).first() if session else None


def session_key(kind: str, sid: str) -> str:
    """Return the keyed hash of a session's name at the network, by which it is found again; empty without one."""
    if not sid:
        return ""
    return salted_hmac("portal.network.session", f"{provider_id(kind)} {sid}", algorithm="sha256").hexdigest()
