from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Any, key: str) -> str:
    """Return what a mapping has under a key that is no plain name, such as `field:photo`."""
    return str(values.get(key, "")) if isinstance(values, dict) else ""
