"""Where units stand in the menus, and what leads people to certify theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people import landing
from portal.people.centre import CERTIFICATIONS, register_entry
from portal.tenants.remembering import remembered
from portal.tenants.scope import current_tenant_or_none
from portal.ui.help import register_help
from portal.ui.home import NextStep, register_next_steps
from portal.ui.nav import PERSON, NavItem, register_nav, signed_in
from units.policies import units_arrive_by_network, units_certify_themselves
from units.queries import BY_LICENCE, BY_NETWORK, units_of

HELP = {
    1: ["units:request", "units:search"],
    2: ["units:desk", "units:detail", "units:change", "units:add_administrator", "units:remove_administrator"],
    7: ["units:certifications", "units:certification", "units:licence"],
}
"""Which parts of the unit's guide are about which pages."""


def register() -> None:
    register_help("unit", HELP)
    register_nav(NavItem(_("我的单位"), "units:desk", shown_to=may_have_units, group=PERSON, order=40))
    register_entry(_("单位认证"), "units:certifications", 10, shown_to=certifies, heading=CERTIFICATIONS)
    register_next_steps(unit_to_certify)


def may_have_units(user: Any) -> bool:
    """Where units come by an account of their own, nobody else's account is one's."""
    if not signed_in(user) or current_tenant_or_none() is None:
        return signed_in(user)
    return user.is_legal_person or not remembered(BY_NETWORK, units_arrive_by_network)


def certifies(_person: Any) -> bool:
    """Every page of the centre asks."""
    return remembered(BY_LICENCE, units_certify_themselves)


def unit_to_certify(request: HttpRequest) -> list[NextStep]:
    """Where units open themselves, whoever acts for none is led to the licence first (CY-21)."""
    user: Any = request.user
    if not units_certify_themselves() or user.is_staff or units_of(user).exists():
        return []
    if landing.place_of(user, landing.UNIT) is not None:  # an office's desk
        return []
    text = gettext("办理单位事项，请先上传营业执照认证单位。")
    return [NextStep(text, reverse("units:certifications"), _("单位认证"), "warn")]
