"""Virus scanning by clamd, where one is configured."""

from __future__ import annotations

import logging
from typing import BinaryIO
from urllib.parse import urlsplit

import clamd
from django.conf import settings

log = logging.getLogger(__name__)

SECONDS = 5


class Infected(Exception):
    """The scanner knows what is in the file; the text is its name for it."""


class ScannerAway(Exception):
    """The scanner did not look at the file: nobody knows what is in it."""


def demand_clean(content: BinaryIO) -> None:
    """Raise Infected or ScannerAway. Without CLAMD_URL nothing is asked."""
    if not settings.CLAMD_URL:
        return
    try:
        verdict, name = _scanner(settings.CLAMD_URL).instream(content)["stream"]
    except (clamd.ClamdError, OSError, KeyError, TypeError, ValueError) as error:
        log.error("a file was not taken: the virus scanner does not answer: %s", error)
        raise ScannerAway(str(error)) from error
    if verdict == "FOUND":
        log.warning("a file was refused: %s", name)
        raise Infected(name)
    if verdict != "OK":
        log.error("a file was not taken: the virus scanner says %s %s", verdict, name)
        raise ScannerAway(str(name))


def _scanner(url: str) -> clamd.ClamdNetworkSocket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return clamd.ClamdUnixSocket(parts.path, timeout=SECONDS)
    return clamd.ClamdNetworkSocket(parts.hostname, parts.port or 3310, timeout=SECONDS)
