"""Accounts in the tenant's administration; the site itself lets people in by the portal's own log-in page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.services import record_event
from portal.people import lockout, roles, services
from portal.people.choices import AdminRole
from portal.people.fields import NameField, PhoneField
from portal.people.masking import mask_id_number, mask_phone
from portal.people.models import User
from portal.people.phone import is_phone, shown_phone
from portal.people.policies import may_have_password_reason, may_manage_people_reason
from portal.people.queries import ONE_FORM, comes_by_network, person_by_phone
from portal.people.requests import user_of
from portal.people.rules_form import PAGE_FIELDS, SignInRulesForm
from portal.people.second_factors import reset_second_factors
from portal.people.sign_in_models import SignInCount, SignInPage, SignInRules
from portal.policy import Refused
from portal.tenants.admin import AsksFirst, ReadOnlyAdmin, TenantAdmin, TenantModelForm
from portal.tenants.remembering import forget
from portal.tenants.scope import current_tenant


def _lead_on(_request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Django's own form would take passwords here, uncounted and without a second factor."""
    return redirect("admin:index")


admin.site.login = secure_admin_login(_lead_on)  # type: ignore[method-assign]

# The libraries register tables that know no tenant, among them everybody's second factors; their own modules first.
for library in ("allauth.account", "allauth.mfa", "django.contrib.auth"):
    import_module(f"{library}.admin")
for table in (Group, EmailAddress, Authenticator):
    admin.site.unregister(table)


