"""Signs are small files: each that a page names has its row in the stylesheet, and each row its file."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from portal.ui.finders import PREFIX, IconFinder, used_icons

ROWS = set(re.findall(r"^\.bi-([a-z0-9-]+)::before", (settings.BASE_DIR / "static/css/icons.css").read_text(), re.M))
NAMED = [
    re.compile(r"\bbi-([a-z0-9]+(?:-[a-z0-9]+)*)"),
    re.compile(r"\bicon(?:: str)? ?= ?\"([a-z0-9-]+)\""),
    re.compile(r"firstof icon '([a-z0-9-]+)'"),
    re.compile(r'^    [A-Z]+: "([a-z0-9-]+)",$', re.M),
]
PLACES = ("templates/**/*.html", "static/js/**/*.js", "*/**/*.py")
OURS = ("portal", "units", "applications", "certificates", "review", "templates", "static")


def named() -> dict[str, str]:
    """The signs that templates, scripts and code name, with a file that does."""
    found = {}
    for place in PLACES:
        for path in settings.BASE_DIR.glob(place):
            where = path.relative_to(settings.BASE_DIR)
            if where.parts[0] in OURS:
                names = {name for sign in NAMED[:3] for name in sign.findall(path.read_text("utf-8"))}
                found |= dict.fromkeys(names, str(where))
    tones = (settings.BASE_DIR / "portal/ui/tones.py").read_text("utf-8")
    return found | dict.fromkeys(NAMED[3].findall(tones), "portal/ui/tones.py")


def test_every_sign_that_a_page_names_can_be_drawn() -> None:
    found = named()
    assert len(found) > 20
    assert {name: where for name, where in found.items() if name not in ROWS} == {}


def test_every_row_has_its_file() -> None:
    assert {name for name in used_icons() if not (settings.ICONS / name).is_file()} == set()
    assert {f"{name}.svg" for name in ROWS} <= used_icons()


def test_only_the_signs_in_use_are_found_and_collected() -> None:
    assert finders.find(f"{PREFIX}download.svg")
    assert not finders.find(f"{PREFIX}alexa.svg")
    assert not finders.find(f"{PREFIX}../package.json")
    assert {name for name, _storage in IconFinder().list([])} == used_icons()


@pytest.mark.parametrize("name", ["tokens", "icons", "app", "components"])
def test_pages_load_no_font(name: str) -> None:
    text = (settings.BASE_DIR / f"static/css/{name}.css").read_text("utf-8")
    assert "@font-face" not in text
    assert "woff" not in text
