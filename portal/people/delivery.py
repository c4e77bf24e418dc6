"""The SMS of the sign-in. A bureau may word them its own way (`NoticeText`); these are the ones it starts with."""

from __future__ import annotations

import secrets

from django.utils.translation import get_language

from portal.notices.choices import Channel
from portal.notices.services import compose, queue_notice
from portal.people.models import User
from portal.tenants.scope import current_tenant

TEXTS = {
    "phone_code": (
        "【{portal}】验证码 {code}，请在页面上输入。如非本人操作，请忽略，切勿告诉他人。",
        "[{portal}] Your code is {code}. Enter it on the page and share it with nobody. Not asked for? Ignore it.",
    ),
    "phone_unknown": (
        "【{portal}】有人用本号码登录或重设密码，但本号码尚未注册。如需使用请先注册；如非本人操作，请忽略。",
        "[{portal}] Somebody gave this number to sign in, but it is not registered here. Register, or ignore this.",
    ),
    "phone_exists": (
        "【{portal}】您所填的手机号码或证件已经注册，请直接登录；忘记密码可用短信验证码重设。如非本人操作，请忽略。",
        "[{portal}] The phone or document you gave is registered already. Log in, or reset the password by SMS.",
    ),
    "signin_locked": (
        "【{portal}】您的账号因多次输错密码或验证码，已暂停该方式登录 {minutes} 分钟。如非本人操作，请尽快修改密码。",
        "[{portal}] Too many wrong passwords or codes: signing in that way is paused for {minutes} minutes. "
        "Not you? Change your password soon.",
    ),
    "codes_spent": (
        "【{portal}】今天的短信验证码已用完（已发 {count} 条），今日不再发送，明天零点恢复；访客仍可用密码登录。"
        "请查看审计日志，必要时在“登录规则”中调高每日上限。",
        "[{portal}] Today's SMS codes are used up ({count} were sent); none leave before midnight, and passwords go on "
        "working. Look at the audit log, and raise the limit under sign-in rules if need be.",
    ),
    "second_factor_reset": (
        "【{portal}】安全管理员已重置您的两步验证，下次登录时请重新设置。如您未曾申请，请立即联系安全管理员。",
        "[{portal}] The security administrator has reset your two-step verification; set it up again at the next "
        "sign-in. If you did not ask for it, tell the security administrator at once.",
    ),
    "role_changed": (
        "【{portal}】您的权限已变更：{role}。如有疑问，请联系安全管理员。",
        "[{portal}] What you may do has changed: {role}. If in doubt, ask the security administrator.",
    ),
}


def texts() -> dict[str, str]:
    """The texts a bureau may word anew, in Chinese, by key."""
    return {key: chinese for key, (chinese, _english) in TEXTS.items()}


def tell_person(key: str, *, person: User, once: str = "", **words: str) -> None:
    """Tell somebody about their account, by SMS if they have a number; `once` keeps the same news from repeating."""
    text = compose(key, *TEXTS[key], person.language, {"portal": current_tenant().name} | words)
    channel = Channel.SMS if person.phone else Channel.PORTAL
    dedupe_key = f"{key}:{person.pk}:{once or secrets.token_urlsafe(12)}"
    queue_notice(key=key, channel=channel, recipient=person, text=text, dedupe_key=dedupe_key)


def send_sms(key: str, *, phone: str, person: User | None = None, **words: str) -> None:
    """Queue one of the texts above to a number; it leaves as soon as the transaction is through."""
    language = (person.language if person else "") or get_language() or "zh-hans"
    queue_notice(
        key=key,
        channel=Channel.SMS,
        recipient=person,
        address=phone,
        text=compose(key, *TEXTS[key], language, {"portal": current_tenant().name} | words),
        # Each request for a code is one of its own, so nothing here is ever a repetition.
        dedupe_key=f"{key}:{secrets.token_urlsafe(12)}",
    )
