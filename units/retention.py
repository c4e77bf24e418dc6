"""Who acts for a unit cannot leave it without a word; what becomes of licences."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.models import User
from portal.privacy.leaving import register_eraser, register_obstacles, register_ties
from portal.privacy.retention import Rule, register_rule
from units.choices import CertificationState
from units.models import Certification, LegacyUnit, LetterBundle, Unit, UnitAdministrator, UnitWords
from units.services.bundles import forget_bundle
from units.services.claiming import forget_account_information
from units.services.licences import forget_certification, part_certifications_from


def register() -> None:
    register_rule(LICENCES)
    register_rule(OLD_ACCOUNTS)
    register_rule(BUNDLES)
    register_eraser(_part_from_certifications)
    register_obstacles(_obstacles)
    register_ties(_without_units)


def _obstacles(user: User) -> list[str]:
    seats = UnitAdministrator.objects.filter(user=user, is_active=True).select_related("unit")
    words = _("您是%(unit)s的管理员，请先请受理窗口更换管理员。")
    return [words % {"unit": seat.unit.name} for seat in seats]


def _without_units(accounts: QuerySet[User]) -> QuerySet[User]:
    administrators = UnitAdministrator.objects.filter(user=OuterRef("pk"))
    certified = Certification.objects.filter(user=OuterRef("pk"), state=CertificationState.PASSED)
    asked = Unit.objects.filter(requested_by=OuterRef("pk"))
    decided = LegacyUnit.objects.filter(claimed_by=OuterRef("pk"))
    wrote = UnitWords.objects.filter(written_by=OuterRef("pk"))
    for tie in (administrators, certified, asked, decided, wrote):
        accounts = accounts.exclude(Exists(tie))
    return accounts


def _unused(before: dt.datetime) -> QuerySet[Certification]:
    return Certification.objects.filter(created_at__lt=before).exclude(state=CertificationState.PASSED)


def _forget(certification: Certification) -> int:
    return forget_certification(certification=certification)


def _part_from_certifications(user: User) -> dict[str, int]:
    """What a unit was certified by stays with the unit; the person's address goes, and what came to nothing."""
    return {"certifications": part_certifications_from(user=user)}


def _known(before: dt.datetime) -> QuerySet[LegacyUnit]:
    return LegacyUnit.objects.filter(imported_at__lt=before).exclude(information="")


def _forget_information(account: LegacyUnit) -> int:
    return forget_account_information(legacy=account)


LICENCES = Rule(
    "licences_unused",
    gettext_lazy("未提交认证的营业执照"),
    gettext_lazy("认证没有完成，处理目的未实现"),
    30,
    1,
    _unused,
    _forget,
)


def _bundles(before: dt.datetime) -> QuerySet[LetterBundle]:
    return LetterBundle.objects.filter(asked_at__lt=before)


def _forget_bundle(bundle: LetterBundle) -> int:
    return forget_bundle(bundle=bundle)


BUNDLES = Rule(
    "letter_bundles",
    gettext_lazy("单位合并打印的文件"),
    gettext_lazy("打印后目的已实现，需要时可以再次生成"),
    1,
    1,
    _bundles,
    _forget_bundle,
)

OLD_ACCOUNTS = Rule(
    "legacy_units",
    gettext_lazy("旧系统单位账号的登记信息"),
    gettext_lazy("单位登录时归入；期满后只保留账号的名称和代码"),
    3 * 365,
    30,
    _known,
    _forget_information,
)
