"""Units where offices alone open them: who may ask, who names administrators, who may act in a scheme."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from applications.scheme.text import Text
from portal.people.choices import AdminRole
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.policy import Overtaken, Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, make_unit, make_user, sign_in
from units import services
from units.models import Unit, UnitRules
from units.policies import may_act_for_scheme_reason, may_request_unit_reason, must_complete_information
from units.queries import administrators_of, current_rules, is_opened_for

RULES = {"opened_by_office": True, "information": {"title": {"zh": "单位信息", "en": "Unit information"}}}
SCHEME = SimpleNamespace(scheme="collection", title=Text(zh="人才采集", en="Collection"), opened_for_units=True)
FREE = SimpleNamespace(scheme="recognition", title=Text(zh="认定", en="Recognition"), opened_for_units=False)


@pytest.fixture
def in_uplands(db: None) -> Iterator[Tenant]:
    with tenant_scope(make_tenant("uplands", region_code="640000")) as tenant:
        services.publish_unit_rules(content=RULES, content_hash="1")
        yield tenant


@pytest.fixture
def keeper(in_uplands: Tenant) -> User:
    return make_person(in_uplands)


@pytest.fixture
def unit(in_uplands: Tenant, keeper: User) -> Unit:
    return make_unit(in_uplands, administrator=keeper)


@pytest.fixture
def officer(in_uplands: Tenant) -> User:
    return make_user(in_uplands, name="经办人")


@pytest.mark.requirement("NX-13", "NX-26")
def test_unit_cannot_ask_to_be_opened_where_offices_open_units(in_uplands: Tenant, keeper: User) -> None:
    assert "当地人社部门登记" in (may_request_unit_reason(keeper) or "")
    client = sign_in(Client(headers={"host": "uplands.localhost"}), keeper)
    page = client.get("/units/request/").content.decode()
    assert "提交申请" not in page
    assert "申请开通单位" not in client.get("/units/").content.decode()


@pytest.mark.requirement("NX-14", "NX-26", "NX-32")
def test_unit_acts_in_a_scheme_once_it_is_opened_and_its_information_complete(
    unit: Unit, keeper: User, officer: User
) -> None:
    assert "管理员可以办理" in (may_act_for_scheme_reason(officer, unit, SCHEME) or "")
    assert "尚未开通“人才采集”" in (may_act_for_scheme_reason(keeper, unit, SCHEME) or "")
    services.open_scheme(unit=unit, scheme_key="collection", by=officer)
    assert "单位信息" in (may_act_for_scheme_reason(keeper, unit, SCHEME) or "")
    assert must_complete_information(unit)
    unit.information_at = unit.created_at
    assert may_act_for_scheme_reason(keeper, unit, SCHEME) is None
    assert may_act_for_scheme_reason(keeper, unit, FREE) is None
    services.close_scheme(unit=unit, scheme_key="collection", by=officer, reason="停用")
    assert "尚未开通" in (may_act_for_scheme_reason(keeper, unit, SCHEME) or "")
    unit.state = "CLOSED"
    assert "停用" in (may_act_for_scheme_reason(keeper, unit, FREE) or "")


@pytest.mark.requirement("NX-27", "NX-31")
def test_units_administrators_do_not_name_each_other_where_offices_do(
    in_uplands: Tenant, unit: Unit, keeper: User
) -> None:
    with pytest.raises(Refused, match="人社部门设置"):
        services.add_administrator(unit=unit, user=make_person(in_uplands), by=keeper)
    clerk = make_user(in_uplands, is_staff=True, role=AdminRole.SYSTEM)
    services.add_administrator(unit=unit, user=make_person(in_uplands), by=clerk)
    assert administrators_of(unit).count() == 2


def test_unit_decides_itself_where_no_rules_say_otherwise(db: None) -> None:
    with tenant_scope(make_tenant("plain")) as tenant:
        keeper = make_person(tenant)
        unit = make_unit(tenant, administrator=keeper)
        assert current_rules() is None
        assert may_request_unit_reason(keeper) is None
        assert not must_complete_information(unit)
        services.add_administrator(unit=unit, user=make_person(tenant), by=keeper)


def test_same_rules_are_published_once_and_never_changed(in_uplands: Tenant) -> None:
    again, is_new = services.publish_unit_rules(content=RULES, content_hash="1")
    assert (again.number, is_new) == (1, False)
    newer, is_new = services.publish_unit_rules(content={}, content_hash="2")
    assert (newer.number, is_new) == (2, True)
    assert current_rules() == newer
    with pytest.raises(DatabaseError), transaction.atomic():
        UnitRules.objects.filter(number=1).update(content={})


def test_opening_what_is_open_changes_nothing(unit: Unit, officer: User) -> None:
    first = services.open_scheme(unit=unit, scheme_key="collection", by=officer)
    seen = Unit.objects.get(pk=unit.pk).revision
    assert services.open_scheme(unit=unit, scheme_key="collection", by=officer).pk == first.pk
    assert Unit.objects.get(pk=unit.pk).revision == seen


@pytest.mark.requirement("NX-31")
def test_older_revision_changes_nothing(in_uplands: Tenant, unit: Unit, officer: User) -> None:
    services.open_scheme(unit=unit, scheme_key="collection", by=officer, revision=0)
    with pytest.raises(Overtaken, match="经办人 已于"):
        services.close_scheme(unit=unit, scheme_key="collection", by=officer, reason="停", revision=0)
    with pytest.raises(Overtaken):
        services.appoint_administrator(unit=unit, user=make_person(in_uplands), by=officer, revision=0)
    assert is_opened_for(unit, "collection")


@pytest.mark.requirement("NX-24")
def test_registered_unit_has_the_organisation_code_it_was_given_or_that_of_its_credit_code(
    in_uplands: Tenant, officer: User
) -> None:
    facts = {"by": officer, "name": "示例 学校", "region": "640104"}
    made = services.register_unit(uscc=invented_uscc(91), **facts)
    assert made.org_code == invented_uscc(91)[8:17]
    other = services.register_unit(uscc=invented_uscc(92), org_code="ab123456-7", **facts)
    assert other.org_code == "AB1234567"
    with pytest.raises(Refused, match="9 位"):
        services.register_unit(uscc=invented_uscc(93), org_code="12", **facts)
    with pytest.raises(Refused, match="已经登记"):
        services.register_unit(uscc=invented_uscc(91), **facts)


def test_contacts_of_a_registered_unit_are_kept_although_level_and_kind_are_unknown(
    in_uplands: Tenant, officer: User
) -> None:
    unit = services.register_unit(by=officer, name="示例学校", uscc=invented_uscc(94), region="640104")
    keeper = make_person(in_uplands)
    services.appoint_administrator(unit=unit, user=keeper, by=officer)
    services.change_unit(unit=unit, by=keeper, address="新址", contact_name="联系人", contact_phone="15400000031")
    assert Unit.objects.get(pk=unit.pk).address == "新址"
