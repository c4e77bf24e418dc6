"""The notices about a unit; a bureau may word them its own way (`NoticeText`)."""

from __future__ import annotations

from django.urls import reverse

from portal.notices.choices import Channel
from portal.notices.services import compose, queue_notice
from portal.tenants.scope import current_tenant
from units.models import Unit

TEXTS = {
    "unit_opened": (
        "【{portal}】您申请的单位“{unit}”已开通，您是单位管理员，可以登录办理。",
        "[{portal}] The unit “{unit}” is open and you are its administrator. Log in to act for it.",
    ),
    "unit_refused": (
        "【{portal}】您申请的单位“{unit}”未能开通，原因：{reason}。更正后可再次申请。",
        "[{portal}] The unit “{unit}” could not be opened: {reason}. Correct the request and send it again.",
    ),
}


def texts() -> dict[str, str]:
    """The texts a bureau may word anew, in Chinese, by key."""
    return {key: chinese for key, (chinese, _english) in TEXTS.items()}


def tell_requester(unit: Unit, key: str, **words: str) -> None:
    """Tell who asked for the unit what was decided, by SMS and in the portal; once for each decision."""
    person = unit.requested_by
    if person is None:
        return
    context = {"portal": current_tenant().name, "unit": unit.name} | words
    text = compose(key, *TEXTS[key], person.language or "zh-hans", context)
    for channel, address in ((Channel.PORTAL, ""), (Channel.SMS, person.phone or "")):
        if channel == Channel.SMS and not address:
            continue
        queue_notice(
            key=key,
            channel=channel,
            recipient=person,
            address=address,
            text=text,
            link=reverse("units:detail", args=[unit.public_id]),
            dedupe_key=f"unit:{unit.public_id}:{key}:{unit.decided_at:%Y%m%d%H%M%S%f}:{channel}",
        )
