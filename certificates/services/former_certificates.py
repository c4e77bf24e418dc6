"""The certificates, each of a declaration that was recognised (HZ-35)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import current_versions
from applications.tables.former_certificates import CertificateEntry, certificate_entry, faults_of_certificate
from applications.tables.former_file import CERTIFICATES
from applications.tables.legacy_checking import text_of
from applications.tables.legacy_file import LegacyRow
from certificates.models import Certificate
from certificates.services.former_cases import TakingCases
from certificates.services.former_rows import REFUSED, TAKEN, Outcome, Taking
from certificates.services.importing import UnableToTakeOver, end_by_rule, supersede_older, take_certificate


class TakingCertificates(Taking):
    """Takes each certificate once, by its number."""

    key, numbered_by = CERTIFICATES, "number"

    def __init__(self, cases: TakingCases) -> None:
        super().__init__()
        self.cases = cases
        self.there = set(Certificate.objects.filter(is_imported=True).values_list("number", flat=True))
        self.holders: dict[str, set[int]] = {}

    def take(self, row: LegacyRow) -> Outcome:
        if faults := faults_of_certificate(row) or self._faults(text_of(row, "case")):
            return self.outcome(row, REFUSED, faults)
        entry = certificate_entry(row)
        if again := self.repeated(row, entry.number, entry):
            return again
        application = self.cases.case_of(entry.case)
        assert application is not None
        if entry.number in self.there:
            return self.present(row, same=_is_same(entry, application))
        return self._taken(row, entry, application)

    def supersede(self) -> None:
        """Let the newest of each person's certificates stand; to be called when all are there."""
        for key, holders in self.holders.items():
            renewing = {one.key for one in current_versions() if one.scheme.renews and one.scheme.renews.scheme == key}
            supersede_older(holder_ids=holders, scheme_keys={key, *renewing})

    def _faults(self, number: str) -> list[str]:
        if number not in self.cases.known:
            return [_("没有申报编号“%(number)s”，或该申报未能导入。") % {"number": number}]
        application = self.cases.case_of(number)
        if application is None:
            return [_("申报“%(number)s”没有认定，不能有证书。") % {"number": number}]
        if application.scheme.certificate is None:
            return [_("该申报的事项不发放证书。")]
        return []

    def _taken(self, row: LegacyRow, entry: CertificateEntry, application: Application) -> Outcome:
        try:
            certificate = take_certificate(
                application=application,
                number=entry.number,
                issued_on=entry.issued_on,
                valid_until=entry.valid_until,
            )
        except UnableToTakeOver as refused:
            return self.outcome(row, REFUSED, [refused.reason])
        self.holders.setdefault(application.version.key, set()).add(certificate.holder_id)
        notes = []
        if entry.valid_until is None and certificate.valid_until is not None:
            notes = [_("文件没有写明有效期，按事项规则至 %(day)s。") % {"day": certificate.valid_until}]
        return self.outcome(row, TAKEN, notes)


def _is_same(entry: CertificateEntry, application: Application) -> bool:
    kept = Certificate.objects.filter(number=entry.number, application=application, issued_on=entry.issued_on)
    return kept.filter(valid_until=entry.valid_until or end_by_rule(application, entry.issued_on)).exists()
