import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from applications.choices import State
from applications.models import Application, CatalogueCategory, SchemeVersion
from certificates.models import Certificate
from certificates.services.former import import_former
from certificates.services.issuing import reserve_certificate
from portal.calendar import set_clock
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_application, make_attachment, make_person, make_tenant, make_unit
from tests.certificates.former import publish_renewed, workbook

MORNING = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with set_clock(MORNING):
        yield


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    tenant = make_tenant(bureau_zh="宁波市人力资源和社会保障局", bureau_en="Ningbo Human Resources Bureau")
    with tenant_scope(tenant):
        yield tenant


Approved = Callable[..., Application]


@pytest.fixture
def approved(tenant: Tenant) -> Approved:
    """Make a case that has just been approved, with its photo in place."""
    CatalogueCategory.objects.create(
        scheme_key="recognition", code="D", name_zh="拔尖人才", name_en="Top-notch talents"
    )
    unit = make_unit(tenant, "宁波市精密装备研究院有限公司")

    def make(name: str = "陈秀强", **fields: Any) -> Application:
        fields.setdefault("applicant", make_person(tenant, name=name))
        values = {"unit": unit, "state": State.APPROVED, "claimed_category": "E", "determined_category": "D"}
        application = make_application(tenant, **values | fields)
        make_attachment(application, "nb_photo")
        return application

    return make


@pytest.fixture
def issued(approved: Approved) -> Callable[..., Certificate]:
    """Issue a certificate to a person of this name."""

    def issue(name: str = "陈秀强", **fields: Any) -> Certificate:
        certificate = reserve_certificate(approved(name, **fields))
        assert certificate is not None
        return certificate

    return issue


@pytest.fixture
def host() -> dict[str, str]:
    return {"HTTP_HOST": "ningbo.localhost"}


@pytest.fixture
def version(tenant: Tenant) -> SchemeVersion:
    """A recognition that another scheme renews, with two categories."""
    for code, name in (("D", "拔尖人才"), ("E", "高级人才")):
        CatalogueCategory.objects.create(scheme_key="recognition", code=code, name_zh=name)
    return publish_renewed(tenant)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The export of a former site: a unit, its declaration, the certificate."""
    return workbook(tmp_path / "old.xlsx")


@pytest.fixture
def imported(version: SchemeVersion, book: Path) -> Application:
    import_former(source=book)
    found: Application = Application.objects.get()
    return found
