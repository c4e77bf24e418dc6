from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from applications.models import Application


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = _("电子证书")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from applications.holders import register_approval, register_recognition, register_revocation, register_words
        from applications.queries import ends_of_schemes
        from certificates import own_parts, retention
        from certificates.panels import certificate_panel
        from certificates.queries import recognition_of, words_of
        from certificates.services.ending import revoke_certificate
        from certificates.services.issuing import reserve_certificate
        from portal.ui.help import register_help
        from portal.ui.nav import NavItem, register_nav
        from portal.ui.panels import register_panel

        def issue(application: Application) -> None:
            reserve_certificate(application)

        def end(application: Application, reason: str) -> None:
            revoke_certificate(application=application, reason=reason)

        own_parts.register()
        retention.register()
        register_approval(issue)
        register_revocation(end)
        register_recognition(recognition_of)
        register_words(words_of)
        register_panel("application", certificate_panel)
        register_help("applicant", {8: ["certificates:verify", "certificates:verify_token"]})
        register_nav(
            NavItem(_("证书查验"), "certificates:verify", lambda user: ends_of_schemes().certificate, order=80)
        )
