"""The form of a renewal tells at once which papers a change calls for."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.calendar.services import fill_calendar
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, sign_in
from tests.renewing import LAST_DAY, Renewing, make_renewing, on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("HZ-81")
def test_changed_degree_calls_for_its_certificate_at_once(live_server: LiveServer, page: Page) -> None:
    tenant = make_tenant("lakeside", region_code="330100")
    with tenant_scope(tenant), on(LAST_DAY):
        fill_calendar(years=range(2024, 2029))
        world = make_renewing(tenant)
        world.recognise()
        case = world.begin()
        host = f"http://lakeside.localhost:{live_server.url.rsplit(':', 1)[1]}"
        page.context.add_cookies([_cookie(world, host)])
        page.route("**/save/**", lambda route: route.abort())  # what the page knows by itself, without the server
        page.goto(f"{host}/cases/{case.public_id}/form/form/")
        proof = page.locator("[data-slot=degree_proof] [data-required-mark]")
        contract = page.locator("[data-slot=contract] [data-required-mark]")
        expect(proof).to_be_hidden()
        page.get_by_role("radio", name="博士").check()
        expect(proof).to_be_visible()
        expect(contract).to_be_hidden()
        page.get_by_role("radio", name="硕士").check()
        expect(proof).to_be_hidden()
        page.get_by_label("学位专业").fill("材料工程")
        page.get_by_label("学位专业").blur()
        expect(proof).to_be_visible()


def _cookie(world: Renewing, host: str) -> dict[str, str]:
    name = settings.SESSION_COOKIE_NAME
    client = sign_in(Client(headers={"host": "lakeside.localhost"}), world.person)
    return {"name": name, "value": client.cookies[name].value, "url": host}
