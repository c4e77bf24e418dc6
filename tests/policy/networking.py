"""The part of the world that belongs to an account network: these portals have clients at one, and nobody comes by it."""

from __future__ import annotations

from portal.network.models import NetworkClient

OF_NETWORK = ("network:begin", "network:callback", "network:ended")
ACCOUNT_KIND = "person"
NOBODY = "http://localhost:9"
NEW_CLIENT = {"kind": "person", "issuer": NOBODY, "client_id": "new", "secret": "of the tests", "is_active": "on"}


def make_client() -> NetworkClient:
    client: NetworkClient = NetworkClient.objects.create(kind="unit", issuer=NOBODY, client_id="units")
    return client
