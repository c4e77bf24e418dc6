"""The declarations: recognitions become cases, the others records (HZ-18, HZ-20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from applications.models import Application, SchemeVersion
from applications.services.former import is_same_recognition, is_same_record, take_recognition, take_record
from applications.tables.former_cases import CaseEntry, CaseReader
from applications.tables.former_file import CASES
from applications.tables.legacy_checking import text_of
from applications.tables.legacy_file import LegacyRow
from certificates.models import FormerDeclaration
from certificates.services.former_rows import REFUSED, TAKEN, Outcome, Taking
from portal.people.identity import normalise
from portal.people.masking import mask_name
from portal.people.name import is_same_name
from units.models import LegacyUnit


class TakingCases(Taking):
    """Takes each declaration once, by its number, for the person of its document and the account of its unit."""

    key, numbered_by = CASES, "number"

    def __init__(self, versions: Mapping[str, SchemeVersion], accounts: Mapping[str, LegacyUnit]) -> None:
        super().__init__()
        self.versions, self.accounts = versions, accounts
        self.readers: dict[str, CaseReader] = {}
        self.default = renewed_scheme(versions)
        self.by_id = {version.pk: version for version in versions.values()}
        self.known = {one.number: one for one in FormerDeclaration.objects.all()}
        self.there = set(self.known)
        self.people: dict[str, set[str]] = {}

    def headings(self) -> Iterable[str]:
        return {heading for key in self.versions for heading in self._reader(key).headings}

    def note(self, row: LegacyRow) -> None:
        self.people.setdefault(text_of(row, "number"), set()).add(normalise(text_of(row, "id_number")))

    def take(self, row: LegacyRow) -> Outcome:
        key = text_of(row, "scheme") or self.default
        if key not in self.versions:
            return self.outcome(row, REFUSED, [_no_scheme(key, self.versions)])
        reader = self._reader(key)
        if faults := reader.faults(row) or self._faults(row):
            return self.outcome(row, REFUSED, faults)
        entry = reader.entry(row)
        if again := self.repeated(row, entry.number, entry):
            return again
        account = self.accounts[entry.account]
        if entry.number in self.there:
            return self.present(row, same=self._is_same(entry, account))
        return self._taken(row, reader.version, entry, account)

    def case_of(self, number: str) -> Application | None:
        """Return the case of a number that is known; its scheme is read once, not once a case."""
        application: Application | None = self.known[number].application
        if application is not None and application.version_id in self.by_id:
            application.version = self.by_id[application.version_id]
        return application

    def _is_same(self, entry: CaseEntry, account: LegacyUnit) -> bool:
        """What retention has deleted since is not asked about."""
        if (application := self.case_of(entry.number)) is not None:
            return is_same_recognition(application, entry, account)
        record = self.known[entry.number].record
        return record is None or is_same_record(record, entry, account)

    def _reader(self, key: str) -> CaseReader:
        if key not in self.readers:
            self.readers[key] = CaseReader(self.versions[key])
        return self.readers[key]

    def _faults(self, row: LegacyRow) -> list[str]:
        faults = []
        if text_of(row, "account") not in self.accounts:
            faults.append(_("没有旧系统账号“%(account)s”。") % {"account": text_of(row, "account")})
        if len(self.people[text_of(row, "number")]) > 1:
            faults.append(_("这个申报编号在文件中用于不同的人员，请核对；这些行都未导入。"))
        return faults

    def _taken(self, row: LegacyRow, version: SchemeVersion, entry: CaseEntry, account: LegacyUnit) -> Outcome:
        notes = list(entry.notes)
        if entry.is_recognised:
            application = take_recognition(version=version, entry=entry, account=account)
            kept = FormerDeclaration.objects.create(number=entry.number, application=application)
            notes += _of_name(application)
        else:
            record = take_record(scheme_key=version.key, entry=entry, account=account)
            kept = FormerDeclaration.objects.create(number=entry.number, record=record)
            notes = [_("状态“%(status)s”不是认定通过：只作为记录保存，供本人查看。") % {"status": entry.status}]
        self.known[entry.number] = kept
        return self.outcome(row, TAKEN, notes)


def renewed_scheme(versions: Mapping[str, SchemeVersion]) -> str:
    """Return the first scheme that another one renews, empty if none does."""
    renewals = (version.scheme.renews for version in versions.values())
    return next((rule.scheme for rule in renewals if rule is not None), "")


def _no_scheme(key: str, versions: Mapping[str, SchemeVersion]) -> str:
    words = {"key": key, "known": "、".join(sorted(versions))}
    if not key:
        return _("事项：请填写（可填：%(known)s）。") % words
    return _("事项：没有“%(key)s”（可填：%(known)s）。") % words


def _of_name(application: Application) -> list[str]:
    present, former = application.applicant.name, application.applicant_name
    if is_same_name(present, former):
        return []
    words = {"former": mask_name(former), "present": mask_name(present)}
    return [_("该证件在本系统登记的姓名是“%(present)s”，旧系统为“%(former)s”；申报保留旧姓名，请核对。") % words]
