"""The address in a certificate's QR code: built here and read here, so that both agree."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

from portal.tenants.address import address_of
from portal.tenants.models import Tenant

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def verification_address(tenant: Tenant, token: str) -> str:
    """Return the absolute address that answers for the certificate with this token."""
    return address_of(tenant) + reverse("certificates:verify_token", args=[token])


def form_address(address: str) -> str:
    """Return the page where a number can be typed in, as short as people write it, for a certificate's address."""
    return urljoin(address, "..").partition("://")[2].rstrip("/")


def token_in(text: str) -> str | None:
    """Return the token of a verification address that somebody pasted, or None for any other text."""
    path = urlsplit(text.strip()).path if "://" in text else ""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.kwargs["token"] if match.view_name == "certificates:verify_token" else None


def is_token(text: str) -> bool:
    """Whether the text could be a token at all; anything else is not looked for."""
    return TOKEN.fullmatch(text) is not None
