from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applications.models import CatalogueCategory, CatalogueCondition, SchemeVersion
from applications.scheme.loader import SchemeError
from applications.unit_information import current_information
from portal.calendar.models import CalendarYear
from portal.people.queries import sign_in_page
from portal.people.sign_in_models import SignInPage
from portal.tenants.look_models import Emblem
from portal.tenants.models import Article, ContentPage, Download, ServiceArea, Tenant, TenantHost
from portal.tenants.queries import tenant_for_host
from portal.tenants.scope import tenant_scope
from review.models import AuditDivision, ComplaintDesk, Office, Outlet
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


def test_a_portal_looks_as_its_file_says() -> None:
    tenant = load_tenant(FOLDER)
    with tenant_scope(tenant):
        emblem = Emblem.objects.get()
        assert bytes(emblem.content) == (FOLDER / "emblem.svg").read_bytes()
        assert (tenant.emblem_version, tenant.emblem_type) == (emblem.sha256[:12], "image/svg+xml")
        assert tenant.colour in tenant.theme.css
        assert tenant.slogan_zh
        assert tenant.footer_en


def test_an_emblem_with_a_script_is_a_fault_of_the_file(tmp_path: Path) -> None:
    folder = small(tmp_path, ("hosts: [", "look: {emblem: emblem.svg}\nhosts: ["))
    script = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><script/></svg>"
    (folder / "emblem.svg").write_text(script, "utf-8")
    with pytest.raises(SchemeError, match=r"look\.emblem: .*<script>"):
        read_tenant_file(folder)


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
        (
            ("hosts: [", "look: {colour: '#ffcc00'}\nhosts: ["),
            r"look\.colour: the colour #ffcc00 is too pale: .* is 1\.\d\d, expected at least 4\.5; .* do is #[0-9a-f]{6}",
        ),
        (("hosts: [", "look: {colour: red}\nhosts: ["), r"look\.colour: "),
        (("hosts: [", "look: {emblem: none.svg}\nhosts: ["), r"look\.emblem: there is no file .*none\.svg"),
        (("hosts: [", "look: {emblem: ../x.svg}\nhosts: ["), r"look\.emblem: it lies outside of the tenant's folder"),
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


def sign_in_of(tenant: Tenant) -> SignInPage:
    with tenant_scope(tenant):
        return sign_in_page()


@pytest.mark.requirement("NX-05")
def test_a_file_says_how_people_sign_in_and_the_bureau_may_change_it(tmp_path: Path) -> None:
    asked = "sign_in: {modes: [unit, person], by: [id_number], captcha: true, remember_days: 14}\noffices:"
    folder = small(tmp_path, ("offices:", asked))
    tenant = load_tenant(folder)
    page = sign_in_of(tenant)
    assert (page.modes, page.by, page.captcha, page.remember_days) == (["unit", "person"], ["id_number"], True, 14)
    with tenant_scope(tenant):
        SignInPage.objects.update(captcha=False)
    load_tenant(folder)
    assert not sign_in_of(tenant).captcha


@pytest.mark.requirement("CY-04", "CY-08")
def test_a_file_says_that_one_form_serves_and_how_many_codes_leave_in_a_day(tmp_path: Path) -> None:
    asked = "sign_in: {by_code: true, codes_a_day: 300, both_numbers: true}\noffices:"
    page = sign_in_of(load_tenant(small(tmp_path, ("offices:", asked))))
    assert (page.by_code, page.codes_a_day, page.both_numbers) == (True, 300, True)
    assert page.shows_pictures
    assert not page.captcha


def test_a_file_that_says_nothing_of_it_asks_for_what_everybody_is_asked(tmp_path: Path) -> None:
    page = sign_in_of(load_tenant(small(tmp_path)))
    assert page.is_plain
    assert page.pk is None
    assert (page.modes, page.by, page.captcha, page.remember_days) == ([], ["phone"], False, 0)
    assert (page.by_code, page.codes_a_day, page.both_numbers) == (False, 2000, False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{modes: [person]}", "person and unit, each once"),
        ("{modes: [person, person]}", "person and unit, each once"),
        ("{modes: [office, person]}", "modes"),
        ("{by: []}", "sign_in.by"),
        ("{by: [e_mail]}", "sign_in.by"),
        ("{remember_days: 15}", "remember_days"),
        ("{remember: 14}", "remember"),
        ("{by_code: maybe}", "by_code"),
        ("{codes_a_day: 9}", "codes_a_day"),
    ],
)
def test_faults_in_what_is_said_of_signing_in(tmp_path: Path, said: str, expected: str) -> None:
    with pytest.raises(SchemeError, match=expected):
        read_tenant_file(small(tmp_path, ("offices:", f"sign_in: {said}\noffices:")))


