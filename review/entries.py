"""Where the offices' desks stand in the menus and on the home page, and where their people begin after signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.queries import ends_of_schemes
from portal.people import landing
from portal.tenants.remembering import remembered
from portal.ui.help import register_help
from portal.ui.home import NextStep, register_next_steps
from portal.ui.manuals import register_desk
from portal.ui.nav import PERSON, NavItem, register_nav
from review.choices import OfficeKind
from review.policies import opens_anything
from review.queries.authorising import menu_words
from review.queries.complaints import answers_complaints, open_complaint_count, takes_complaints
from review.queries.following import follows_up, menu_title
from review.queries.overview import kinds_of, leads_for, open_count
from review.queries.publicity import open_objection_count
from units.policies import units_arrive_by_network, units_ask_to_be_opened
from units.queries import BY_NETWORK, disputed_accounts

HELP = {
    1: ["review:queue", "review:waiting", "review:done", "review:filters", "review:days"],
    2: [
        *("review:task", "review:case", "review:decide", "review:pass_many", "review:hand_over_many", "review:phrases"),
    ],
    4: ["review:units", "review:new_unit", "review:unit"],
    5: ["review:objections", "review:resolve", "review:blacklist", "review:lift", "review:revoke"],
    6: ["review:complaint_desk", "review:complaint"],
    7: ["review:follow_up", "review:handed_on_lists"],
    8: ["review:old_accounts", "review:old_account"],
    9: ["review:overview", "review:figure_cases", "review:workload", "review:publicity_lists"],
}
CLERK_HELP = {2: ["review:authorisation", "review:register_unit", "review:place_person"]}
PUBLIC_HELP = {
    8: ["review:publicity", "review:object", "review:objection_receipt"],
    10: ["review:complaints", "review:complain", "review:my_complaints", "review:complaint_receipt"],
}
"""Which parts of the guides are about which pages."""


def register() -> None:
    register_help("reviewer", HELP)
    register_help("clerk", CLERK_HELP)
    register_help("applicant", PUBLIC_HELP)
    register_desk("office", sits)
    register_next_steps(cases_to_handle)
    landing.register_place(landing.UNIT, office_desk, order=10)
    for item in (*_desks(), *_pages()):
        register_nav(item)


def _desks() -> list[NavItem]:
    """What only people of offices get."""
    authorisation: Any = lazy(menu_words, str)()
    following: Any = lazy(menu_title, str)()
    return [
        NavItem(_("审核工作台"), "review:queue", sits, order=20, count=open_count),
        NavItem(following, "review:follow_up", follows_up, order=22),
        NavItem(authorisation, "review:authorisation", authorises, order=25),
        NavItem(_("单位开通"), "review:units", opens_units, order=30),
        NavItem(_("旧系统账号归属"), "review:old_accounts", settles_claims, order=31, count=disputed),
        NavItem(_("异议处理"), "review:objections", hears_objections, order=32, count=objections),
        NavItem(_("公示名单"), "review:publicity_lists", hears_objections, order=32),
        NavItem(_("投诉办理"), "review:complaint_desk", answers_complaints, order=33, count=open_complaint_count),
        NavItem(_("黑名单"), "review:blacklist", leads_for, order=34),
    ]


def _pages() -> list[NavItem]:
    return [
        NavItem(_("投诉举报"), "review:complaints", lambda user: takes_complaints(), order=13),
        NavItem(_("我的投诉举报"), "review:my_complaints", files_complaints, PERSON, order=60),
        NavItem(_("结果公示"), "review:publicity", lambda user: ends_of_schemes().publicity, order=70),
        NavItem(_("管理后台"), "admin:index", lambda user: user.is_staff, order=90),
    ]


def sits(user: Any) -> bool:
    return bool(kinds_of(user))


def hears_objections(user: Any) -> bool:
    return leads_for(user) and ends_of_schemes().publicity


def opens_units(user: Any) -> bool:
    kinds = {OfficeKind.WINDOW, OfficeKind.ALLIANCE, OfficeKind.BUREAU} & kinds_of(user)
    return bool(kinds) and units_ask_to_be_opened()


def settles_claims(user: Any) -> bool:
    return leads_for(user) and remembered(BY_NETWORK, units_arrive_by_network)


def disputed(user: Any) -> int:
    return disputed_accounts().count()


def authorises(user: Any) -> bool:
    return OfficeKind.BUREAU in kinds_of(user) and opens_anything()


def files_complaints(user: Any) -> bool:
    return takes_complaints() and bool(user.is_authenticated)


def objections(user: Any) -> int:
    return open_objection_count()


def office_desk(user: Any) -> landing.Place | None:
    """Whoever handles cases for an office signs in as a unit does, and begins at the office's desk (NX-19)."""
    return landing.Place(reverse("review:queue"), gettext("审核工作台")) if sits(user) else None


def cases_to_handle(request: HttpRequest) -> list[NextStep]:
    """The home page leads a reviewer to the desk."""
    user: Any = request.user
    count = open_count(user) if sits(user) else 0
    if not count:
        return []
    text = gettext("您的机构有 %(count)s 件申报待办理。") % {"count": count}
    return [NextStep(text, reverse("review:queue"), _("进入审核工作台"))]
