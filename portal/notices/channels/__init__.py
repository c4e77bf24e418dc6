"""How a message leaves the house. An SMS backend is chosen by the setting SMS_BACKEND."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Temporary(Exception):
    """The message could not be handed over now; a later attempt may succeed. The text is shown to the bureau."""


class Unclear(Temporary):
    """The provider was told and did not answer: the message may be on its way or not."""


class Permanent(Exception):
    """The message will never be accepted as it is. The text is shown to the bureau."""


class Sms(Protocol):
    """A way to send short messages."""

    def send(self, phone: str, text: str, *, key: str, reference: str) -> str:
        """Hand one message over and return the provider's own number for it; raise Temporary or Permanent.

        `phone` is E.164. `key` is the notice's kind, for providers that approve every kind's wording. `reference` is
        our number for the message, which the provider stores beside its own.
        """
        ...


def sms_backend() -> Sms:
    """Return the configured SMS backend, made anew: none of them keeps anything between messages."""
    try:
        make = _BACKENDS[settings.SMS_BACKEND]
    except KeyError:
        known = ", ".join(sorted(_BACKENDS))
        raise ImproperlyConfigured(f"SMS_BACKEND is {settings.SMS_BACKEND!r}; it can be {known}.") from None
    return make()


def _page() -> Sms:
    from portal.notices.channels.page import PageSms

    return PageSms()


def _console() -> Sms:
    from portal.notices.channels.console import ConsoleSms

    return ConsoleSms()


def _aliyun() -> Sms:
    from portal.notices.channels.aliyun import AliyunSms

    return AliyunSms.from_settings()


_BACKENDS: dict[str, Callable[[], Sms]] = {"page": _page, "console": _console, "aliyun": _aliyun}
