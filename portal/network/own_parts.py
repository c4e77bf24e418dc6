"""The accounts of the network that are a person's: in the copy of their data, and gone when they close the account here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.network.models import LegalPerson
from portal.privacy.leaving import register_eraser, register_obstacles
from portal.privacy.own_data import Collected, Part, register_own_data

if TYPE_CHECKING:
    from portal.people.models import User


def register() -> None:
    register_own_data(ACCOUNTS)
    register_eraser(erase)
    register_obstacles(obstacles)


def obstacles(user: User) -> list[str]:
    return [_("法人账号由单位保有，不在这里注销。")] if user.is_legal_person else []


def _accounts(user: User) -> Collected:
    known = SocialAccount.objects.filter(user=user).order_by("id")
    return Collected(
        [
            {"network": one.provider, "name": one.uid, "since": one.date_joined, "last_signed_in": one.last_login}
            for one in known
        ]
    )


def erase(user: User) -> dict[str, int]:
    """Whoever comes again by the network gets a new account."""
    LegalPerson.objects.filter(user=user).delete()
    return {"network_accounts": SocialAccount.objects.filter(user=user).delete()[0]}


ACCOUNTS = Part(
    "network_accounts",
    gettext_lazy("账号网络的账号"),
    {
        "network": gettext_lazy("账号网络"),
        "name": gettext_lazy("在账号网络中的标识"),
        "since": gettext_lazy("首次登录"),
        "last_signed_in": gettext_lazy("最近登录"),
    },
    _accounts,
)
