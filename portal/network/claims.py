"""What the network says about somebody who arrives, under the names that the tenant's file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.network.words import NetworkWords
from portal.people.choices import SignInMode
from portal.policy import Refused

LONGEST = 500


@dataclass(frozen=True)
class PersonClaims:
    """An individual, by their document (HZ-08) and the level to which the network knows them (HZ-09)."""

    sub: str
    name: str
    id_type: str
    id_number: str
    level: str
    phone: str
    upgrade_url: str


@dataclass(frozen=True)
class UnitClaims:
    """A legal person, by its unified social credit code (HZ-07)."""

    sub: str
    name: str
    uscc: str


def read_claims(kind: str, said: Mapping[str, Any], words: NetworkWords) -> PersonClaims | UnitClaims:
    """Return what is said. Raises Refused for an account of the other kind."""

    def value(key: str) -> str:
        found = said.get(words.claims.get(key, key), "")
        return found.strip() if isinstance(found, str) and len(found) <= LONGEST else ""

    if value("account_kind") != kind:
        raise Refused(_other_kind(kind, words))
    if kind == SignInMode.UNIT:
        return UnitClaims(said["sub"], value("unit_name"), value("uscc"))
    return PersonClaims(
        sub=said["sub"],
        name=value("name"),
        id_type=value("id_type"),
        id_number=value("id_number"),
        level=value("real_name_level"),
        phone=value("phone_number"),
        upgrade_url=value("upgrade_url"),
    )


def _other_kind(kind: str, words: NetworkWords) -> str:
    if kind == SignInMode.UNIT:
        said = _("这是%(network)s的个人账号，不能作为单位登录。请回到登录页，点“%(button)s”。")
        return said % {"network": words.name, "button": words.person.button}
    said = _("这是%(network)s的法人账号，不能作为个人登录。请回到登录页，点“%(button)s”。")
    return said % {"network": words.name, "button": words.unit.button}
