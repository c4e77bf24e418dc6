from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "portal.network"
    label = "network"
    verbose_name = _("账号网络")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.network import own_parts, views
        from portal.people.choices import AdminRole
        from portal.people.outside import Outside, register_outside
        from portal.people.roles import keep_for

        register_outside(Outside(views.sign_in, views.prove_again, views.sign_out))
        keep_for(AdminRole.SECURITY, "network")
        own_parts.register()
