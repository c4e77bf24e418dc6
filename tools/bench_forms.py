"""The long form in `make bench`: a tab opened and saved in a case with few and with many records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.scheme.loader import load_scheme
from applications.scheme.records import records_in
from applications.services.drafts import start_application
from applications.services.records import add_records
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, publish, sign_in
from tools.bench_measures import Median, milliseconds

SCHEMES = Path(__file__).resolve().parent.parent / "schemes"
FEW, MANY = 0, 300


def long_form(median: Median) -> Iterator[str]:
    """Open a tab, and save one answer as autosave does, with none and with 300 records across the tabs."""
    case = _case()
    visitor = sign_in(Client(headers={"host": case.tenant.hosts.get().host}), case.applicant)
    figures = {count: _opened_and_saved(median, visitor, _with_records(case, count)) for count in (FEW, MANY)}
    for number, what in enumerate(("opening a tab", "saving a tab", "opening a list")):
        few, many = figures[FEW][number], figures[MANY][number]
        yield f"{what}: {FEW} records {milliseconds(few)} · {MANY} records {milliseconds(many)} · ratio {many / few:.2f}"


def _case() -> Application:
    tenant = make_tenant("bench-forms", region_code="640000")
    version = publish(tenant, _longest_form())
    with tenant_scope(tenant):
        return start_application(version=version, user=make_person(tenant), agreed=True, language="zh-hans")


def _longest_form() -> str:
    """The scheme with the most pages, as `<tenant>/<scheme>`."""
    folders = [path.parent for path in SCHEMES.glob("*/*/scheme.yaml")]
    longest = max(folders, key=lambda folder: len(load_scheme(folder).sections))
    return str(longest.relative_to(SCHEMES))


def _with_records(case: Application, count: int) -> Application:
    """Give each tab in turn a record until there are so many; one that is full is passed over."""
    with tenant_scope(case.tenant):
        for section in cycle(case.scheme.repeating_sections()):
            case.refresh_from_db()
            present = sum(len(records_in(case.answers, one.key)) for one in case.scheme.repeating_sections())
            if present >= count:
                return case
            assert section.repeating is not None
            room = (section.repeating.max or 60) - len(records_in(case.answers, section.key))
            values = {field.key: "示例" for field in section.fields if field.type in ("text", "long_text")}
            many = [values] * min(room, 5, count - present)
            add_records(application_id=case.pk, user=case.applicant, section=section.key, many=many)
    raise AssertionError("a scheme without lists")


def _opened_and_saved(median: Median, visitor: Client, case: Application) -> tuple[float, float, float]:
    single, listed = case.scheme.sections[0], next(case.scheme.repeating_sections())
    page, saving = (reverse(f"applications:{name}", args=[case.public_id, single.key]) for name in ("page", "autosave"))
    list_page = reverse("applications:page", args=[case.public_id, listed.key])
    typed = next(f"field:{field.key}" for field in single.fields if field.type == "text" and not field.immutable)
    assert visitor.get(page).status_code == 200
    assert visitor.get(list_page).status_code == 200
    assert visitor.post(saving, {typed: "示例"}).status_code == 200
    return (
        median(lambda: visitor.get(page), times=3),
        median(lambda: visitor.post(saving, {typed: "示例"}), times=3),
        median(lambda: visitor.get(list_page), times=3),
    )
