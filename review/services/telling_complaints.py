"""Who is told of a complaint: the office that it came to, and who complains. No notice repeats what was said."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language, override

from portal.notices.choices import Channel
from portal.notices.services import compose, queue_notice
from portal.people.models import User
from portal.people.phone import BadPhone, normalise_phone
from portal.tenants.scope import current_tenant
from review.models import Complaint

TEXTS = {
    "complaint_filed": (
        "收到一件{kind}（编号 {receipt}），请于 {due} 前答复。",
        "A new {kind} came in (number {receipt}); please answer it by {due}.",
    ),
    "complaint_answered": (
        "【{portal}】您提交的{kind}（编号 {receipt}）已答复，请在门户“投诉举报”中凭编号和查询码查看。",
        "[{portal}] Your {kind} (number {receipt}) was answered. Read the reply under “Complaints and reports” with the "
        "number and the query code.",
    ),
}


def texts() -> dict[str, str]:
    """The texts a bureau may word anew, in Chinese, by key."""
    return {key: chinese for key, (chinese, _english) in TEXTS.items()}


def tell_office(complaint: Complaint) -> None:
    """Tell the reviewers of the office, in the portal."""
    seated = User.objects.filter(seats__office=complaint.office, seats__is_active=True, is_active=True).distinct()
    for user in seated:
        queue_notice(
            key="complaint_filed",
            channel=Channel.PORTAL,
            recipient=user,
            text=_text("complaint_filed", complaint, user.language),
            link=reverse("review:complaint", args=[complaint.public_id]),
            dedupe_key=f"complaint:{complaint.public_id}:filed:{user.pk}",
        )


def tell_complainant(complaint: Complaint) -> None:
    """Tell whoever complained that there is a reply: in the portal, and where their contact leads."""
    user = complaint.filed_by
    if user is not None:
        _tell(complaint, Channel.PORTAL, "", user)
    if phone := _phone(complaint.contact):
        _tell(complaint, Channel.SMS, phone, user)
    elif "@" in complaint.contact:
        _tell(complaint, Channel.EMAIL, complaint.contact, user)


def _tell(complaint: Complaint, channel: Channel, address: str, user: User | None) -> None:
    queue_notice(
        key="complaint_answered",
        channel=channel,
        recipient=user,
        address=address,
        text=_text("complaint_answered", complaint, user.language if user else ""),
        link=reverse("review:my_complaints" if user else "review:complaints"),
        dedupe_key=f"complaint:{complaint.public_id}:answered:{channel}",
    )


def _text(key: str, complaint: Complaint, language: str) -> str:
    language = language or get_language() or "zh-hans"
    with override(language):
        context = {
            "portal": current_tenant().name,
            "kind": complaint.get_kind_display().lower(),
            "receipt": complaint.number,
            "due": complaint.due_on.isoformat(),
        }
    return compose(key, *TEXTS[key], language, context)


def _phone(contact: str) -> str:
    try:
        return normalise_phone(contact)
    except BadPhone:
        return ""
