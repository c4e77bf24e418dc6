"""Keyed hashes by which people are found: their phone number, and the number of their identity document."""

from __future__ import annotations

from portal.people.phone import normalise_phone
from portal.sealing.seals import lookup_key

PHONE = "phone"
ID_NUMBER = "id_number"


def phone_key(phone: str) -> str:
    """Return what the current tenant finds this number by, however it is written. Raises BadPhone."""
    return lookup_key(normalise_phone(phone), purpose=PHONE)


def id_number_key(number: str) -> str:
    """Return what the current tenant finds this document by; the number must be in its checked form."""
    return lookup_key(number, purpose=ID_NUMBER)
