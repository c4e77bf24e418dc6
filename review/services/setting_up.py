"""Setting up a tenant from its folder. It can be repeated: what is there, the bureau's changes included, stays.

Only what no form shows, the words and rules about an account network, is brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from applications.models import CatalogueCategory, CatalogueCondition
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.scheme.parts import Category
from applications.services.publishing import publish_scheme
from applications.services.unit_information import publish_units_block
from portal.audit.services import record_event
from portal.calendar.services import fill_calendar
from portal.codes import known_code_sets
from portal.people.queries import NETWORK, ONE_FORM
from portal.people.sign_in_models import SignInPage
from portal.privacy.models import RetentionPeriod
from portal.privacy.queries import current_notice
from portal.privacy.services.publishing import publish_notice
from portal.privacy.services.retaining import set_period
from portal.tenants.looks import fill_look
from portal.tenants.models import ContentPage, Tenant, TenantHost
from portal.tenants.remembering import forget
from portal.tenants.scope import tenant_scope
from review.models import AuditDivision, Office, Outlet
from review.services.setting_up_content import add_content
from review.tenant_file import (
    OfficeEntry,
    PageEntry,
    PrivacyEntry,
    PurposeEntry,
    SignInEntry,
    TenantFile,
    read_tenant_file,
)


class UnableToSetUp(Exception):
    """The file cannot be loaded beside what other tenants have."""


def load_tenant(path: Path) -> Tenant:
    """Set up the tenant of a folder with hosts, offices, pages, calendar, catalogue and its schemes' current versions.

    Raises SchemeError for faults in the files, UnableToSetUp for a host that another tenant has.
    """
    file, folder = read_tenant_file(path)
    schemes = [
        load_scheme(folder / name, known_codes=known_code_sets(), known_offices=file.office_codes)
        for name in file.schemes
    ]
    return set_up_tenant(file=file, schemes=schemes)


@transaction.atomic
def set_up_tenant(*, file: TenantFile, schemes: Iterable[Scheme]) -> Tenant:
    """Do the same with files that were read already. Raises UnableToSetUp."""
    tenant = _tenant(file)
    with tenant_scope(tenant):
        fill_look(tenant=tenant, look=file.look.as_look())
        _add_offices(file)
        _add_pages(file.pages)
        add_content(file)
        _add_notice(file.privacy)
        _add_periods(file.retention)
        if file.units is not None:
            publish_units_block(block=file.units)
        _set_sign_in(file.sign_in)
        fill_calendar()
        for scheme in sorted(schemes, key=_comes_after):
            publish_scheme(scheme=scheme)
            fill_catalogue(scheme=scheme)
    return tenant


def _comes_after(scheme: Scheme) -> bool:
    """What others need or renew is there before them."""
    return scheme.needs is not None or scheme.renews is not None


@transaction.atomic
def fill_catalogue(*, scheme: Scheme) -> bool:
    """Fill empty tables of categories, conditions and departments from the scheme; return whether they were empty."""
    if scheme.catalogue is None or CatalogueCategory.objects.filter(scheme_key=scheme.scheme).exists():
        return False
    for order, entry in enumerate(scheme.catalogue.categories):
        _add_category(scheme, entry, order)
    return True


def _tenant(file: TenantFile) -> Tenant:
    names = {
        "name_zh": file.name.zh,
        "name_en": file.name.en,
        "bureau_zh": file.bureau.zh,
        "bureau_en": file.bureau.en,
        "region_code": file.region,
        "hotline": file.hotline,
        "support_zh": file.support.zh if file.support else "",
        "support_en": file.support.en if file.support else "",
    }
    tenant: Tenant = Tenant.objects.get_or_create(slug=file.slug, defaults=names)[0]
    for name in file.hosts:
        host = TenantHost.objects.get_or_create(host=name, defaults={"tenant": tenant})[0]
        if host.tenant_id != tenant.pk:
            raise UnableToSetUp(f"The host {name} belongs to the tenant {host.tenant.slug}.")
    return tenant


def _add_offices(file: TenantFile) -> None:
    offices: dict[str, Office] = {}
    for entry in file.offices:
        parent = offices[entry.parent] if entry.parent else None
        offices[entry.code] = _office(entry, parent, outlets_are_samples=file.outlets_are_samples)


def _office(entry: OfficeEntry, parent: Office | None, *, outlets_are_samples: bool) -> Office:
    given = {
        "name_zh": entry.name.zh,
        "name_en": entry.name.en,
        "kind": entry.kind,
        "tier": entry.tier,
        "region_code": entry.region,
        "parent": parent,
    }
    office: Office
    office, is_new = Office.objects.get_or_create(code=entry.code, defaults=given)
    for outlet in entry.outlets if is_new else ():
        Outlet.objects.create(office=office, is_sample=outlets_are_samples, **outlet.model_dump())
    return office


def _add_pages(pages: tuple[PageEntry, ...]) -> None:
    for order, page in enumerate(pages, start=1):
        words = {
            "title_zh": page.title.zh,
            "title_en": page.title.en,
            "body_zh": page.body.zh,
            "body_en": page.body.en,
            "order": order * 10,
        }
        ContentPage.objects.get_or_create(key=page.key, defaults=words)


def _add_notice(privacy: PrivacyEntry | None) -> None:
    if privacy is None or current_notice() is not None:
        return
    words = {"body_zh": privacy.notice.zh, "body_en": privacy.notice.en}
    publish_notice(words=words, purposes=[_purpose(purpose) for purpose in privacy.purposes])


def _add_periods(retention: dict[str, int]) -> None:
    known = set(RetentionPeriod.objects.values_list("rule", flat=True))
    for rule, days in retention.items():
        if rule not in known:
            set_period(rule=rule, days=days)


def _set_sign_in(sign_in: SignInEntry | None) -> None:
    if sign_in is None:
        return
    values = sign_in.model_dump(mode="json")
    values["network"] = values["network"] or {}
    page, is_new = SignInPage.objects.get_or_create(defaults=values)
    if not is_new:
        _bring_up_to_date(page, values["network"])
    forget(NETWORK)
    forget(ONE_FORM)


def _bring_up_to_date(page: SignInPage, network: dict[str, Any]) -> None:
    """What is said about the account network stands in no form: the file alone says it (HZ-01)."""
    changed = sorted(key for key in page.network.keys() | network.keys() if page.network.get(key) != network.get(key))
    if changed:
        page.network = network
        page.save(update_fields=["network"])
        record_event(action="signin.network_changed", target=page, detail={"changed": changed})


def _purpose(entry: PurposeEntry) -> dict[str, Any]:
    law, otherwise = entry.law, entry.otherwise
    return {
        "key": entry.key,
        "name_zh": entry.name.zh,
        "name_en": entry.name.en,
        "basis": entry.basis,
        "law_zh": law.zh if law else "",
        "law_en": law.en if law else "",
        "is_required": entry.required,
        "otherwise_zh": otherwise.zh if otherwise else "",
        "otherwise_en": otherwise.en if otherwise else "",
    }


def _add_category(scheme: Scheme, entry: Category, order: int) -> None:
    is_sample = scheme.catalogue is not None and scheme.catalogue.sample
    category = CatalogueCategory.objects.create(
        scheme_key=scheme.scheme,
        code=entry.code,
        name_zh=entry.name.zh,
        name_en=entry.name.en,
        order=order,
        is_sample=is_sample,
    )
    for condition in entry.conditions:
        CatalogueCondition.objects.create(
            category=category,
            code=condition.code,
            text_zh=condition.text.zh,
            text_en=condition.text.en,
            department=condition.department or "",
            needs_evidence=condition.needs_evidence,
        )
    if entry.department:
        AuditDivision.objects.get_or_create(
            scheme_key=scheme.scheme,
            category_code=entry.code,
            defaults={"office": Office.objects.get(code=entry.department), "is_sample": is_sample},
        )
