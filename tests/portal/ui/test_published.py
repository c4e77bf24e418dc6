"""What a bureau publishes for everybody, and that a portal without it shows none of it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.models import Event
from portal.calendar import set_clock
from portal.files.documents import DOCX, XLSX, Document
from portal.tenants.models import Article, Download, Tenant
from portal.tenants.publishing import remove_download, save_article, save_download
from portal.tenants.queries import manual_for
from portal.tenants.scope import tenant_scope
from tests.builders import make_picture, make_tenant, make_unit, make_user, sign_in
from tests.portal.files.archives import office_file

CHINA = dt.timezone(dt.timedelta(hours=8))
TODAY = dt.datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
HOST = {"host": "ningbo.localhost"}
PDF = Document(b"%PDF-1.7 handbook", "application/pdf")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with set_clock(TODAY):
        yield


@pytest.fixture
def visitor(tenant: Tenant) -> Client:
    return Client(headers=HOST)


def article(
    title: str = "关于采集的通知", *, kind: str = "notice", day: str = "2026-10-12", **fields: object
) -> Article:
    given = {"body_zh": f"## 一、对象\n\n{title}的正文", "published_on": dt.date.fromisoformat(day), **fields}
    return save_article(article=Article(kind=kind, title_zh=title, **given), by=None)


def download(
    title: str = "操作手册", *, document: Document = PDF, day: str = "2026-10-12", **fields: object
) -> Download:
    given = {"published_on": dt.date.fromisoformat(day), **fields}
    return save_download(download=Download(title_zh=title, **given), by=None, document=document)


def text_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


ADDRESSES = ["/articles/notice/", "/articles/policy/", "/downloads/", "/complaints/"]
WORDS = ["通知公告", "政策法规", "文件下载", "投诉举报", "技术支持", "手册"]


@pytest.mark.requirement("NX-02")
def test_a_portal_that_publishes_nothing_shows_none_of_it(visitor: Client) -> None:
    page = text_of(visitor)
    assert not [word for word in WORDS if word in page]
    assert [visitor.get(address).status_code for address in ADDRESSES] == [404, 404, 404, 404]


@pytest.mark.requirement("NX-01", "NX-02")
def test_the_menu_names_what_there_is_in_the_manuals_order(visitor: Client) -> None:
    article()
    article("管理办法", kind="policy")
    download()
    menu = text_of(visitor).partition("<nav")[2].partition("</nav>")[0]
    places = [menu.index(word) for word in ("首页", "通知公告", "政策法规", "文件下载", "办事指南")]
    assert places == sorted(places)


@pytest.mark.requirement("NX-03")
def test_home_shows_both_lists_with_dates_the_latest_first_and_more_behind_a_link(visitor: Client) -> None:
    for number in range(8):
        article(f"通知第{number}号", day=f"2026-10-{10 + number}")
    article("管理办法", kind="policy", day="2026-06-30")
    page = text_of(visitor)
    assert page.index("通知第7号") < page.index("通知第2号")
    assert "通知第1号" not in page
    assert '<time class="numbers" datetime="2026-06-30">2026年6月30日</time>' in page
    assert 'href="/articles/notice/">更多' in page
    assert 'href="/articles/policy/">更多' in page


@pytest.mark.requirement("NX-03")
def test_an_article_is_read_with_its_date_and_source(visitor: Client) -> None:
    found = article(source_zh="人社厅", title_en="On the collection", body_en="English text")
    page = text_of(visitor, f"/articles/notice/{found.public_id}/")
    assert "2026年10月12日" in page
    assert "来源：人社厅" in page
    assert "<h2>一、对象</h2>" in page
    english = visitor.get(f"/articles/notice/{found.public_id}/", headers={"accept-language": "en"}).content.decode()
    assert "English text" in english
    assert visitor.get(f"/articles/policy/{found.public_id}/").status_code == 404


@pytest.mark.requirement("NX-03")
@pytest.mark.parametrize("hidden", [{"is_published": False}, {"day": "2026-11-04"}])
def test_drafts_and_what_has_a_date_to_come_are_seen_by_nobody(visitor: Client, hidden: dict) -> None:
    article("已公开的通知")
    found, file = article("未公开的通知", **hidden), download("未公开的文件", **hidden)
    download("已公开的文件")
    pages = [text_of(visitor, path) for path in ("/", "/articles/notice/", "/downloads/")]
    assert not [page for page in pages if "未公开" in page]
    assert visitor.get(f"/articles/notice/{found.public_id}/").status_code == 404
    assert visitor.get(f"/downloads/{file.public_id}/").status_code == 404
    with set_clock(TODAY + dt.timedelta(days=1)):
        assert ("未公开的通知" in text_of(visitor, "/articles/notice/")) == ("day" in hidden)


def test_a_list_is_read_page_by_page_with_as_many_queries_for_one_as_for_twenty(visitor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert visitor.get("/articles/notice/").status_code == 200
        return len(asked)

    article("第一号")
    visitor.get("/articles/notice/")
    few = queries()
    for number in range(25):
        article(f"第{number}号")
    visitor.get("/articles/notice/")
    assert queries() == few
    first = visitor.get("/articles/notice/")
    assert len(first.context["page"].object_list) == 20
    assert "?page=2" in first.content.decode()
    assert "第一号" in text_of(visitor, "/articles/notice/?page=2")


def test_another_portals_articles_and_files_do_not_exist(tenant: Tenant, visitor: Client) -> None:
    with tenant_scope(make_tenant("elsewhere")):
        found, file = article(), download()
    assert visitor.get(f"/articles/notice/{found.public_id}/").status_code == 404
    assert visitor.get(f"/downloads/{file.public_id}/").status_code == 404
    assert visitor.get("/articles/notice/").status_code == 404


@pytest.mark.requirement("NX-21")
def test_a_file_is_saved_under_its_title_and_can_do_nothing_in_the_browser(visitor: Client) -> None:
    found = download("操作手册（单位版）")
    answer = visitor.get(f"/downloads/{found.public_id}/")
    assert answer.content == PDF.content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%93%8D")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "PDF · 17" in text_of(visitor, "/downloads/")


@pytest.mark.requirement("NX-21")
def test_each_desk_finds_its_own_manual_and_the_rest_the_one_for_everyone(tenant: Tenant, visitor: Client) -> None:
    assert manual_for("unit") is None
    general = download("个人手册", manual_of="everyone")
    forget_now()
    assert manual_for("unit") == general
    own = download("单位手册", manual_of="unit")
    forget_now()
    assert manual_for("unit") == own
    assert manual_for("office") == general
    assert f'href="/downloads/{general.public_id}/">手册</a>' in text_of(visitor)
    sign_in(visitor, administrator := make_user(tenant))
    assert f'href="/downloads/{general.public_id}/">手册</a>' in text_of(visitor)
    make_unit(tenant, administrator=administrator)
    assert f'href="/downloads/{own.public_id}/">手册</a>' in text_of(visitor)


@pytest.mark.requirement("NX-22")
def test_support_stands_on_the_home_page_and_at_the_foot_of_every_page(tenant: Tenant, visitor: Client) -> None:
    tenant.hotline, tenant.support_zh = "0951-00000000", "- 热线电话：0951-00000000\n- 微信交流群：信息采集问题交流群"
    tenant.support_en = "- WeChat group for questions"
    tenant.save()
    assert text_of(visitor).count("<li>微信交流群：信息采集问题交流群</li>") == 2
    assert text_of(visitor, "/guide/").count("<li>微信交流群：信息采集问题交流群</li>") == 1
    assert (
        "<li>WeChat group for questions</li>"
        in visitor.get("/guide/", headers={"accept-language": "en"}).content.decode()
    )


# --- the administration


@pytest.fixture
def clerk(tenant: Tenant, visitor: Client) -> Client:
    return sign_in(visitor, make_user(tenant, is_staff=True))


def messages_of(client: Client, path: str, data: dict) -> str:
    answer = client.post(path, data)
    assert answer.status_code == 200
    return str(answer.context["adminform"].form.errors)


NEW = {"title_zh": "新手册", "published_on": "2026-11-02", "order": "5", "is_published": "on"}
ADD = "/manage/tenants/download/add/"


def test_the_clerk_writes_an_article_and_the_log_knows(clerk: Client, django_capture_on_commit_callbacks) -> None:
    assert "通知公告" not in text_of(clerk)
    data = {
        "kind": "notice",
        "title_zh": "新通知",
        "body_zh": "正文",
        "published_on": "2026-11-02",
        "is_published": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert clerk.post("/manage/tenants/article/add/", data).status_code == 302
    assert "新通知" in text_of(clerk)
    assert Event.objects.get(action="article.saved").detail["title"] == "新通知"
    found = Article.objects.get()
    address = reverse("admin:tenants_article_changelist")
    action = {"action": "delete_selected", "_selected_action": [found.pk], "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(address, action)
    assert Event.objects.filter(action="article.removed").exists()
    assert "新通知" not in text_of(clerk)


def test_the_clerk_publishes_a_file_and_exchanges_it(clerk: Client, django_capture_on_commit_callbacks) -> None:
    upload = SimpleUploadedFile("照片.png", make_picture(size=(60, 80)))
    with django_capture_on_commit_callbacks(execute=True):
        assert clerk.post(ADD, NEW | {"upload": upload, "manual_of": "unit"}).status_code == 302
    found = Download.objects.get()
    assert (found.content_type, found.ending) == ("image/jpeg", "jpg")
    first, storage = found.file.name, found.file.storage
    change = reverse("admin:tenants_download_change", args=[found.pk])
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(
            change, NEW | {"upload": SimpleUploadedFile("表.xlsx", office_file("xl/workbook.xml")), "manual_of": "unit"}
        )
    found.refresh_from_db()
    assert found.content_type == XLSX
    assert not storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(change, NEW | {"title_zh": "改名", "manual_of": "unit"})
    found.refresh_from_db()
    assert (found.title, found.content_type) == ("改名", XLSX)
    assert clerk.get(f"/downloads/{found.public_id}/").content == office_file("xl/workbook.xml")
    assert "已有这样的操作手册" in messages_of(
        clerk,
        ADD,
        NEW | {"upload": SimpleUploadedFile("a.docx", office_file("word/document.xml")), "manual_of": "unit"},
    )


def test_a_file_that_does_something_is_not_published(clerk: Client) -> None:
    upload = SimpleUploadedFile("表.xlsx", office_file("xl/workbook.xml", "xl/vbaProject.bin"))
    assert "含有宏" in messages_of(clerk, ADD, NEW | {"upload": upload})
    assert "upload" in messages_of(clerk, ADD, NEW)
    assert not Download.objects.exists()


def test_a_file_goes_with_its_row(tenant: Tenant, django_capture_on_commit_callbacks) -> None:
    found = download(document=Document(office_file("word/document.xml"), DOCX))
    name, storage = found.file.name, found.file.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_download(download=found, by=None)
    assert not storage.exists(name)
    assert not Download.objects.exists()


def forget_now() -> None:
    """Inside of a test no transaction is ever over, so nothing is forgotten by itself."""
    caches["process"].clear()
