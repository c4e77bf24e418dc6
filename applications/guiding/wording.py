"""A scheme's conditions, facts and offices in the reader's words, with what the tenant calls its units and offices."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.choices import Party
from applications.holders import NamedOffice, named_offices
from applications.scheme import Field, Scheme, Text
from applications.scheme.asking import name_of_fact, sentence
from applications.scheme.form import ChoiceSource
from applications.scheme.match import Match
from applications.scheme.way import OfficeRef
from applications.unit_information import current_information, stated_text
from portal.people.choices import IdType
from units.choices import UnitKind, UnitLevel

CHOICES: dict[str, Any] = {
    "unit.level": UnitLevel,
    "unit.kind": UnitKind,
    "applicant.id_type": IdType,
    "case.entered_by": Party,
    "case.submitted_by": Party,
}

TIERS = {"county": gettext_lazy("县（区）"), "city": gettext_lazy("市"), "province": gettext_lazy("省（自治区）")}
REGION_LEVEL = "unit.region_level"


class Wording:
    """Words for one scheme and one page: the tenant's information on units and its offices are read once at most."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.language = get_language()

    def of(self, text: Text | None) -> str:
        return text.of(self.language) if text else ""

    def condition(self, match: Match | None) -> str:
        """Return a condition without a code in it; 任何情况 for none."""
        return sentence(match, self.scheme, self.language, self._of_tenant)

    def fact(self, key: str) -> str:
        """Return what a fact of the form, the unit or the applicant is called."""
        return self._of_tenant(key, None) or name_of_fact(key, self.scheme).of(self.language)

    def office(self, ref: OfficeRef) -> str:
        """Return which office that is: by name, or by what it depends on."""
        if ref.code is not None:
            found = self._offices.get(ref.code)
            return found.label(self.language) if found else ref.code
        if ref.same_as is not None:
            stage = self.scheme.stage(ref.same_as)
            return _("办理“%(stage)s”的机构") % {"stage": (stage.name or stage.for_offices).of(self.language)}
        return self._related(ref)

    def _related(self, ref: OfficeRef) -> str:
        if ref.alliance_of is not None:
            return _("由“%(fact)s”决定的服务联盟") % {"fact": self.fact(ref.alliance_of)}
        if ref.department_of is not None:
            return _("由“%(fact)s”决定的职能部门") % {"fact": self.fact(ref.department_of)}
        if ref.office_of is not None:
            return _("单位的%(fact)s") % {"fact": self.fact(ref.office_of)}
        words = {"fact": self.fact(ref.authority_of or ""), "tier": TIERS[ref.tier or "county"]}
        return _("由“%(fact)s”决定的%(tier)s级主管机构") % words

    @cached_property
    def _offices(self) -> dict[str, NamedOffice]:
        return named_offices()

    @cached_property
    def _information(self) -> Any:
        return current_information()

    def _of_tenant(self, key: str, value: Any) -> str:
        if key in CHOICES:
            return str(dict(CHOICES[key].choices).get(value, ""))
        if key == REGION_LEVEL:
            return str(TIERS.get(value, ""))
        if value is not None and (coded := self._coded(key)):
            return stated_text(coded, value)
        field = self._information.field(key[5:]) if key.startswith("unit.") and self._information else None
        if field is None:
            return ""
        return str(field.label.of(self.language)) if value is None else stated_text(field, value)

    def _coded(self, key: str) -> Field | None:
        """Return the field of the form whose values a code set names: the scheme itself knows the codes only."""
        fields = (one for one in self.scheme.fields() if key in (one.key, one.prefill))
        return next((one for one in fields if isinstance(one.choices, ChoiceSource)), None)