CONTENT = """\
support: {zh: "- 热线电话：0574-00000000", en: "- Hotline: 0574-00000000"}
articles:
  - {kind: notice, title: {zh: 通知, en: Notice}, body: {zh: 正文, en: Body}, published_on: 2026-10-12, source: {zh: 局, en: Bureau}}
  - {kind: policy, title: {zh: 草案, en: Draft}, body: {zh: 正文, en: Body}, published_on: 2026-10-12, published: false}
downloads:
  - {file: handbook.md, title: {zh: 手册, en: Handbook}, published_on: 2026-10-12, manual: unit}
complaints: {office: window, working_days: 10}
areas:
  - key: introduction
    title: {zh: 人才引进, en: Introduction}
    schemes: []
    parts:
      - {title: {zh: 办理条件, en: Conditions}, body: {zh: 条件, en: Who may}}
      - {title: {zh: 办理流程, en: Procedure}, body: {zh: 流程, en: How}}
"""


def with_content(folder: Path, *changes: tuple[str, str]) -> Path:
    (folder / "handbook.md").write_text("首段。\n\n## 一、登录\n\n- 选择“单位”\n", encoding="utf-8")
    content = CONTENT
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    return small(folder, ('region: "330200"\n', f'region: "330200"\n{content}'))


@pytest.mark.requirement("NX-03", "NX-21", "NX-22", "NX-119", "CY-25")
def test_a_tenants_file_publishes_what_to_begin_with_once(tmp_path: Path) -> None:
    with tenant_scope(load_tenant(with_content(tmp_path))) as tenant:
        assert tenant.support_en == "- Hotline: 0574-00000000"
        assert list(Article.objects.values_list("title_zh", "source_zh", "is_published").order_by("id")) == [
            ("通知", "局", True),
            ("草案", "", False),
        ]
        handbook = Download.objects.get()
        assert (handbook.manual_of, handbook.title_en, handbook.content_type) == ("unit", "Handbook", "application/pdf")
        assert handbook.file.read().startswith(b"%PDF-")
        desk = ComplaintDesk.objects.get()
        assert (desk.office.code, desk.working_days) == ("window", 10)

        area = ServiceArea.objects.get()
        assert (area.key, area.title_en, area.scheme_keys) == ("introduction", "Introduction", [])
        assert [part.title_zh for part in area.parts.all()] == ["办理条件", "办理流程"]

        Article.objects.filter(title_zh="通知").update(title_zh="改过的通知")
        area.parts.filter(title_zh="办理条件").update(body_zh="新的条件")
        ComplaintDesk.objects.update(working_days=7)
        load_tenant(tmp_path)
        assert [article.title_zh for article in Article.objects.order_by("id")] == ["改过的通知", "草案"]
        assert Download.objects.get() == handbook
        assert [part.body_zh for part in ServiceArea.objects.get().parts.all()] == ["新的条件", "流程"]
        assert ComplaintDesk.objects.get().working_days == 7


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("handbook.md", "missing.md"), "there is no file"),
        (("handbook.md", "../handbook.md"), "it lies outside of the tenant's folder"),
        (("office: window", "office: windows"), "no office of this file"),
        (("kind: policy", "kind: poem"), "articles"),
        (("schemes: []", "schemes: [recogniton]"), "no scheme of this file"),
        (
            ("areas:", "areas:\n  - {key: introduction, title: {zh: 又, en: Too}}"),
            "the key introduction is taken",
        ),
        (
            (
                "complaints:",
                "  - {file: handbook.md, title: {zh: 又, en: Too}, published_on: 2026-10-12, manual: unit}\ncomplaints:",
            ),
            "there is a manual of unit already",
        ),
    ],
)
def test_a_fault_in_what_is_to_be_published_is_named(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(SchemeError, match=message):
        read_tenant_file(with_content(tmp_path, change))
