"""Who signs in: an account of the current tenant, by what the tenant lets people sign in by, or by login name."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.apps import apps
from django.http import HttpRequest

from portal.people.models import User
from portal.people.policies import may_have_password_reason
from portal.people.queries import belongs_here, people_by_login
from portal.people.roles import keeper_of
from portal.people.strong import with_demands
from portal.tenants.models import Tenant
from portal.tenants.scope import TenantScoped


class TenantBackend(AuthenticationBackend):
    """Knows the people of the tenant whose host was asked for. A session of another tenant's person is nobody's."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("phone") or credentials.get("username") or ""
        password = credentials["password"]
        known = [one for one in people_by_login(login) if may_have_password_reason(one) is None]
        found = [one for one in known if self._check_password(one, password) is not None]
        return found[0] if len(found) == 1 else None

    def get_user(self, user_id: int) -> User | None:
        user = with_demands(User.objects.filter(pk=user_id)).first()
        return user if user is not None and self.user_can_authenticate(user) and belongs_here(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """A tenant's administrator opens the tables of the own role, and nothing of the platform's."""
        return super().has_perm(user_obj, perm, obj) or (_administers(user_obj) and _is_kept_by(user_obj, perm))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        mine = _administers(user_obj) and any(
            _may_be_managed(model, user_obj.role) for model in apps.get_app_config(app_label).get_models()
        )
        return mine or super().has_module_perms(user_obj, app_label)


def _administers(user: Any) -> bool:
    return bool(user.is_active and user.is_staff and user.tenant_id and belongs_here(user))


def _is_kept_by(user: Any, perm: str) -> bool:
    label, _dot, name = perm.partition(".")
    _action, _underline, model_name = name.partition("_")
    try:
        return _may_be_managed(apps.get_model(label, model_name), user.role)
    except LookupError:
        return False


def _may_be_managed(model: type[Any], role: str) -> bool:
    return issubclass(model, TenantScoped | User | Tenant) and keeper_of(model._meta.label_lower) == role
