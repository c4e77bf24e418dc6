"""The places in a notice's text, such as `{applicant}`, that are filled in when it is sent."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

PLACES = {
    "applicant": _("申报人"),
    "unit": _("单位"),
    "scheme": _("事项"),
    "label": _("当前状态"),
    "office": _("办理机构"),
    "due": _("办理期限"),
    "reason": _("原因"),
    "outlet": _("网点名称、地址和联系方式"),
    "category": _("人才类别"),
    "number": _("证书编号"),
    "name": _("持证人"),
    "valid_until": _("有效期至"),
    "since": _("可办理之日"),
    "receipt": _("回执编号"),
    "kind": _("投诉或举报"),
    "date": _("日期"),
    "portal": _("门户名称"),
    "link": _("链接"),
    "code": _("验证码"),
}

_sources: list[Callable[[], Mapping[str, str]]] = []

_PLACE = re.compile(r"\{(\w+)\}")


def fill(text: str, context: Mapping[str, Any]) -> str:
    """Fill the places in. One that the context lacks is left empty and logged: a notice is worth more than a place."""
    if unknown := sorted({name for name in _PLACE.findall(text) if name not in context}):
        logger.warning("A notice text has places that are not known when it is sent: %s", ", ".join(unknown))
    return _PLACE.sub(lambda match: str(context.get(match[1], "")), text)


def unknown_places(text: str) -> list[str]:
    """Return the places of a text that no notice has, and braces that belong to no place."""
    strangers = {name for name in _PLACE.findall(text) if name not in PLACES}
    return sorted(strangers) + re.findall(r"[{}]", _PLACE.sub("", text))


def register_texts(source: Callable[[], Mapping[str, str]]) -> None:
    """Add notices whose words a bureau may change: the Chinese text each starts with, by key. Call it in `ready`."""
    if source not in _sources:
        _sources.append(source)


def texts_to_start_with() -> dict[str, str]:
    """Return every notice of the current tenant's portal, by key, as it reads unless the bureau words it anew."""
    return dict(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for source in _sources:
        yield from source().items()
