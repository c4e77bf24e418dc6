"""What the form says of units that are not in the list, where units come by the network (HZ-31…33)."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from applications.models import SchemeVersion
from applications.services.drafts import start_application
from portal.tenants.models import Tenant
from tests.builders import make_person
from tests.departments import browser_of, come, make_legal_person, stated
from tests.departments.fixtures import lakeside  # noqa: F401

WORDS = "列表中没有您的单位，说明单位尚未用法人账号在本系统登录登记，请联系本单位管理员登录登记后再选择"


@pytest.fixture
def form(lakeside: Tenant) -> tuple[Client, str]:  # noqa: F811
    person = make_person(lakeside)
    version = SchemeVersion.objects.get(key="recognition")
    case = start_application(version=version, user=person, agreed=True, language="zh-hans")
    return browser_of(person), f"/cases/{case.public_id}/form/basics/"


@pytest.mark.requirement("HZ-33")
def test_hint_of_the_unit_leads_to_the_manual(form):
    client, address = form
    page = client.get(address).content.decode()
    assert '单位搜不到? 请点击查看<a href="/downloads/">《信息登记操作手册》</a>' in page
    assert "点此登记单位" not in page  # nobody registers one here


@pytest.mark.requirement("HZ-14", "HZ-31", "HZ-32")
def test_unit_that_has_not_registered_is_not_found_and_the_page_says_why(lakeside, form):  # noqa: F811
    account = make_legal_person(lakeside)
    unit = come(account)
    client, address = form
    assert f'data-words-none="没有找到。{WORDS}' in client.get(address).content.decode()
    sought = {"go": "find:unit", "find:unit": "湖滨"}
    assert WORDS in strip_tags(client.post(address, sought, follow=True).content.decode())
    assert WORDS in strip_tags(client.get("/units/search/?q=湖滨").content.decode())
    browser_of(account).post(f"/my-units/{unit.public_id}/information/", stated(unit))
    assert "湖滨大学" in strip_tags(client.get("/units/search/?q=湖滨").content.decode())
    found = strip_tags(client.post(address, sought, follow=True).content.decode())
    assert "湖滨大学" in found
    assert WORDS not in found
