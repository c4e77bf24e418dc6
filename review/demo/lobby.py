"""The demonstration's front page: the portals, and who can sign in to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from applications.models import SchemeVersion
from applications.queries import current_versions
from applications.renewing import standing_of
from portal.network.words import network_words
from portal.people.models import User
from portal.people.totp import code_at, current_counter, seconds_of_code
from portal.tenants.lobby import LobbySection
from portal.tenants.look_models import emblem_as_data
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.demo.accounts import PASSWORD, secret_of
from review.models import Seat
from units.models import UnitAdministrator

Row = Sequence[str | dict[str, str]]


def sections(request: HttpRequest) -> list[LobbySection]:
    """Return one section for each portal, with every role's accounts."""
    return [_section(tenant, request) for tenant in Tenant.objects.filter(is_active=True).order_by("id")]


def _section(tenant: Tenant, request: HttpRequest) -> LobbySection:
    host = tenant.hosts.order_by("id").first()
    address = f"{request.scheme}://{host.host if host else ''}:{request.get_port()}/"
    with tenant_scope(tenant):
        rows = [*_clerks(tenant), *_reviewers(), *_unit_people(), *_applicants(tenant)]
        text, emblem = _how_to_sign_in(), emblem_as_data()
    return LobbySection(
        title=tenant.name,
        text=text,
        emblem=emblem,
        headers=[_("身份"), _("登录名"), _("姓名、机构"), _("两步验证码")],
        refresh_after=seconds_of_code(),
        url=address,
        rows=rows,
    )


def _how_to_sign_in() -> str:
    words, password = network_words(), {"password": PASSWORD}
    if words is None:
        return (
            _(
                "所有账号的密码都是 %(password)s；管理员和审核人登录时还要输入表中的两步验证码，每 30 秒换一个，每个只能用一次。"
            )
            % password
        )
    return _(
        "所有人都用%(network)s的账号登录：演示自带一个账号服务器，在它的登录页点选账号即可，密码都是 %(password)s。"
        "单位管理员用法人账号，其他人用个人账号；管理员和审核人还要输入表中的两步验证码。"
    ) % {"network": words.name, **password}


def _clerks(tenant: Tenant) -> list[Row]:
    clerks = User.objects.filter(tenant=tenant, is_staff=True).order_by("id")
    return [[user.get_role_display(), user.login_name or "", user.name, _code(user)] for user in clerks]


def _reviewers() -> list[Row]:
    seats = Seat.objects.filter(is_active=True).select_related("office", "user").order_by("office_id", "id")
    return [
        [_("审核人"), seat.user.login_name or "", f"{seat.user.name} · {seat.office.name}", _code(seat.user)]
        for seat in seats
    ]


def _code(user: User) -> str:
    """What the authenticator app of this invented person shows at the moment."""
    return code_at(secret_of(user.login_name or ""), current_counter())


def _unit_people() -> list[Row]:
    people = UnitAdministrator.objects.filter(is_active=True).select_related("unit", "user").order_by("id")
    return [[_("单位管理员"), one.user.login_name or "", f"{one.user.name} · {one.unit.name}", ""] for one in people]


def _applicants(tenant: Tenant) -> list[Row]:
    """One person for each place a case can stand at; the others sign in alike, as person1, person2 …"""
    people = User.objects.filter(tenant=tenant, login_name__startswith="person").order_by("id")
    chosen: dict[str, Row] = {}
    renewing = next((version for version in current_versions() if version.scheme.renews), None)
    for user in people.prefetch_related("applications"):
        label = (renewing and _renewal(user, renewing)) or _standing(user)
        chosen.setdefault(label, [_("申报人"), user.login_name or "", f"{user.name} · {label}", ""])
    return list(chosen.values())


def _renewal(user: User, version: SchemeVersion) -> str:
    """Whether the person may renew a recognition now, from when, or since when it is late; empty for anything else."""
    standing = standing_of(user, version)
    words = {"since": standing.since, "until": standing.until}
    said = {
        "early": _("%(since)s 起可以办理续期"),
        "open": _("现在可以办理续期，有效期至 %(until)s"),
        "late": _("已于 %(until)s 期满，仍可办理续期"),
    }
    return said.get(standing.state, "") % words


def _standing(user: User) -> str:
    cases = list(user.applications.all())
    return cases[0].label if cases else _("尚未申报")
