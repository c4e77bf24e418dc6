"""What reviewers set up for themselves: named filters of the queue, and keys."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import Refused
from review.models import DeskSetting, SavedFilter
from review.queries.tasks import QueueFilter

MOST_FILTERS = 20
LONGEST_NAME = 20


@transaction.atomic
def save_filter(*, user: User, name: str, wanted: QueueFilter) -> SavedFilter:
    """Keep a filter under a name; one of the same name is replaced. Whose name was searched for is not kept.

    Raises Refused without a name, for a filter that narrows nothing, and for one too many.
    """
    name = _checked(name)
    values = {"stage": wanted.stage, "whose": wanted.whose, "due": wanted.due}
    if not any(values.values()):
        raise Refused(_("请先按环节、经办或期限筛选，再保存；申报人姓名不随筛选保存。"))
    own = SavedFilter.objects.filter(user=user)
    if own.count() >= MOST_FILTERS and not own.filter(name=name).exists():
        raise Refused(_("最多保存 %(count)d 个筛选，请先删除不用的。") % {"count": MOST_FILTERS})
    saved: SavedFilter = SavedFilter.objects.update_or_create(user=user, name=name, defaults=values)[0]
    return saved


@transaction.atomic
def rename_filter(*, saved: SavedFilter, name: str) -> SavedFilter:
    """Give a filter another name. Raises Refused without one, or where another has it."""
    saved.name = _checked(name)
    if SavedFilter.objects.filter(user=saved.user_id, name=saved.name).exclude(pk=saved.pk).exists():
        raise Refused(_("您已有名为“%(name)s”的筛选，请换一个名称。") % {"name": saved.name})
    saved.save(update_fields=["name"])
    return saved


@transaction.atomic
def delete_filter(*, saved: SavedFilter) -> None:
    saved.delete()


@transaction.atomic
def set_keys(*, user: User, are_on: bool) -> None:
    """Let single letters be commands at this person's desk, or not."""
    DeskSetting.objects.update_or_create(user=user, defaults={"has_keys": are_on})


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("请给筛选起一个名称。"))
    if len(name) > LONGEST_NAME:
        raise Refused(_("名称最多 %(count)d 个字。") % {"count": LONGEST_NAME})
    return name
