"""A unit words what its people are told on the way, e.g. whom to bring the form to, or takes its words back (HZ-61)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from applications.scheme import Scheme
from portal.calendar import now
from portal.people.models import User
from portal.policy import require
from units.models import Unit, UnitWords
from units.policies import may_administer_reason
from units.services.register import changed, locked_unit

LONGEST_ZH, LONGEST_EN = 500, 800


@transaction.atomic
def write_words(
    *, unit: Unit, by: User, scheme: Scheme, key: str, text_zh: str, text_en: str = "", revision: int | None = None
) -> UnitWords:
    """Put the unit's own words in the place of the scheme's and return them.

    Raises Refused for words that are too long or none, and Overtaken if the unit is no longer what `revision` showed.
    """
    require(may_administer_reason(by, unit))
    text_zh, text_en = text_zh.strip(), text_en.strip()
    require(words_reason(scheme, key, text_zh, text_en))
    unit = locked_unit(unit, revision)
    words: UnitWords
    words, _is_new = UnitWords.objects.update_or_create(
        unit=unit,
        scheme_key=scheme.scheme,
        key=key,
        defaults={"text_zh": text_zh, "text_en": text_en, "written_by": by, "written_at": now()},
    )
    changed(unit, "unit.words_written", by, words=text_zh, detail={"scheme": scheme.scheme, "key": key})
    return words


@transaction.atomic
def reset_words(*, unit: Unit, by: User, scheme: Scheme, key: str, revision: int | None = None) -> None:
    """Let the scheme's words stand again; without words of the unit's own nothing happens. Raises Refused or Overtaken."""
    require(may_administer_reason(by, unit))
    unit = locked_unit(unit, revision)
    deleted, _each = UnitWords.objects.filter(unit=unit, scheme_key=scheme.scheme, key=key).delete()
    if deleted:
        changed(unit, "unit.words_reset", by, detail={"scheme": scheme.scheme, "key": key})


def words_reason(scheme: Scheme, key: str, text_zh: str, text_en: str) -> str | None:
    """Return why these words cannot stand there, or None."""
    if key not in {helper.key for helper in scheme.helpers}:
        return _("没有这一处提示语，请刷新页面。")
    if not text_zh:
        return _("请填写中文提示语；要用默认的提示语，请点击“恢复默认”。")
    if len(text_zh) > LONGEST_ZH or len(text_en) > LONGEST_EN:
        limits = {"zh": LONGEST_ZH, "en": LONGEST_EN}
        return _("中文提示语最多 %(zh)d 个字，英文最多 %(en)d 个字符，请缩短后再保存。") % limits
    return None
