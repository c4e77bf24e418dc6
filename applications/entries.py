"""What this app offers on the home page and in the menus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.choices import EDITABLE, State
from applications.models import SchemeVersion
from applications.panels import recognition_panel
from applications.queries import (
    acceptance_of,
    cases_awaiting_units_of,
    cases_of,
    cases_of_own_units,
    cases_units_correct,
    current_version,
    current_versions,
    ends_of_schemes,
    failure_of,
    return_of,
)
from applications.renewing import standing_of
from applications.unit_information import current_information
from portal.people import landing
from portal.people.landing import PERSON, UNIT, Place, register_place
from portal.people.models import User
from portal.tenants.remembering import remembered
from portal.tenants.scope import current_tenant_or_none
from portal.ui.home import Card, NextStep, register_home_cards, register_next_steps
from portal.ui.nav import NavItem, register_nav, signed_in
from portal.ui.panels import register_panel
from portal.ui.templatetags.ui import day
from units.policies import units_arrive_by_network
from units.queries import BY_NETWORK, is_opened_for, is_seated, units_of, units_stating


def register() -> None:
    """Called once when Django starts."""
    register_home_cards(cards)
    register_next_steps(next_steps)
    register_place(PERSON, own_cases, order=20)
    register_place(UNIT, unit_desk, order=20)
    register_panel("person_menu", scheme_menu)
    register_panel("certified", way_to_desk)
    register_panel("unit_information", way_to_information)
    register_panel("application", recognition_panel)
    register_panel("task", recognition_panel)
    register_nav(NavItem(gettext_lazy("申报查询"), "applications:mine", shown_to=applies_for_oneself, order=20))
    register_nav(
        NavItem(
            gettext_lazy("单位工作台"),
            "applications:unit_desk",
            shown_to=acts_for_a_unit,
            order=30,
            count=lambda user: cases_awaiting_units_of(user).count(),
        )
    )


def applies_for_oneself(user: Any) -> bool:
    """Everybody but the account that stands for a unit (HZ-29)."""
    return signed_in(user) and not user.is_legal_person


def acts_for_a_unit(user: Any) -> bool:
    return user.is_authenticated and current_tenant_or_none() is not None and is_seated(user)


def own_cases(user: User) -> Place:
    """Who signs in for themselves begins with their own declarations (NX-11)."""
    return Place(reverse("applications:mine"), _("申报查询"))


def unit_desk(user: User) -> Place | None:
    """Who acts for a unit begins at its desk (NX-15, NX-16)."""
    return Place(reverse("applications:unit_desk"), _("单位确认")) if acts_for_a_unit(user) else None


def scheme_menu(request: HttpRequest, user: Any) -> SafeString | str:
    """Return the schemes by their titles for the menu at the person's name, where the tenant tells modes apart.

    For oneself they lead to what one may fill in (NX-12), for a unit to its desk with what is opened for it (NX-17).
    """
    mode = landing.mode_of(request)
    if not mode:
        return ""
    links = _unit_links(user) if mode == UNIT else _own_links()
    return render_to_string("applications/_scheme_menu.html", {"links": links})


def _own_links() -> list[tuple[str, str]]:
    language = get_language()
    own = [version for version in current_versions() if "person" in version.scheme.fills_in]
    return [_own_link(version, language) for version in own]


def _own_link(version: SchemeVersion, language: str | None) -> tuple[str, str]:
    """A scheme that has a list of its own is entered by it (HZ-24)."""
    listed = version.scheme.case_list
    if listed is not None:
        return listed.title.of(language), reverse("applications:of_scheme", args=[version.key])
    return version.scheme.title.of(language), reverse("applications:start", args=[version.key])


def _unit_links(user: User) -> list[tuple[str, str]]:
    units, desk, language = list(units_of(user)), reverse("applications:unit_desk"), get_language()
    return [
        (version.scheme.title.of(language), desk)
        for version in (current_versions() if units else [])
        if not version.scheme.opened_for_units or any(is_opened_for(unit, version.key) for unit in units)
    ]


def way_to_desk(_request: HttpRequest, unit: Any) -> SafeString:
    """Who has certified a unit came to declare for it: this button leads there (CY-16, CY-21)."""
    url = f"{reverse('applications:unit_desk')}?{urlencode({'unit': unit.public_id})}"
    return format_html('<a class="btn btn-primary" href="{}">{}</a> ', url, _("前往单位工作台"))


def way_to_information(_request: HttpRequest, unit: Any) -> SafeString | str:
    """Where a unit states, and later changes, what the tenant asks of it (HZ-15, HZ-17)."""
    information = current_information()
    if information is None:
        return ""
    url = reverse("applications:unit_information", args=[unit.public_id])
    words = information.title.of(get_language())
    return format_html('<p class="button-row"><a class="btn btn-primary" href="{}">{}</a></p>', url, words)


def cards(request: HttpRequest) -> list[Card]:
    """One card for each scheme that can be applied for here (NB-10). A unit's own account applies for nobody (HZ-29)."""
    user: Any = getattr(request, "user", None)
    at_desk = getattr(user, "is_legal_person", False)
    found = [_card(version.scheme, version.key) for version in current_versions()]
    return [_card_of_desk(card) for card in found] if at_desk else found


def _card_of_desk(card: Card) -> Card:
    """The same scheme, as it is handled at the unit's desk."""
    url = f"{reverse('applications:unit_desk')}?{urlencode({'scheme': card.scheme})}"
    return replace(card, url=url, button=_("单位工作台"))


