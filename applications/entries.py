"""What this app offers on the home page and in the menus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.choices import RUNNING, STAGES, State
from applications.forms.next_steps import news_of, next_step_of, titled
from applications.guiding import Opening, issued_words, opening_of, overall_limit, who_applies
from applications.guiding.opening import CLOSED
from applications.models import SchemeVersion
from applications.panels import recognition_panel
from applications.queries import (
    cases_awaiting_units_of,
    cases_of,
    cases_of_own_units,
    current_version,
    current_versions,
    ends_of_schemes,
    failure_of,
)
from applications.renewing import standing_of
from applications.unit_information import current_information
from applications.views.unit_desk.today import todo_of
from portal.people import landing
from portal.people.landing import PERSON, UNIT, Place, register_place
from portal.people.models import User
from portal.tenants.remembering import remembered
from portal.tenants.scope import current_tenant_or_none
from portal.ui.help import register_help
from portal.ui.home import Card, NextStep, register_home_cards, register_next_steps
from portal.ui.nav import NavItem, register_nav, signed_in
from portal.ui.panels import register_panel
from units.policies import units_arrive_by_network
from units.queries import BY_NETWORK, is_opened_for, is_seated, units_of, units_stating

MOST = 5
"""So many cases of a kind the home page speaks of."""

HELP = {
    2: ["applications:start", "applications:guide"],
    3: ["applications:page", "applications:record", "applications:paste"],
    6: ["applications:preview", "applications:submit", "applications:receipt"],
    7: [
        "applications:mine",
        "applications:of_scheme",
        "applications:detail",
        "applications:delete",
        "applications:submission",
    ],
}
UNIT_HELP = {
    3: [
        *("applications:unit_desk", "applications:unit_check", "applications:unit_report", "applications:unit_decide"),
        *("applications:unit_enter", "applications:unit_imports", "applications:unit_import"),
        *("applications:unit_legacy", "applications:unit_letters"),
    ],
    5: ["applications:unit_information"],
    6: ["applications:unit_begin"],
    8: ["applications:unit_words"],
}
"""Which parts of the guides are about which pages."""


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
    register_help("applicant", HELP)
    register_help("unit", UNIT_HELP)
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
    """What a visitor sees at a glance: who, when, how long, what is issued; everything else is in the guide."""
    language, opening = get_language(), opening_of(scheme)
    return Card(
        title=scheme.title.of(language),
        text=scheme.summary.of(language),
        url=reverse("applications:start", args=[key]) if opening.state != CLOSED else "",
        button=scheme.apply.of(language),
        scheme=key,
        status=opening.word,
        tone=opening.tone,
        facts=_facts_at_a_glance(scheme, opening),
        guide_url=reverse("applications:guide", args=[key]),
        guide=_("办事指南"),
    )


def _facts_at_a_glance(scheme: Any, opening: Opening) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("谁可以申报"), who_applies(scheme)),
        (_("受理时间"), opening.now),
        (_("办理时限"), overall_limit(scheme)),
        (_("结果"), issued_words(scheme)),
    ]
    return tuple((name, words) for name, words in facts if words)


def next_steps(request: HttpRequest) -> list[NextStep]:
    """What waits for this person: a draft, a returned case, of their own or of their unit; cases to confirm for a unit."""
    user: Any = request.user
    steps = [*_steps_of_own(user)]
    steps += [_step_of_unit(case) for case in cases_of_own_units(user)[:5]]
    return [
        *_steps_to_register(user),
        *steps,
        *(todo.as_step for todo in todo_of(user)),
        *_steps_to_renew(user),
    ]


def _steps_of_own(user: User) -> Iterator[NextStep]:
    """One for each open case of the person, what is theirs to do first; then what has come of the others."""
    running = [case for case in cases_of(user).filter(state__in=RUNNING)[:MOST] if "person" in case.scheme.fills_in]
    for case in sorted(running, key=lambda case: case.state in STAGES):
        if step := next_step_of(case):
            yield titled(case, step)
    renewed = {version.scheme.renews.scheme for version in current_versions() if version.scheme.renews}
    for case in cases_of(user).filter(state=State.APPROVED)[:MOST]:
        step = news_of(case)
        if step and not (step.tone == "warn" and case.version.key in renewed):
            yield titled(case, step)


def _steps_to_register(user: User) -> Iterator[NextStep]:
    """A unit that came by the network is led to what it has to state before anything else (HZ-14)."""
    if not remembered(BY_NETWORK, units_arrive_by_network):
        return
    for unit in units_stating(user):
        text = _("%(unit)s还没有填写登记信息；填写完整后即开通。") % {"unit": unit.name}
        yield NextStep(text, reverse("applications:unit_information", args=[unit.public_id]), _("去填写"), "warn")


def _steps_to_renew(user: User) -> Iterator[NextStep]:
    """What the person can renew now, or should have by now; or from which day on they can (HZ-39)."""
    for key in ends_of_schemes().renewals if not user.is_legal_person else ():
        version = current_version(key)
        standing = standing_of(user, version) if version else None
        if version is not None and standing is not None and (standing.may_begin or standing.state == "early"):
            button = version.scheme.apply.of(get_language()) if standing.may_begin else _("了解详情")
            yield NextStep(standing.reason, reverse("applications:start", args=[key]), button, standing.tone)


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
