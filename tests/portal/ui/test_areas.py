"""The areas between the home page and the schemes, and that a portal without any has no trace of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.models import Event
from portal.tenants.models import AreaPart, ServiceArea, Tenant
from portal.tenants.publishing import save_area
from portal.ui import home
from portal.ui.home import Card, register_home_cards
from tests.builders import make_user, sign_in

HOST = {"host": "ningbo.localhost"}
CARDS = [
    Card("业务权限", "单位申请", "/my-units/open/", "申请开通", scheme="permission"),
    Card("需求申报", "逐个填报", "/my-units/", "需求申报", scheme="declaration"),
    Card("其他事项", "与专区无关", "/apply/other/", "申请", scheme="other"),
]


@pytest.fixture
def visitor(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(home, "_cards", [])
    monkeypatch.setattr(home, "_next_steps", [])
    register_home_cards(lambda request: CARDS)
    return Client(headers=HOST)


def area(key: str = "introduction", **fields: object) -> ServiceArea:
    given = {"title_zh": "人才引进", "title_en": "Introduction", "summary_zh": "面向用人单位", **fields}
    made = save_area(area=ServiceArea(key=key, schemes="declaration permission", **given), by=None)
    parts = {"政策依据": "[办法](/articles/policy/)", "办理条件": "- 仅支持单位填报", "办理流程": "## 第一步\n\n注册"}
    for order, (title, body) in enumerate(parts.items()):
        AreaPart.objects.create(area=made, title_zh=title, body_zh=body, order=order)
    return made


def text_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_a_portal_without_areas_shows_the_schemes_on_its_home_page(visitor: Client) -> None:
    page = text_of(visitor)
    assert "人才服务" not in page
    assert [card.button for card in CARDS if f">{card.button}</a>" in page] == [card.button for card in CARDS]
    assert visitor.get("/services/").status_code == visitor.get("/services/introduction/").status_code == 404


@pytest.mark.requirement("CY-24")
def test_the_way_leads_from_home_to_services_to_the_area(visitor: Client) -> None:
    area()
    page = text_of(visitor)
    assert '<a href="/services/">人才服务</a></h2>' in page
    assert '<a class="btn btn-primary" href="/services/introduction/">进入人才引进</a>' in page
    assert "申请开通" not in page  # the schemes have their place in the area
    menu = page.partition("<nav")[2].partition("</nav>")[0]
    assert menu.index("首页") < menu.index("人才服务")
    assert "面向用人单位" in text_of(visitor, "/services/")


@pytest.mark.requirement("CY-25", "CY-26")
def test_an_area_shows_its_parts_in_order_and_then_its_schemes(visitor: Client) -> None:
    area()
    page = text_of(visitor, "/services/introduction/")
    parts = [page.index(f">{title}</h2>") for title in ("政策依据", "办理条件", "办理流程", "办理事项")]
    assert parts == sorted(parts)
    assert '<a href="#part-2">办理条件</a>' in page
    assert '<a href="/articles/policy/">办法</a>' in page
    assert page.index('href="/my-units/">需求申报</a>') < page.index('href="/my-units/open/">申请开通</a>')
    assert "其他事项" not in page


def test_an_area_is_read_in_english_where_it_is_written(visitor: Client) -> None:
    area()
    english = visitor.get("/services/introduction/", headers={"accept-language": "en"}).content.decode()
    assert "<h1>Introduction</h1>" in english
    assert "仅支持单位填报" in english


def test_an_area_that_is_not_published_is_seen_by_nobody(visitor: Client) -> None:
    area()
    area("hidden", title_zh="未公开的专区", is_published=False)
    assert "未公开" not in text_of(visitor) + text_of(visitor, "/services/")
    assert visitor.get("/services/hidden/").status_code == 404


def test_many_areas_cost_as_many_queries_as_one(visitor: Client) -> None:
    def queries() -> int:
        text_of(visitor)
        with CaptureQueriesContext(connection) as found:
            text_of(visitor)
        return len(found)

    area()
    few = queries()
    for number in range(3):
        area(f"area-{number}")
    assert queries() == few


@pytest.mark.requirement("CY-25")
def test_the_bureau_writes_its_areas(tenant: Tenant, client: Client) -> None:
    made = area()
    clerk = make_user(tenant, is_staff=True)
    sign_in(client, clerk)
    part = made.parts.get(title_zh="办理条件")
    others = [one for one in made.parts.all() if one != part]
    form = {"key": "another", "title_zh": "人才引进服务", "schemes": "declaration", "order": "5", "is_published": "on"}
    form |= {"parts-TOTAL_FORMS": "3", "parts-INITIAL_FORMS": "3"}
    for number, one in enumerate([part, *others]):
        words = "- 新的条件" if one == part else one.body_zh
        given = {"id": one.pk, "area": made.pk, "title_zh": one.title_zh, "body_zh": words, "order": one.order}
        form |= {f"parts-{number}-{key}": str(value) for key, value in given.items()}

    answer = client.post(reverse("admin:tenants_servicearea_change", args=[made.pk]), form, headers=HOST)

    assert answer.status_code == 302, answer.content.decode()
    made.refresh_from_db()
    assert (made.key, made.title_zh, made.schemes) == ("introduction", "人才引进服务", "declaration")
    part.refresh_from_db()
    assert part.body_zh == "- 新的条件"
    assert Event.objects.filter(action="area.saved", actor=clerk).exists()


def test_keys_of_schemes_that_cannot_be_are_refused_with_the_reason(tenant: Tenant, client: Client) -> None:
    sign_in(client, make_user(tenant, is_staff=True))
    form = {"key": "new", "title_zh": "专区", "schemes": "需求申报，业务权限", "order": "5"}
    form |= {"parts-TOTAL_FORMS": "0", "parts-INITIAL_FORMS": "0"}

    page = client.post(reverse("admin:tenants_servicearea_add"), form, headers=HOST).content.decode()

    assert "请填写事项的代号，以空格分隔。" in page
    assert "需求申报，业务权限" in page
    assert not ServiceArea.objects.exists()