def _card(scheme: Any, key: str) -> Card:
    language = get_language()
    return Card(
        title=scheme.title.of(language),
        text=" ".join(part for part in (scheme.summary.of(language), _acceptance_words(scheme)) if part),
        url=reverse("applications:start", args=[key]),
        button=scheme.apply.of(language),
        scheme=key,
    )


def _acceptance_words(scheme: Any) -> str:
    """Any day will do to submit; acceptance waits for the window (AMB-05)."""
    acceptance = acceptance_of(scheme)
    if acceptance is None:
        return ""
    words = {"first": acceptance.first, "last": acceptance.last, "date": day(acceptance.on)}
    if acceptance.is_today:
        return _("每月第 %(first)d 至第 %(last)d 个工作日受理，今天正在受理。") % words
    return _("每月第 %(first)d 至第 %(last)d 个工作日受理；现在可以提交，将于%(date)s起受理。") % words


def next_steps(request: HttpRequest) -> list[NextStep]:
    """What waits for this person: a draft, a returned case, of their own or of their unit; cases to confirm for a unit."""
    user: Any = request.user
    own = [case for case in cases_of(user).filter(state__in=EDITABLE)[:5] if "person" in case.scheme.fills_in]
    steps = [_step(case) for case in own]
    steps += [_step_of_unit(case) for case in cases_of_own_units(user)[:5]]
    return [
        *_steps_to_register(user),
        *steps,
        *_steps_awaiting(user),
        *_steps_to_renew(user),
        *_steps_to_correct(user),
    ]


def _steps_to_register(user: User) -> Iterator[NextStep]:
    """A unit that came by the network is led to what it has to state before anything else (HZ-14)."""
    if not remembered(BY_NETWORK, units_arrive_by_network):
        return
    for unit in units_stating(user):
        text = _("%(unit)s还没有填写登记信息；填写完整后即开通。") % {"unit": unit.name}
        yield NextStep(text, reverse("applications:unit_information", args=[unit.public_id]), _("去填写"), "warn")


def _steps_to_renew(user: User) -> Iterator[NextStep]:
    """What the person can renew now, or should have by now (HZ-39)."""
    for key in ends_of_schemes().renewals if not user.is_legal_person else ():
        version = current_version(key)
        standing = standing_of(user, version) if version else None
        if version is not None and standing is not None and standing.may_begin:
            button = version.scheme.apply.of(get_language())
            yield NextStep(standing.reason, reverse("applications:start", args=[key]), button, standing.tone)


def _steps_awaiting(user: User) -> Iterator[NextStep]:
    """How many cases of its people wait for the unit's word."""
    confirm = Count("pk", filter=Q(state=State.UNIT_CONFIRM))
    waiting = cases_awaiting_units_of(user).order_by().aggregate(confirm=confirm, all=Count("pk"))
    if waiting["confirm"]:
        text = _("有 %(count)d 件员工的申报待单位确认。") % {"count": waiting["confirm"]}
        yield NextStep(text, reverse("applications:unit_desk"), _("去确认"), "warn")
    if to_report := waiting["all"] - waiting["confirm"]:
        text = _("有 %(count)d 件员工的申报待单位上报。") % {"count": to_report}
        yield NextStep(text, reverse("applications:unit_desk"), _("去上报"), "warn")


def _steps_to_correct(user: User) -> Iterator[NextStep]:
    """For each unit and scheme, how many of its people's cases were not passed, and the list of them."""
    given_back = Counter((case.unit, case.version) for case in cases_units_correct(user))
    for (unit, version), count in given_back.items():
        assert unit is not None
        words = {"unit": unit.name, "count": count, "title": version.scheme.title.of(get_language())}
        listed = urlencode({"unit": unit.public_id, "scheme": version.key, "list": "failed"})
        text = _("%(unit)s的%(title)s有 %(count)d 件未通过，可以修改后重新提交。") % words
        yield NextStep(text, f"{reverse('applications:unit_desk')}?{listed}", _("去修改"), "warn")


def _step(case: Any) -> NextStep:
    words = {"title": case.scheme.title.of(get_language())}
    correct = case.scheme.word("correct", get_language())
    url = reverse("applications:go_on", args=[case.public_id])
    if State.RETURNED in (case.state, case.progress):
        returned = return_of(case)
        words["reason"] = Truncator(returned.words if returned else "").chars(60)
        text = (
            _("您的%(title)s已退回：%(reason)s")
            if words["reason"]
            else _("您的%(title)s已退回，请按批注修改后重新提交。")
        )
        return NextStep(text % words, url, correct, "warn")
    if case.progress:
        return NextStep(_("您的%(title)s：%(label)s。") % (words | {"label": case.label}), url, correct)
    return NextStep(_("您的%(title)s还是草稿，尚未提交。") % words, url, correct)


def _step_of_unit(case: Any) -> NextStep:
    """What the unit has to do with its own case (CY-38, CY-39)."""
    scheme, returned = case.scheme, failure_of(case)
    words = {"unit": case.applicant_name, "title": scheme.title.of(get_language()), "label": case.label}
    url = reverse("applications:go_on", args=[case.public_id])
    if returned is None:
        return NextStep(_("%(unit)s的%(title)s还没有提交。") % words, url, _("继续填写"))
    words["reason"] = Truncator(returned.words).chars(60)
    text = _("%(unit)s的%(title)s：%(label)s。%(reason)s") % words
    return NextStep(text, url, scheme.word("correct", get_language()), "warn")
