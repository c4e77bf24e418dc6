"""Issuing: the number and the content are fixed in the approving transaction, the file follows by itself (NB-93…98)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application, CatalogueCategory, CatalogueCondition
from applications.queries import condition_field, kindred_schemes, latest_submission, present_attachments
from applications.scheme.parts import CertificateRule
from certificates.choices import CertificateState
from certificates.models import Certificate, CertificateSequence
from certificates.rendering.filing import file_certificate, stored_pdf
from certificates.services.ending import supersede_certificate
from certificates.tasks import enqueue
from portal.audit.services import record_event
from portal.calendar import today
from portal.calendar.months import last_day_of
from portal.people.choices import IdType
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.scope import current_tenant


class UnableToPrint(Refused):
    """The certificate is issued, but its file cannot be made now; the row says why to those who can mend it."""


@transaction.atomic
def reserve_certificate(application: Application) -> Certificate | None:
    """Issue the certificate of an approved case, the same one however often it is called; None if the scheme has none.

    Runs inside the approving transaction. Earlier valid certificates of this person under the same scheme, one that
    it renews or one that renews it are superseded by it. Of one that `continues` the months begin when that of the
    latest of them would have ended (HZ-92).
    """
    rule = application.scheme.certificate
    if rule is None:
        return None
    issued: Certificate | None = Certificate.objects.filter(application=application).first()
    if issued is not None:
        return issued
    earlier = _earlier(application)
    number, issued_on = _next_number(rule.number), today()
    begins_on = _first_day(rule, earlier)
    valid_until = last_day_of(begins_on, rule.valid_months) if rule.valid_months else None
    content = _content(application, number, issued_on, (begins_on, valid_until))
    certificate: Certificate = Certificate.objects.create(
        application=application,
        number=number,
        holder=application.applicant,
        holder_name=content["name"],
        content=content,
        issued_on=issued_on,
        valid_until=valid_until,
    )
    record_event(action="certificate.issued", target=certificate, detail={"number": number})
    for one in earlier:
        supersede_certificate(old=one, new=certificate)
    enqueue(certificate)
    return certificate


def printed_certificate(*, certificate: Certificate) -> bytes:
    """Return the PDF, made now if it is not on file or the file is damaged. Raises UnableToPrint."""
    content = stored_pdf(certificate)
    if content is None:
        filed = file_certificate(certificate.pk, anew=bool(certificate.pdf))
        content = None if filed.render_fault else stored_pdf(filed)
    if content is None:
        raise UnableToPrint(_("证书已发放，但文件暂时无法生成，主管机构会处理。证书效力不受影响，请稍后再来下载。"))
    return content


def print_anew(*, certificate: Certificate, by: Any) -> str:
    """Make the file anew, e.g. after a font was installed; return what went wrong, or an empty string."""
    with transaction.atomic():
        record_event(action="certificate.printed_anew", target=certificate, actor=by)
        return file_certificate(certificate.pk, anew=True).render_fault


def _next_number(pattern: str) -> str:
    """Take the next serial. Its row stays locked until the transaction ends: no number is given twice or lost.

    A number that the former site had given out in the same form is passed over.
    """
    year = today().year
    prefix = pattern.partition("{serial")[0].format(year=year)
    CertificateSequence.objects.get_or_create(prefix=prefix)
    sequence: CertificateSequence = CertificateSequence.objects.select_for_update(of=("self",)).get(prefix=prefix)
    number = ""
    while not number or Certificate.objects.filter(number=number).exists():
        sequence.last += 1
        number = pattern.format(year=year, serial=sequence.last)
    sequence.save(update_fields=["last"])
    return number


def _content(
    application: Application, number: str, issued_on: dt.date, valid: tuple[dt.date, dt.date | None]
) -> dict[str, Any]:
    """What is printed, as it is on the day of issue: later changes of names and tables do not reach into it."""
    rule = application.scheme.certificate
    assert rule is not None
    person, tenant = application.applicant, current_tenant()
    category = _category(application)
    valid_from, valid_until = valid
    return {
        "number": number,
        "title": rule.title.model_dump(),
        "body": rule.body.model_dump(),
        "note": rule.note.model_dump() if rule.note else None,
        "name": application.applicant_name or person.name,
        "id_type": _id_type(person.id_type),
        "id_masked": mask_id_number(person.id_number),
        "unit": _unit_name(application),
        "category": category,
        "condition": _condition(application, category["code"]),
        "bureau": {"zh": tenant.bureau_zh or tenant.name_zh, "en": tenant.bureau_en or tenant.name_en},
        "issued_on": issued_on.isoformat(),
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "photo": _photo(application),
    }


def content_of_former(
    application: Application, number: str, issued_on: dt.date, valid_until: dt.date | None
) -> dict[str, Any]:
    """Return what a certificate of the former site says, frozen like that of one issued here; there is no portrait."""
    return _content(application, number, issued_on, (issued_on, valid_until)) | {"photo": None}


def _unit_name(application: Application) -> str:
    """What the former site issued names the unit as it was called there."""
    unit = application.legacy_unit or application.unit
    return unit.name if unit else ""


def _id_type(id_type: str) -> dict[str, str] | None:
    words = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            words[key] = str(IdType(id_type).label) if id_type else ""
    return words if id_type else None


def _category(application: Application) -> dict[str, str]:
    code = application.determined_category or application.claimed_category
    row = CatalogueCategory.objects.filter(scheme_key=application.scheme.catalogue_key, code=code).first()
    return {"code": code, "zh": row.name_zh if row else code, "en": (row and row.name_en) or code}


def _condition(application: Application, category: str) -> dict[str, str] | None:
    """The catalogue condition claimed, unless the department determined another category than the one it belongs to."""
    field = condition_field(application.scheme)
    code = str(application.answers.get(field.key) or "") if field else ""
    own = {"category__scheme_key": application.scheme.catalogue_key, "category__code": category}
    rows = CatalogueCondition.objects.filter(**own)
    row = rows.filter(code=code).first() if code else None
    return {"code": code, "zh": row.text_zh, "en": row.text_en} if row else None


def _photo(application: Application) -> dict[str, str] | None:
    """The portrait that the reviewers saw: named with its hash, so that no other can take its place."""
    slots = {slot.key for slot in application.scheme.slots if slot.photo}
    submission = latest_submission(application)
    if submission is not None:
        files = [(a["slot"], a["id"], a["sha256"]) for a in submission.attachments]
    else:
        files = list(present_attachments(application).values_list("slot", "public_id", "sha256"))
    found = [{"id": public_id, "sha256": sha256} for slot, public_id, sha256 in files if slot in slots]
    return found[-1] if found else None


def _earlier(application: Application) -> list[Certificate]:
    """The person's valid certificates that the new one takes the place of. The person is held, so that of two cases
    approved at once the second finds what the first was given."""
    holder = User.objects.select_for_update().get(pk=application.applicant_id)
    same = Certificate.objects.filter(holder=holder, application__version__key__in=kindred_schemes(application.version))
    return list(same.filter(state=CertificateState.VALID).order_by("id"))


def _first_day(rule: CertificateRule, earlier: list[Certificate]) -> dt.date:
    """Today; of what continues another that still holds, the day after that one's last."""
    ends = [one.valid_until for one in earlier if one.valid_until is not None and one.valid_until >= today()]
    return max(ends) + dt.timedelta(days=1) if rule.continues and ends else today()
