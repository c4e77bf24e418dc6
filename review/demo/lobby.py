"""The demonstration's front page: the portals, and who can sign in to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.people.totp import code_at, current_counter, seconds_of_code
from portal.tenants.lobby import LobbySection
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
    return LobbySection(
        title=tenant.name,
        text=_(
            "所有账号的密码都是 %(password)s；管理员和审核人登录时还要输入表中的两步验证码，每 30 秒换一个，每个只能用一次。"
        )
        % {"password": PASSWORD},
        headers=[_("身份"), _("登录名"), _("姓名、机构"), _("两步验证码")],
        refresh_after=seconds_of_code(),
        url=address,
        rows=rows,
    )


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
    for user in people.prefetch_related("applications"):
        label = _standing(user)
        chosen.setdefault(label, [_("申报人"), user.login_name or "", f"{user.name} · {label}", ""])
    return list(chosen.values())


def _standing(user: User) -> str:
    cases = list(user.applications.all())
    return cases[0].label if cases else _("尚未申报")
