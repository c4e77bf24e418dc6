"""The design system: every component says what it takes and is shown; every token is defined, shown and readable."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.tenants.models import Tenant
from portal.ui.styleguide.reading import EXAMPLES, FRAME, Component, components, read_component, tokens
from portal.ui.styleguide.views import pairs, values_of

HOST = {"host": "ningbo.localhost"}
CSS = settings.BASE_DIR / "static" / "css"
SHOWN = [component for component in components() if not component.is_part]


@pytest.fixture
def page(tenant: Tenant, client: Client, settings: Any) -> str:
    settings.DEBUG = True
    answer = client.get("/styleguide/", headers=HOST)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_a_component_declares_what_it_takes(component: Component) -> None:
    assert component.is_declared, f"{component.name}.html: begin with a comment that says what it is and takes"
    assert [parameter.names for parameter in component.parameters if not parameter.words] == []


@pytest.mark.parametrize("component", SHOWN, ids=lambda component: component.name)
def test_a_component_stands_in_the_style_guide(component: Component) -> None:
    if component.name in FRAME:
        assert not (EXAMPLES / f"{component.name}.html").exists()
        return
    example = EXAMPLES / f"{component.name}.html"
    assert example.is_file(), f"show components/{component.name}.html in all its states in {example}"
    assert f'"components/{component.name}.html"' in example.read_text("utf-8")


def test_the_page_shows_every_component_and_every_token(page: str) -> None:
    assert {component.name for component in SHOWN} == set(re.findall(r'<h3 id="([a-z_]+)"><code>components/', page))
    assert set(tokens()) <= set(re.findall(r"<code>--([a-z0-9-]+)</code>", page))


def test_the_page_is_in_the_readers_language(tenant: Tenant, client: Client, settings: Any) -> None:
    settings.DEBUG = True
    page = client.get("/styleguide/", headers={**HOST, "accept-language": "en"}).content.decode()
    assert '<html lang="en">' in page


def test_there_is_no_such_page_outside_of_development(tenant: Tenant, client: Client) -> None:
    assert client.get("/styleguide/", headers=HOST).status_code == 404


def test_a_component_without_a_head_declares_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bare.html"
    path.write_text("<p>{{ words }}</p>", "utf-8")
    assert not read_component(path).is_declared


def test_a_token_that_a_stylesheet_uses_is_defined() -> None:
    written = (CSS / "tokens.css").read_text("utf-8")
    defined = set(re.findall(r"^\s+--([a-z0-9-]+):", written, re.M))
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text("utf-8")
        own = set(re.findall(r"--([a-z0-9-]+):", text))
        used = {name for name in re.findall(r"var\(--([a-z0-9-]+)", text) if not name.startswith("bs-")}
        assert used - defined - own - {"sign", "no-sign", "tone", "tone-ground"} == set(), sheet.name


@pytest.mark.parametrize("name", ["app", "components", "icons", "styleguide"])
def test_colours_come_from_tokens_alone(name: str) -> None:
    text = (CSS / f"{name}.css").read_text("utf-8").partition("@media print")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(", text) == []


@pytest.mark.parametrize("colour", ["", "#12507f", "#1d6547", "#8c4a16", "#6b2f6b", "#717171"])
def test_every_pair_of_text_and_ground_is_readable(colour: str) -> None:
    found = pairs(values_of(Tenant(colour=colour)))
    assert {(pair["text"], pair["ground"]): pair["ratio"] for pair in found if pair["ratio"] < 4.5} == {}
