"""Changing how a portal looks: by its administrators, and once from the tenant's own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.audit.services import record_event
from portal.tenants.emblems import Picture
from portal.tenants.look_models import Emblem
from portal.tenants.models import Tenant

WORDS = ("slogan_zh", "slogan_en", "footer_zh", "footer_en")


@dataclass(frozen=True)
class Look:
    """What a tenant's file says of it. Empty is: as any portal looks."""

    colour: str = ""
    emblem: Picture | None = None
    slogan_zh: str = ""
    slogan_en: str = ""
    footer_zh: str = ""
    footer_en: str = ""


@transaction.atomic
def save_tenant(*, tenant: Tenant, by: Any, emblem: Picture | None = None, without_emblem: bool = False) -> None:
    """Write a tenant's names, address and look, as its clerk has edited them; with a picture its emblem is exchanged."""
    if emblem is not None:
        _keep_emblem(tenant, emblem)
    elif without_emblem:
        _drop_emblem(tenant)
    tenant.save()
    detail = {"name": tenant.name_zh, "colour": tenant.colour, "emblem": tenant.emblem_version}
    record_event(action="tenant.changed", target=tenant, actor=by, detail=detail)


@transaction.atomic
def fill_look(*, tenant: Tenant, look: Look) -> bool:
    """Give the current tenant this look where it has none of its own yet; return whether it was given."""
    if tenant.has_own_look:
        return False
    if look.emblem is not None:
        _keep_emblem(tenant, look.emblem)
    tenant.colour = look.colour
    for name in WORDS:
        setattr(tenant, name, getattr(look, name))
    tenant.save()
    return tenant.has_own_look


def _keep_emblem(tenant: Tenant, picture: Picture) -> None:
    values = {"content": picture.content, "content_type": picture.content_type, "sha256": picture.sha256}
    Emblem.objects.update_or_create(tenant=tenant, defaults=values)
    tenant.emblem_version, tenant.emblem_type = picture.sha256[:12], picture.content_type


def _drop_emblem(tenant: Tenant) -> None:
    Emblem.objects.filter(tenant=tenant).delete()
    tenant.emblem_version = tenant.emblem_type = ""
