from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "review"
    label = "review"
    verbose_name = _("审核")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from certificates.policies import register_viewer
        from portal.calendar.changes import register_calendar_change
        from portal.notices.wording import register_texts
        from portal.people.choices import AdminRole
        from portal.people.roles import keep_for, register_bar
        from portal.people.strong import register_demand
        from portal.ui.panels import register_panel
        from review import entries, own_parts, panels, retention
        from review.jobs import recompute_soon
        from review.policies import may_administer, may_see_certificate
        from review.queries.offices import holds_a_seat
        from review.services import telling_complaints

        for part in (entries, own_parts, retention):
            part.register()
        _hold_stages()
        register_viewer(may_see_certificate)
        register_calendar_change(recompute_soon)
        register_demand(holds_a_seat)
        register_bar(may_administer)
        keep_for(AdminRole.SECURITY, "review.seat")
        register_texts(telling_complaints.texts)
        register_panel("home", panels.complaints_on_home)
        register_panel("home_public", panels.publicity_on_home)
        register_panel("guide", panels.complaints_in_guide)
        register_panel("guide_steps", panels.outlets_in_guide)
        register_panel("application", panels.outlets_on_case)
        register_panel("application", panels.follow_up_on_case)
        register_panel("application_status", panels.follow_up_beside_status)
        if settings.JUXIAN_ENV == "demo":
            from portal.tenants.lobby import register_lobby_section
            from review.demo.lobby import sections

            register_lobby_section(sections)


def _hold_stages() -> None:
    """Let offices and public lists hold the stages of cases, see them, and be told of them."""
    from applications import holders
    from review.policies import may_see_case
    from review.queries.following import results_of
    from review.queries.offices import named_offices, office_codes
    from review.services import audiences
    from review.services.publicising import PublicityHolder
    from review.services.stages import OfficeHolder
    from review.services.withdrawing import bar_listed

    holders.register_holder("office", OfficeHolder())
    holders.register_holder("publicity", PublicityHolder())
    holders.register_bar(bar_listed)
    holders.register_office_codes(office_codes)
    holders.register_offices(named_offices)
    holders.register_words(audiences.words)
    holders.register_audience("receiving_office", audiences.receiving_office, audiences.desk_path)
    holders.register_audience("department", audiences.departments, audiences.desk_path)
    holders.register_audience("stage_offices", audiences.stage_offices, audiences.stage_path)
    holders.register_notes(results_of)
    holders.register_viewer(lambda user, application: may_see_case(user, application.pk))
