"""Notices about a case: who is told, in which words, by the scheme's rules (NB-55, NB-71, NB-86, NB-106)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications import holders
from applications.choices import STAGES
from applications.models import Application, TimelineEntry
from applications.queries import current_versions
from applications.scheme.way import NoticeRule
from portal.notices.choices import Channel
from portal.notices.services import compose, queue_notice
from portal.people.models import User
from portal.tenants.address import address_of
from portal.tenants.scope import current_tenant
from units.queries import administrators_of

CHANNELS = {"sms": Channel.SMS, "portal": Channel.PORTAL, "email": Channel.EMAIL}


@dataclass(frozen=True)
class _Told:
    """One notice of the scheme about one case, and what makes it once and not again."""

    application: Application
    key: str
    rule: NoticeRule
    entry: TimelineEntry
    occasion: str


def tell(application: Application, key: str, *, entry: TimelineEntry, occasion: str = "", **words: str) -> None:
    """Queue the scheme's notice `key` about the event `entry`; a scheme without that notice tells nobody.

    Each person is told once an event, or once an `occasion` where that is more than one event.
    """
    rule = application.scheme.notices.get(key)
    if rule is None:
        return
    told = _Told(application, key, rule, entry, occasion or str(entry.pk))
    words = {name: text.rstrip("。. ") for name, text in words.items()}  # the notice ends its sentences itself
    people = _people(application, rule)
    for user, path in people:
        _tell_person(told, user, words | _link(path))
    if "unit_contact" in rule.to and application.unit is not None and application.unit.contact_phone:
        phone = application.unit.contact_phone
        if "sms" not in rule.channels or all(user.phone != phone for user, _path in people):
            _tell_contact(told, phone, words)


def _people(application: Application, rule: NoticeRule) -> list[tuple[User, str]]:
    """Each person once, however many of the audiences they belong to, with the page that is theirs."""
    people: dict[int, tuple[User, str]] = {}
    for name in rule.to:
        users, path = _audience(application, name)
        people |= {user.pk: (user, path) for user in users if user.pk not in people}
    return list(people.values())


def _audience(application: Application, name: str) -> tuple[list[User], str]:
    if name == "applicant" and not application.is_of_unit:
        return [application.applicant], case_path(application)
    if name in ("applicant", "unit"):  # of a unit's own case the unit is the applicant
        return list(administrators_of(application.unit)) if application.unit else [], case_path(application)
    audience = holders.audiences.get(name)
    return (audience.people(application), audience.path_of(application)) if audience else ([], "")


def _link(path: str) -> dict[str, str]:
    return {"link": address_of(current_tenant()) + path, "path": path}


def _tell_person(told: _Told, user: User, words: dict[str, str]) -> None:
    text = _text(told, user.language or "zh-hans", words)
    for name in told.rule.channels:
        address = {"sms": user.phone, "email": user.email, "portal": ""}[name]
        if name != "portal" and not address:
            continue
        queue_notice(
            key=told.key,
            channel=CHANNELS[name],
            recipient=user,
            address=address or "",
            text=text,
            link=words["path"],
            dedupe_key=f"{told.application.public_id}:{told.key}:{told.occasion}:{name}:{user.pk}",
        )


def case_path(application: Application) -> str:
    """Return the path of the case's page in its portal."""
    return reverse("applications:detail", args=[application.public_id])


def text_key(scheme_key: str, notice: str) -> str:
    """Return the key under which a bureau words a scheme's notice anew: two schemes may name a notice alike."""
    return f"{scheme_key}.{notice}"


def texts() -> dict[str, str]:
    """The texts of the schemes' notices that a bureau may word anew, in Chinese, by key."""
    schemes = [version.scheme for version in current_versions()]
    return {text_key(one.scheme, key): rule.text.zh for one in schemes for key, rule in one.notices.items()}


def _tell_contact(told: _Told, phone: str, words: dict[str, str]) -> None:
    """The unit's responsible person may have no account: the SMS goes to the number the unit gave."""
    queue_notice(
        key=told.key,
        channel=Channel.SMS,
        address=phone,
        text=_text(told, "zh-hans", words),
        dedupe_key=f"{told.application.public_id}:{told.key}:{told.occasion}:sms:contact",
    )


def _text(told: _Told, language: str, words: dict[str, str]) -> str:
    application, rule = told.application, told.rule
    with override(language):
        context: dict[str, Any] = {
            "applicant": application.applicant_name,
            "scheme": application.scheme.title.of(language),
            "unit": application.unit.name if application.unit else _("（无单位）"),
            "label": application.label,
            # Who holds the case; once no stage does, who put it where it is.
            "office": application.holder if application.state in STAGES else told.entry.office,
            "due": str(application.due_on or ""),
            "portal": current_tenant().name,
            "link": address_of(current_tenant()) + case_path(application),
        }
        context |= holders.words_for(application, language) | words
        return compose(text_key(application.scheme.scheme, told.key), rule.text.zh, rule.text.en, language, context)
