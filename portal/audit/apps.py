from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = _("审计记录")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.audit.policies import may_read_audit
        from portal.audit.queries import probe_chain
        from portal.operations.probes import register_probe
        from portal.ui.help import register_help
        from portal.ui.nav import NavItem, register_nav

        register_probe("audit", probe_chain)
        register_help("auditor", {0: ["audit:log", "audit:chain"]})
        register_nav(NavItem(_("审计"), "audit:log", may_read_audit, order=80))
