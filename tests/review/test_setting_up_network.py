"""What a tenant's file says about the account network: no form shows it, so the file brings it up to date."""

from pathlib import Path

import pytest

from portal.audit.models import Event
from portal.people.sign_in_models import SignInPage
from portal.tenants.scope import tenant_scope
from review.services.setting_up import load_tenant
from tests.review.test_setting_up import sign_in_of, small

pytestmark = pytest.mark.django_db
NETWORK = """sign_in:
  by: [id_number]
  network:
    name: {zh: 某省政务网, en: Provincial Network}
    register_url: https://id.example.org/register
    person: {button: {zh: 个人, en: Person}, title: {zh: 个人, en: Person}, items: [{zh: 用个人账号, en: A person's}]}
    unit: {button: {zh: 法人, en: Unit}, title: {zh: 法人, en: Unit}, items: [{zh: 用法人账号, en: A unit's}]}
    levels: [advanced]
offices:"""


@pytest.mark.requirement("HZ-01", "HZ-06")
def test_what_a_file_says_of_the_network_is_brought_up_to_date_and_the_rest_is_the_bureaus(tmp_path: Path) -> None:
    tenant = load_tenant(small(tmp_path, ("offices:", NETWORK)))
    with tenant_scope(tenant):
        SignInPage.objects.update(codes_a_day=77)
    load_tenant(tmp_path)
    load_tenant(small(tmp_path, ("offices:", NETWORK.replace("[advanced]", "[basic, advanced]"))))
    page = sign_in_of(tenant)
    assert (page.network["levels"], page.by, page.codes_a_day) == (["basic", "advanced"], ["id_number"], 77)
    with tenant_scope(tenant):
        changes = Event.objects.filter(action="signin.network_changed")
        assert [event.detail for event in changes] == [{"changed": ["levels"]}]


@pytest.mark.requirement("HZ-01", "HZ-02")
def test_a_portal_with_passwords_moves_to_the_network_when_its_file_names_one(tmp_path: Path) -> None:
    tenant = load_tenant(small(tmp_path, ("offices:", "sign_in: {by_code: true}\noffices:")))
    assert sign_in_of(tenant).has_one_form
    load_tenant(small(tmp_path, ("offices:", NETWORK)))
    page = sign_in_of(tenant)
    assert page.network["name"]["en"] == "Provincial Network"
    assert not page.has_one_form
