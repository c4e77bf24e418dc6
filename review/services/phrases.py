"""Saving a phrase for remarks, and taking it away. The log says who did and when, and not a word of the phrase."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused
from review.models import Office, SavedPhrase
from review.phrase_models import LONGEST_PHRASE
from review.policies import offices_of, sits_in
from review.queries.phrases import own_phrases, phrases_in_reach

MOST_OWN = 50
MOST_OF_OFFICE = 100
NUMBER = re.compile(r"(?:\d[\s-]?){7,}|\w+@\w+")
"""As telephones, documents and accounts have them, and addresses of e-mail: these are somebody's."""


class UnableToSavePhrase(Refused):
    """The phrase is not kept; the reason says what to do."""


@transaction.atomic
def save_phrase(*, user: User, office: Office, text: str, is_shared: bool = False) -> SavedPhrase:
    """Keep a phrase for oneself, or for all of the office, and return it; one that is there already is kept anew.

    Raises UnableToSavePhrase, or Refused for who does not sit there.
    """
    if not sits_in(user, office):
        raise Refused(_("只有%(office)s的审核人可以办理。") % {"office": office.name})
    text = _checked(" ".join(text.split()))
    where = {"office": office} if is_shared else {"office": None, "user": user}
    phrase = SavedPhrase.objects.filter(text=text, **where).first()
    if phrase is None:
        _demand_room(user, office, is_shared)
        phrase = SavedPhrase(text=text, user=user, office=office if is_shared else None)
    phrase.saved_at = now()
    phrase.save()
    _note("phrase.saved", phrase, user)
    return phrase


@transaction.atomic
def delete_phrase(*, user: User, public_id: str) -> None:
    """Take a phrase away: an own one, or one of an office the person sits in. Taking it away twice is no fault."""
    phrase = phrases_in_reach(user, offices_of(user)).filter(public_id=public_id).first()
    if phrase is None:
        return
    _note("phrase.deleted", phrase, user)
    phrase.delete()


@transaction.atomic
def forget_phrase(phrase: SavedPhrase) -> int:
    """End a phrase whose time is over, and return how many that were."""
    _note("phrase.deleted", phrase, None)
    phrase.delete()
    return 1


def forget_phrases_of(user: User) -> int:
    """Take away what a person kept for themselves; what they gave to their office stays the office's."""
    deleted, _by_model = own_phrases(user).delete()
    return deleted


def _checked(text: str) -> str:
    if not text:
        raise UnableToSavePhrase(_("请先写下要保存的常用语。"))
    if len(text) > LONGEST_PHRASE:
        raise UnableToSavePhrase(_("常用语最多 %(count)d 字，请缩短后再保存。") % {"count": LONGEST_PHRASE})
    if NUMBER.search(text):
        raise UnableToSavePhrase(_("常用语会反复使用，不能含有证件号码、电话或邮箱。请去掉后再保存。"))
    return text


def _demand_room(user: User, office: Office, is_shared: bool) -> None:
    kept = SavedPhrase.objects.filter(office=office) if is_shared else own_phrases(user)
    most = MOST_OF_OFFICE if is_shared else MOST_OWN
    if kept.count() >= most:
        raise UnableToSavePhrase(_("常用语已有 %(count)d 条，请先删除不用的。") % {"count": most})


def _note(action: str, phrase: SavedPhrase, user: User | None) -> None:
    detail = {"office": phrase.office.name_zh if phrase.office else "", "length": len(phrase.text)}
    record_event(action=action, target=phrase, actor=user, detail=detail)
