"""How the portal is known to its account network, kept by the security administrator."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests import RequestException

from portal.audit.services import record_event
from portal.network.knowing import configuration
from portal.network.models import NetworkClient
from portal.people.requests import user_of
from portal.tenants.admin import TenantAdmin, TenantModelForm

# The library's tables know no tenant, and nobody edits which account of the network is whose.
from allauth.socialaccount import admin as _library  # noqa: F401  isort: skip

for table in (SocialApp, SocialAccount, SocialToken):
    admin.site.unregister(table)


class NetworkClientForm(TenantModelForm):
    fixed = ("kind",)

    secret = forms.CharField(
        label=gettext_lazy("客户端密钥"),
        required=False,
        strip=True,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("只写不读：留空则不变。"),
    )

    class Meta:
        model = NetworkClient
        fields = ["kind", "client_id", "is_active"]  # the administration names all of them

    def clean_secret(self) -> str:
        return self.cleaned_data["secret"] or self.instance.secret

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"]
        if settings.IN_PRODUCTION and not issuer.startswith("https://"):
            raise forms.ValidationError(_("服务器地址须以 https:// 开头，否则登录信息可能被窃听或篡改。"))
        return issuer


@admin.register(NetworkClient)
class NetworkClientAdmin(TenantAdmin):
    form = NetworkClientForm
    fields = ["kind", "issuer", "client_id", "secret", "is_active"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["kind", "issuer", "client_id", "is_active"]
    actions = ["ask_server"]

    def save_model(self, request: HttpRequest, obj: NetworkClient, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = {"kind": obj.kind, "fields": sorted(form.changed_data)}
        record_event(action="network.client_changed", target=obj, actor=user_of(request), detail=changed)
        self._tell(request, obj)

    @admin.action(description=gettext_lazy("检查服务器是否有应答"), permissions=["view"])
    def ask_server(self, request: HttpRequest, clients: Any) -> None:
        for client in clients:
            self._tell(request, client)

    def _tell(self, request: HttpRequest, client: NetworkClient) -> None:
        """What the server says of itself is asked for at once: a wrong address is found before anybody signs in by it."""
        try:
            configuration(client.issuer, anew=True)
        except RequestException:
            words = _("%(client)s：服务器没有应答，或不是 OpenID Connect 服务器。请核对服务器地址和网络。")
            self.message_user(request, words % {"client": client}, messages.WARNING)
        else:
            self.message_user(request, _("%(client)s：服务器有应答。") % {"client": client})
