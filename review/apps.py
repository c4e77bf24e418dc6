from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ui.home import NextStep, register_next_steps

if TYPE_CHECKING:
    from portal.people.landing import Place


class ReviewConfig(AppConfig):
    name = "review"
    label = "review"
    verbose_name = _("审核")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from applications import holders
        from certificates.policies import register_viewer
        from portal.calendar.changes import register_calendar_change
        from portal.notices.wording import register_texts
        from portal.people import landing
        from portal.people.choices import AdminRole
        from portal.people.roles import keep_for, register_bar
        from portal.people.strong import register_demand
        from portal.ui.panels import register_panel
        from review import own_parts, panels, retention
        from review.jobs import recompute_soon
        from review.policies import may_administer, may_see_case, may_see_certificate
        from review.queries.offices import holds_a_seat, office_codes
        from review.services import audiences, telling_complaints
        from review.services.publicising import PublicityHolder
        from review.services.stages import OfficeHolder
        from review.services.withdrawing import bar_listed

        own_parts.register()
        retention.register()
        holders.register_holder("office", OfficeHolder())
        holders.register_holder("publicity", PublicityHolder())
        holders.register_bar(bar_listed)
        holders.register_office_codes(office_codes)
        holders.register_words(audiences.words)
        holders.register_audience("receiving_office", audiences.receiving_office, audiences.desk_path)
        holders.register_audience("department", audiences.departments, audiences.desk_path)
        holders.register_audience("stage_offices", audiences.stage_offices, audiences.stage_path)
        holders.register_viewer(lambda user, application: may_see_case(user, application.pk))
        register_viewer(may_see_certificate)
        register_calendar_change(recompute_soon)
        register_demand(holds_a_seat)
        landing.register_place(landing.UNIT, _office_desk, order=10)
        register_bar(may_administer)
        keep_for(AdminRole.SECURITY, "review.seat")
        register_texts(telling_complaints.texts)
        register_panel("home", panels.complaints_on_home)
        self._register_menu()
        if settings.JUXIAN_ENV == "demo":
            from portal.tenants.lobby import register_lobby_section
            from review.demo.lobby import sections

            register_lobby_section(sections)

    @staticmethod
    def _register_menu() -> None:
        from django.utils.functional import lazy

        from applications.queries import ends_of_schemes
        from portal.ui.manuals import register_desk
        from portal.ui.nav import PERSON, NavItem, register_nav
        from review.choices import OfficeKind
        from review.policies import opens_anything
        from review.queries.authorising import menu_words
        from review.queries.complaints import answers_complaints, open_complaint_count, takes_complaints
        from review.queries.overview import kinds_of, leads_for, open_count
        from review.queries.publicity import open_objection_count
        from units.policies import units_are_opened_by_office

        def at_bureau(user: Any) -> bool:
            return leads_for(user)

        def hears_objections(user: Any) -> bool:
            return at_bureau(user) and ends_of_schemes().publicity

        def opens_units(user: Any) -> bool:
            kinds = {OfficeKind.WINDOW, OfficeKind.ALLIANCE, OfficeKind.BUREAU} & kinds_of(user)
            return bool(kinds) and not units_are_opened_by_office()

        def authorises(user: Any) -> bool:
            return OfficeKind.BUREAU in kinds_of(user) and opens_anything()

        def sits(user: Any) -> bool:
            return bool(kinds_of(user))

        def files_complaints(user: Any) -> bool:
            return takes_complaints() and bool(user.is_authenticated)

        def objections(user: Any) -> int:
            return open_objection_count()

        register_desk("office", sits)
        register_next_steps(_cases_to_handle)
        register_nav(NavItem(_("投诉举报"), "review:complaints", shown_to=lambda user: takes_complaints(), order=13))
        register_nav(NavItem(_("审核工作台"), "review:queue", shown_to=sits, order=20, count=open_count))
        register_nav(NavItem(_("单位开通"), "review:units", shown_to=opens_units, order=30))
        words: Any = lazy(menu_words, str)()
        register_nav(NavItem(words, "review:authorisation", shown_to=authorises, order=25))
        register_nav(NavItem(_("异议处理"), "review:objections", shown_to=hears_objections, order=32, count=objections))
        register_nav(
            NavItem(_("投诉办理"), "review:complaint_desk", answers_complaints, order=33, count=open_complaint_count)
        )
        register_nav(NavItem(_("我的投诉举报"), "review:my_complaints", files_complaints, PERSON, order=60))
        register_nav(NavItem(_("黑名单"), "review:blacklist", shown_to=at_bureau, order=34))
        register_nav(NavItem(_("结果公示"), "review:publicity", lambda user: ends_of_schemes().publicity, order=70))
        register_nav(NavItem(_("管理后台"), "admin:index", shown_to=lambda user: user.is_staff, order=90))


def _office_desk(user: Any) -> "Place | None":
    """Whoever handles cases for an office signs in as a unit does, and begins at the office's desk (NX-19)."""
    from portal.people.landing import Place
    from review.queries.overview import kinds_of

    return Place(reverse("review:queue"), gettext("审核工作台")) if kinds_of(user) else None


def _cases_to_handle(request: HttpRequest) -> list[NextStep]:
    """The home page leads a reviewer to the desk."""
    from review.queries.overview import kinds_of, open_count

    user: Any = request.user
    count = open_count(user) if kinds_of(user) else 0
    if not count:
        return []
    text = gettext("您的机构有 %(count)s 件申报待办理。") % {"count": count}
    return [NextStep(text, reverse("review:queue"), _("进入审核工作台"))]
