"""What a person had declared on a former site and that is no case here: found by their document, and theirs alone (HZ-20)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from applications.legacy_models import NUMBER_HEADING
from applications.models import LegacyRecord
from applications.queries import current_version
from portal.people.lookups import id_number_key
from portal.people.models import User


@dataclass(frozen=True)
class FormerRecord:
    """A record as its person's page shows it."""

    record: LegacyRecord
    title: str

    @property
    def number(self) -> str:
        """What it was called there: its number, whole where it has one, else the round."""
        return dict(self.record.further[:1]).get(NUMBER_HEADING) or self.record.round


def records_about(user: User) -> QuerySet[LegacyRecord]:
    """Return what was declared of the person with this kind of document and number; nothing for who has none."""
    if not user.id_number:
        return LegacyRecord.objects.none()
    return LegacyRecord.objects.filter(id_number_key=id_number_key(user.id_number), id_type=user.id_type).order_by("id")


def former_records(user: User) -> list[FormerRecord]:
    """Return them with the titles of their schemes, the latest first."""
    records = list(records_about(user).order_by("-declared_on", "-id"))
    titles = {key: _title(key) for key in {one.scheme_key for one in records}}
    return [FormerRecord(one, titles[one.scheme_key]) for one in records]


def _title(scheme_key: str) -> str:
    version = current_version(scheme_key)
    return version.scheme.title.of(get_language()) if version else scheme_key
