"""What can come out of a case, and what follows: publicity, the certificate, renewal, what others decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.guiding.wording import Wording
from applications.queries import current_versions
from applications.scheme import Scheme
from applications.scheme.renewal import Reminder


@dataclass(frozen=True)
class End:
    """One way in which a case ends or pauses: its label, and what that means."""

    label: str
    meaning: str


def ends_of(scheme: Scheme, wording: Wording) -> list[End]:
    """Return how a case can end, by the scheme's own words."""
    return [End(scheme.label(state).of(wording.language), meaning) for state, meaning in _meanings(scheme, wording)]


def certificate_words(scheme: Scheme) -> str:
    """Return what is issued and how long it is valid; empty for a scheme that issues nothing."""
    if scheme.certificate is not None:
        return _valid(scheme.certificate.valid_months)
    return _valid(scheme.valid_months) if scheme.valid_months else ""


def issued_words(scheme: Scheme) -> str:
    """Return what comes of it, in a line: the certificate and how long it is valid; empty where nothing is issued."""
    if scheme.certificate is None:
        words = certificate_words(scheme)
        return words[:1].upper() + words[1:]
    title = scheme.certificate.title.of(get_language())
    return _("%(title)s，%(valid)s") % {"title": title, "valid": certificate_words(scheme)}


def renewal_words(scheme: Scheme, wording: Wording) -> list[str]:
    """Return how the recognition is renewed, by which schemes of the portal."""
    return list(_renewals(scheme, wording))


def _meanings(scheme: Scheme, wording: Wording) -> Iterator[tuple[str, str]]:
    approved = scheme.state_note("approved", wording.language)
    yield "approved", approved or _("各环节都已通过。")
    if any("return" in stage.allows for stage in scheme.stages):
        yield "returned", scheme.state_note("returned", wording.language) or _("按原因修改后可以重新提交。")
    if any("reject" in stage.allows for stage in scheme.stages):
        yield "rejected", scheme.state_note("rejected", wording.language) or _("本次申报结束，原因会告知。")
    yield "withdrawn", scheme.state_note("withdrawn", wording.language) or _("由申报方自己撤回，本次申报结束。")
    yield "revoked", scheme.state_note("revoked", wording.language) or _("通过之后被撤销，不再有效。")


def _valid(months: int | None) -> str:
    return _("有效期 %(months)d 个月") % {"months": months} if months else _("不设有效期")


def _renewals(scheme: Scheme, wording: Wording) -> Iterator[str]:
    for other in (version.scheme for version in current_versions()):
        rule = other.renews
        if rule is not None and scheme.scheme in (rule.scheme, other.scheme):
            words = {"title": wording.of(other.title), "months": rule.after_months}
            yield _("自通过之日起满 %(months)d 个月，可以申请“%(title)s”延续。") % words
            yield from (_reminder(one) for one in rule.reminders)


def _reminder(one: Reminder) -> str:
    if one.months:
        return _("到期前 %(months)d 个月会收到提醒。") % {"months": one.months}
    return _("到期前 %(days)d 天会收到提醒。") % {"days": one.days}
