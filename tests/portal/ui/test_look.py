"""A portal's own colour, emblem and words, as pages and addresses show them."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tenants.emblems import emblem_of
from portal.tenants.looks import Look, fill_look
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant

HOST = {"host": "ningbo.localhost"}
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
LOOK = Look(
    colour="#7a1f3d", emblem=emblem_of(DRAWN), slogan_zh="聚才", slogan_en="Come", footer_zh="页脚", footer_en="Foot"
)


@pytest.fixture
def dressed(tenant: Tenant) -> Tenant:
    assert fill_look(tenant=tenant, look=LOOK)
    return tenant


def links(page: str, address: str) -> list[str]:
    return re.findall(rf'"({address}\?v=[0-9a-f]{{12}})"', page)


@pytest.mark.usefixtures("dressed")
def test_pages_lead_to_the_colour_and_the_emblem_by_their_content(client: Client) -> None:
    page = client.get("/", headers=HOST).content.decode()
    (theme,), (icon, head) = links(page, "/theme.css"), links(page, "/emblem")
    assert icon == head
    assert f'<link rel="icon" type="image/svg+xml" href="{icon}">' in page

    css, picture = client.get(theme, headers=HOST), client.get(icon, headers=HOST)
    assert "--accent-800: #7a1f3d;" in css.content.decode()
    assert (css["Content-Type"], picture["Content-Type"]) == ("text/css; charset=utf-8", "image/svg+xml")
    assert picture.content == DRAWN
    assert css["Cache-Control"] == picture["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("address", ["/theme.css", "/emblem"])
def test_an_old_address_is_kept_for_minutes_and_what_one_has_is_not_sent_again(client: Client, address: str) -> None:
    answer = client.get(f"{address}?v=000000000000", headers=HOST)
    assert answer["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers={**HOST, "if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert "Set-Cookie" not in answer
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.usefixtures("dressed")
def test_an_emblem_opened_by_itself_can_do_nothing(client: Client) -> None:
    answer = client.get("/emblem", headers=HOST)
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("dressed")
def test_words_are_in_the_readers_language(client: Client) -> None:
    chinese = client.get("/", headers=HOST).content.decode()
    english = client.get("/", headers={**HOST, "accept-language": "en"}).content.decode()
    assert '<p class="slogan">聚才</p>' in chinese
    assert "页脚" in chinese
    assert '<p class="slogan">Come</p>' in english
    assert "Foot" in english


def test_a_portal_without_a_look_has_the_platforms(client: Client, tenant: Tenant) -> None:
    page = client.get("/", headers=HOST).content.decode()
    assert "theme.css" not in page
    assert "img/emblem.svg" in page
    assert 'class="slogan"' not in page
    assert client.get("/theme.css", headers=HOST).status_code == 404
    assert client.get("/emblem", headers=HOST).status_code == 404


def test_one_portals_look_is_no_others(client: Client, dressed: Tenant) -> None:
    make_tenant("other")
    assert client.get("/emblem", headers={"host": "other.localhost"}).status_code == 404
    assert client.get("/theme.css", headers={"host": "other.localhost"}).status_code == 404


def test_a_look_costs_a_page_no_query(client: Client, tenant: Tenant) -> None:
    def queries() -> int:
        client.get("/guide/", headers=HOST)  # from here on it is remembered what is remembered for seconds
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/guide/", headers=HOST).status_code == 200
        return len(asked)

    plain = queries()
    fill_look(tenant=tenant, look=LOOK)
    assert queries() == plain


def test_what_administrators_have_set_stays_when_the_file_is_loaded_again(dressed: Tenant) -> None:
    with tenant_scope(dressed):
        assert not fill_look(tenant=dressed, look=Look(colour="#12507f"))
    dressed.refresh_from_db()
    assert dressed.colour == "#7a1f3d"


def test_a_page_of_failure_needs_no_portal() -> None:
    page = render_to_string("503.html", {"request_id": "abc"})
    assert "theme.css" not in page
    assert "abc" in page
    assert 'href="/"' in page
