"""Who looked at a person's guarded data, as that person gets it with a copy of their own data (PIPL 45)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from portal.audit.models import Event
from portal.people.models import User
from portal.privacy.own_data import Collected, Part, register_own_data


def register() -> None:
    register_own_data(IDENTITY_VIEWS)


def _collect(user: User) -> Collected:
    label = Application._meta.label_lower
    targets = [f"{label}:{pk}" for pk in Application.objects.filter(applicant=user).values_list("pk", flat=True)]
    events = Event.objects.filter(action="identity.viewed", target__in=targets).order_by("id")
    return Collected(
        [{"at": one.at, "by": one.actor_name, "office": one.detail.get("office", "")} for one in events],
    )


IDENTITY_VIEWS = Part(
    "identity_views",
    _("谁查看过完整证件号码"),
    {"at": _("时间"), "by": _("查看人"), "office": _("机构")},
    _collect,
)