class PersonForm(TenantModelForm):
    name = NameField()
    phone = PhoneField(required=False)
    forget_phone = forms.BooleanField(
        label=gettext_lazy("清除手机号码"),
        required=False,
        help_text=gettext_lazy("号码已归他人使用时勾选。此人此后用登录名登录，或重新登记号码。"),
    )
    password1 = forms.CharField(
        label=gettext_lazy("新密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("留空则不变。设置后此人在所有设备上退出登录。"),
    )

    class Meta:
        model = User
        fields = ["name", "login_name", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The number that is there is shown masked: who wants another one types it whole."""
        super().__init__(*args, **kwargs)
        self.initial["phone"] = ""
        if self.instance.phone:
            shown = {"phone": mask_phone(shown_phone(self.instance.phone))}
            self.fields["phone"].help_text = _("现为 %(phone)s，留空则不变。") % shown
        if self.instance.pk and not self.instance.is_named:
            self.initial["name"], self.fields["name"].required = "", False
            self.fields["name"].help_text = _("尚未登记姓名，现以 %(name)s 代替，可留空。") % {"name": self.instance}

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or self.instance.name

    def clean_phone(self) -> str | None:
        return self.cleaned_data["phone"] or self.instance.phone or None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("forget_phone"):
            data["phone"] = None
        return data

    def clean_login_name(self) -> str | None:
        return self.cleaned_data["login_name"] or None

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if password and (reason := may_have_password_reason(self.instance)):
            raise forms.ValidationError(reason)
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(User)
class PersonAdmin(TenantAdmin):
    """Nobody is deleted, since what they did must stay provable; nobody becomes an operator of the platform here."""

    form = PersonForm
    list_display = ["name", "login_name", "masked_phone", "role", "is_active", "created_at"]
    list_filter = ["is_active", "role"]
    search_fields = ["name", "login_name"]
    search_help_text = gettext_lazy("姓名、登录名或完整的手机号码")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "login_name",
                    "phone",
                    "forget_phone",
                    "password1",
                    "document",
                    "role",
                    "is_active",
                    "created_at",
                ],
                "description": gettext_lazy(
                    "指定或免去管理员、重置两步验证、停用和启用账号、让人退出登录，请在列表中选中人员，用“动作”办理。"
                ),
            },
        )
    ]
    readonly_fields = ["document", "role", "is_active", "created_at"]
    actions = [
        "reset_second_factor",
        "make_system_administrator",
        "make_security_administrator",
        "make_audit_administrator",
        "dismiss_administrator",
        "disable",
        "enable",
        "sign_out",
    ]

    @admin.display(description=gettext_lazy("证件号码"))
    def document(self, person: User) -> str:
        return f"{person.get_id_type_display()} {mask_id_number(person.id_number)}".strip()

    @admin.display(description=gettext_lazy("手机号码"))
    def masked_phone(self, person: User) -> str:
        return mask_phone(shown_phone(person.phone))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A phone number is found whole or not at all, and never stands in an address."""
        if request.method == "POST" and "sought" in request.POST and self.has_view_permission(request):
            return self._find(request, request.POST["sought"].strip())
        return super().changelist_view(request, extra_context)

    def _find(self, request: HttpRequest, sought: str) -> HttpResponse:
        people = reverse("admin:people_user_changelist")
        if not is_phone(sought):
            return redirect(f"{people}?{urlencode({SEARCH_VAR: sought})}" if sought else people)
        person = person_by_phone(sought)
        if person is None:
            self.message_user(request, _("没有使用该手机号码的账号。"), messages.WARNING)
            return redirect(people)
        return redirect("admin:people_user_change", person.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A network finds people by their documents (HZ-20), which are not entered here: its people sign in first."""
        return super().has_add_permission(request) and not comes_by_network()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = may_manage_people_reason(user_of(request)) is None
        return allowed and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.username = User.objects.new_username()
            obj.set_unusable_password()
        if {"phone", "forget_phone"} & set(form.changed_data):
            obj.phone_verified_at = None
            obj.name = obj.name if obj.is_named or not obj.phone else services.stand_in_name(obj.phone)
        super().save_model(request, obj, form, change)
        changed = {"fields": sorted(form.changed_data)}
        record_event(action="person.managed", target=obj, actor=user_of(request), detail=changed)
        if form.cleaned_data["password1"]:
            services.change_password(person=obj, password=form.cleaned_data["password1"])

    @admin.action(description=gettext_lazy("停用所选账号"))
    def disable(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            act = partial(services.disable_person, person=person, by=user_of(request), reason="")
            self._attempt(request, act, done=_("已停用：%(name)s。") % {"name": person})

    @admin.action(description=gettext_lazy("启用所选账号"))
    def enable(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            act = partial(services.enable_person, person=person, by=user_of(request))
            self._attempt(request, act, done=_("已启用：%(name)s。") % {"name": person})

    @admin.action(description=gettext_lazy("重置所选人员的两步验证（设备丢失时）"))
    def reset_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            act = partial(reset_second_factors, person=person, by=user_of(request), reason="")
            self._attempt(request, act, done=_("已重置 %(name)s 的两步验证，并已告知本人。") % {"name": person})

    @admin.action(description=gettext_lazy("指定为系统管理员"))
    def make_system_administrator(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._appoint(request, people, AdminRole.SYSTEM)

    @admin.action(description=gettext_lazy("指定为安全管理员"))
    def make_security_administrator(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._appoint(request, people, AdminRole.SECURITY)

    @admin.action(description=gettext_lazy("指定为审计管理员"))
    def make_audit_administrator(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._appoint(request, people, AdminRole.AUDIT)

    def _appoint(self, request: HttpRequest, people: QuerySet[User], role: AdminRole) -> None:
        for person in people:
            act = partial(roles.appoint, person=person, role=role, by=user_of(request))
            words = {"name": person, "role": role.label}
            self._attempt(request, act, done=_("已指定 %(name)s 为%(role)s。") % words)

    @admin.action(description=gettext_lazy("免去管理员"))
    def dismiss_administrator(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            act = partial(roles.dismiss, person=person, by=user_of(request))
            self._attempt(request, act, done=_("%(name)s 不再担任管理员。") % {"name": person})

    @admin.action(description=gettext_lazy("让所选人员在所有设备上退出登录"))
    def sign_out(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            services.end_other_sessions(person=person, by=user_of(request))
        self.message_user(request, _("已退出登录。"))

    def _attempt(self, request: HttpRequest, act: Callable[[], Any], *, done: str) -> None:
        try:
            act()
        except Refused as refusal:
            self.message_user(request, refusal.reason, messages.ERROR)
        else:
            self.message_user(request, done)


@admin.register(SignInCount)
class LockAdmin(ReadOnlyAdmin):
    """Who is locked out at the moment, to be let in again."""

    list_display = ["person", "kind", "locked_until"]
    list_select_related = ["person"]
    fields = ["person", "kind", "locked_until"]
    actions = ["unlock"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignInCount]:
        return lockout.locked_now()

    @admin.action(description=gettext_lazy("解锁"), permissions=["view"])
    def unlock(self, request: HttpRequest, counts: QuerySet[SignInCount]) -> None:
        for count in counts:
            try:
                lockout.unlock(count=count, by=user_of(request))
            except Refused as refusal:
                self.message_user(request, refusal.reason, messages.ERROR)
            else:
                self.message_user(request, _("已为 %(name)s 解锁。") % {"name": count.person})


@admin.register(SignInRules)
class SignInRulesAdmin(AsksFirst):
    """The tenant's own limits of sessions, whether units' people need a second factor, and what its sign-in asks for."""

    form = SignInRulesForm
    fields = [*SignInRulesForm.Meta.fields, "has_modes", *PAGE_FIELDS]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one row, so the list would only be a detour."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect("admin:people_signinrules_change", current_tenant().pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignInRules]:
        return SignInRules.objects.filter(pk=current_tenant().pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SignInRules, form: Any, change: bool) -> None:
        obj.save(update_fields=SignInRulesForm.Meta.fields)
        SignInPage.objects.update_or_create(defaults=form.page_values())
        forget(ONE_FORM)
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        changed = {name: value for name, value in given.items() if value != form.initial.get(name)}
        record_event(action="signin.rules_changed", target=obj, actor=user_of(request), detail=changed)
