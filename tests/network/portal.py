"""A portal whose people come by the tests' account network, and what they do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from portal.network.local import LocalNetwork
from portal.network.models import NetworkClient
from portal.people.models import User
from portal.people.sign_in_models import SignInPage
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.network.people import SECRET, client_of
from tests.network.visiting import Visitor

KINDS = ("person", "unit")
LOGIN = "/account/login/"


def words_of(issuer: str, **changes: Any) -> dict[str, Any]:
    """What a tenant's file says about the network, as the sign-in page keeps it."""

    def said(zh: str, en: str) -> dict[str, str]:
        return {"zh": zh, "en": en}

    def kind(zh: str, en: str) -> dict[str, Any]:
        return {
            "button": said(f"{zh}账号登录", f"Sign in as {en}"),
            "title": said(f"某省政务网{zh}登录", f"Signing in as {en}"),
            "items": [said(f"{zh}用户请使用{zh}账号。", f"Use the account of {en}.")],
            "transition": said(f"原{zh}账号自动匹配。", f"Old accounts of {en} are found."),
            "transition_title": said("过渡说明：", "Old accounts:"),
        }

    words = {
        "name": said("某省政务网", "Provincial Network"),
        "notices": [said("之前注册的账号停止使用；", "Earlier accounts are closed.")],
        "intro": said("本系统统一接入账号体系。", "This site uses one account system."),
        "contact": said("有关账号问题，请咨询某省政务网", "Ask the network about accounts"),
        "register_url": f"{issuer}/register",
        "upgrade_url": f"{issuer}/upgrade",
        "person": kind("个人", "a person"),
        "unit": kind("法人", "a unit"),
        "levels": ["advanced"],
        "claims": {},
    }
    return words | changes


@dataclass
class Place:
    """One tenant, its clients at the network, and its visitors' browsers."""

    tenant: Tenant
    network: LocalNetwork
    address: str
    clients: list[dict[str, Any]] = field(default_factory=list)

    def browser(self, **headers: str) -> Client:
        return Client(headers={"host": urlsplit(self.address).netloc} | headers)

    def set_out(self, browser: Client, kind: str = "person", **query: str) -> str:
        """Press the button and return where it leads at the network."""
        answer = browser.get(f"/account/network/{kind}/begin/", query)
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    def visitor(self) -> Visitor:
        return Visitor(self.network.issuer)

    def sign_in_there(self, browser: Client, account: str, kind: str = "person", **query: str) -> str:
        """Go to the network and sign in; return the address to come back to, which nobody has opened yet."""
        return self.visitor().sign_in(self.set_out(browser, kind, **query), account)

    def come(self, browser: Client, account: str, kind: str = "person", **query: str) -> Any:
        """Sign in the whole way and return the portal's answer to the callback."""
        return browser.get(self.sign_in_there(browser, account, kind, **query))

    def user(self, **given: Any) -> User:
        with tenant_scope(self.tenant):
            return User.objects.get(tenant=self.tenant, **given)


def make_place(network: LocalNetwork, slug: str = "riverside", *, port: str = "", **changes: Any) -> Place:
    """Make a tenant whose people come by the network alone, and make both of its clients known there."""
    tenant = make_tenant(slug, region_code="330100")
    address = f"http://{slug}.localhost{port}"
    with tenant_scope(tenant):
        SignInPage.objects.create(network=words_of(network.issuer, **changes))
        clients = [_client(network, kind, address) for kind in KINDS]
    return Place(tenant, network, address, clients)


def _client(network: LocalNetwork, kind: str, address: str) -> dict[str, Any]:
    there = client_of(kind, address) | {
        "redirect_uris": [f"{address}/account/network/{kind}/callback/"],
        "backchannel_logout_uri": f"{address}/account/network/{kind}/ended/",
    }
    NetworkClient.objects.create(kind=kind, issuer=network.issuer, client_id=there["client_id"], secret=SECRET)
    return there


def is_signed_in(browser: Client) -> bool:
    return browser.get("/me/").status_code == 200


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
