from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applications.models import CatalogueCategory, CatalogueCondition, SchemeVersion
from applications.scheme.loader import SchemeError
from applications.unit_information import current_information
from portal.calendar.models import CalendarYear
from portal.tenants.models import ContentPage, Tenant, TenantHost
from portal.tenants.queries import tenant_for_host
from portal.tenants.scope import tenant_scope
from review.models import AuditDivision, Office, Outlet
from review.services.setting_up import UnableToSetUp, load_tenant
from review.tenant_file import read_tenant_file
from tests.applications.scheme.small import NINGBO
from units.models import UnitRules
from units.queries import current_rules

pytestmark = pytest.mark.django_db
FOLDER = NINGBO.parent
COUNTED = (
    Office,
    Outlet,
    AuditDivision,
    CatalogueCategory,
    CatalogueCondition,
    SchemeVersion,
    CalendarYear,
    ContentPage,
)
SMALL = """\
slug: small
name: {zh: 小门户, en: Small}
bureau: {zh: 局, en: Bureau}
region: "330200"
hosts: [small.localhost]
offices:
  - {code: bureau, name: {zh: 局, en: Bureau}, kind: bureau, tier: city}
  - {code: window, name: {zh: 窗口, en: Window}, kind: window, tier: city, parent: bureau}
"""


def counts() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def small(folder: Path, *changes: tuple[str, str]) -> Path:
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "tenant.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.requirement("NB-01")
def test_tenant_is_found_by_its_host_and_has_all_that_its_folder_says() -> None:
    tenant = load_tenant(FOLDER)
    assert tenant_for_host("ningbo.localhost:8000") == tenant
    with tenant_scope(tenant):
        assert tenant.name_zh == "宁波市人才服务申报系统"
        assert Office.objects.filter(kind="alliance").count() == 10
        assert Office.objects.get(code="alliance-cixi").parent.code == "municipal-window"
        assert set(Outlet.objects.values_list("is_sample", flat=True)) == {True}
        assert SchemeVersion.objects.get().key == "recognition"
        assert CalendarYear.objects.exists()


@pytest.mark.requirement("NB-76")
def test_catalogue_and_division_of_review_come_from_the_scheme_marked_as_samples() -> None:
    with tenant_scope(load_tenant(FOLDER)):
        assert [category.code for category in CatalogueCategory.objects.all()] == ["A", "B", "C", "D", "E"]
        assert not CatalogueCategory.objects.filter(is_sample=False).exists()
        assert AuditDivision.objects.get(category_code="D").office.code == "education-department"
        assert CatalogueCondition.objects.get(code="E4").department == "health-department"
        assert not CatalogueCondition.objects.get(code="E1").needs_evidence


def test_loading_again_changes_nothing() -> None:
    tenant = load_tenant(FOLDER)
    with tenant_scope(tenant):
        before = counts()
        assert load_tenant(FOLDER) == tenant
        assert counts() == before


def test_what_the_bureau_changed_stays() -> None:
    with tenant_scope(load_tenant(FOLDER)):
        Office.objects.filter(code="municipal-window").update(name_zh="新名称")
        Outlet.objects.all().delete()
        CatalogueCategory.objects.filter(code="E").delete()
        load_tenant(FOLDER)
        assert Office.objects.get(code="municipal-window").name_zh == "新名称"
        assert not Outlet.objects.exists()
        assert not CatalogueCategory.objects.filter(code="E").exists()


def test_host_of_another_tenant_is_refused(tmp_path: Path) -> None:
    other = Tenant.objects.create(slug="other", name_zh="别处", name_en="Other")
    TenantHost.objects.create(tenant=other, host="small.localhost")
    with pytest.raises(UnableToSetUp, match="belongs to the tenant other"):
        load_tenant(small(tmp_path))
    assert not Tenant.objects.filter(slug="small").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("parent: bureau", "parent: buro"),
            r"tenant\.yaml:8: offices\[1\]\.parent: no office named earlier; did you mean bureau\?",
        ),
        (("code: window", "code: bureau"), r"tenant\.yaml:8: offices\[1\]\.code: the code bureau is taken"),
        (("kind: window", "kind: windw"), r"tenant\.yaml:8: offices\[1\]\.kind: .*window"),
        (
            ("hosts: [", "schemes: [none]\nhosts: ["),
            r"tenant\.yaml:5: schemes\[0\]: there is no file .*none/scheme\.yaml",
        ),
        (("slug: small", "slug: small\nhotlne: x"), r"tenant\.yaml:2: hotlne: no such key; did you mean hotline\?"),
    ],
)
def test_fault_in_the_file_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(SchemeError, match=said):
        read_tenant_file(small(tmp_path, change))


def test_scheme_that_names_an_office_the_file_lacks_is_refused(tmp_path: Path) -> None:
    folder = small(tmp_path, ("hosts: [", "schemes: [recognition]\nhosts: ["))
    (folder / "recognition").symlink_to(NINGBO)
    with pytest.raises(SchemeError, match="no such office: municipal-window"):
        load_tenant(folder)


def test_command_says_where_the_portal_is(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_tenant", FOLDER)
    assert capsys.readouterr().out == "ningbo: ready at ningbo.localhost\n"


def test_command_refuses_a_folder_without_a_tenant(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("load_tenant", tmp_path)


UNITS = """\
units:
  opened_by_office: true
  information:
    title: {zh: 单位信息, en: Unit information}
    fields:
      - {key: unit_name, label: {zh: 名称, en: Name}, type: text, immutable: true, prefill: unit.name}
      - {key: head, label: {zh: 负责人, en: Head}, type: text}
      - {key: region, label: {zh: 地区, en: Region}, type: region, choices: {codes: gbt2260_divisions}}
"""


@pytest.mark.requirement("NX-32")
def test_what_units_state_is_published_once_until_the_file_says_something_else(tmp_path: Path) -> None:
    folder = small(tmp_path, ("offices:", UNITS + "offices:"))
    with tenant_scope(load_tenant(folder)):
        load_tenant(folder)
        assert [rules.number for rules in UnitRules.objects.all()] == [1]
        small(tmp_path, ("offices:", UNITS.replace("zh: 负责人", "zh: 单位负责人") + "offices:"))
        load_tenant(folder)
        assert current_rules().number == 2
        information = current_information()
        assert information is not None
        assert information.field("head").label.zh == "单位负责人"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("key: head", "key: unit_name"), r"units\.information\.fields\[1\]\.key: the key unit_name is taken"),
        (("unit.name", "unit.nam"), r"fields\[0\]\.prefill: no such source; did you mean unit\.name\?"),
        ((", prefill: unit.name", ""), r"fields\[0\]\.immutable: a field that cannot be typed needs"),
        (("gbt2260_divisions", "gbt2260"), r"fields\[2\]\.choices\.codes: no such code set"),
        (("key: region", "key: place"), r"fields\[2\]\.type: expected `region` for the field called region"),
        (("zh: 负责人, en: Head}, type: text", "zh: 负责人, en: Head}, type: photo"), r"takes no photo"),
        (
            ("opened_by_office", "opened_by_ofice"),
            r"units\.opened_by_ofice: no such key; did you mean opened_by_office",
        ),
    ],
)
def test_fault_in_the_block_of_units_is_reported_in_its_place(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    assert change[0] in UNITS
    small(tmp_path, ("offices:", UNITS.replace(*change) + "offices:"))
    with pytest.raises(SchemeError, match=said):
        read_tenant_file(tmp_path)
