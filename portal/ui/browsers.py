"""What a browser calls itself, in two words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

BROWSERS = (
    ("Edg/", "Edge"),
    ("MicroMessenger", _("微信")),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return e.g. "Chrome (Windows)"; a program that is no browser keeps the first word of its own name."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), user_agent.partition("/")[0][:20])
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} ({system})" if system else str(browser)
