import pytest
from django.test import Client

from portal.people.choices import AdminRole
from portal.tenants.scope import tenant_scope
from tests.builders import make_unit
from units.choices import UnitState
from units.models import Unit
from units.queries import find_units, unit_by_words
from units.services import change_unit

PORT, COLLEGE, TEA = "宁波舟山港股份有限公司", "浙江大学宁波理工学院", "四明山（奉化）茶业有限公司"


@pytest.fixture
def units(ningbo):
    with tenant_scope(ningbo):
        yield {name: make_unit(ningbo, name) for name in (PORT, COLLEGE, TEA)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("港", [PORT]),
        ("舟山", [PORT]),
        ("舟山港", [PORT]),
        ("舟山港股份有限", [PORT]),
        ("宁波", [PORT, COLLEGE]),  # what begins so comes first
        ("zsg", [PORT]),
        ("nbzsg", [PORT]),
        ("zhejiangdaxue", [COLLEGE]),
        ("ligong", [COLLEGE]),
        ("ZJDX", [COLLEGE]),
        ("奉化茶业", [TEA]),  # brackets do not matter
        ("（奉化）", [TEA]),
        ("山宁波", []),
        ("港份", []),
        ("", []),
        ("  ", []),
        ("%", []),
    ],
)
def test_unit_is_found_by_pieces_pinyin_and_initials(units, text, names):
    assert [unit.name for unit in find_units(text)] == names


def test_unit_is_found_by_its_whole_credit_code(units):
    assert find_units(units[PORT].uscc.lower()) == [units[PORT]]
    assert unit_by_words(units[PORT].uscc) == units[PORT]


@pytest.mark.parametrize("state", [UnitState.PENDING, UnitState.REFUSED, UnitState.CLOSED])
def test_unit_that_is_not_open_is_not_found(units, state):
    Unit.objects.filter(pk=units[PORT].pk).update(state=state)
    assert find_units("舟山") == []


def test_unit_of_another_tenant_is_not_found(units, other):
    with tenant_scope(other):
        assert find_units("舟山") == []


def test_renamed_unit_is_found_by_its_new_name_only(ningbo, units, person):
    person.role = AdminRole.SYSTEM
    change_unit(unit=units[PORT], by=person, name="东海码头集团")
    assert find_units("舟山") == []
    assert find_units("东海码头") == [Unit.objects.get(pk=units[PORT].pk)]


def test_finding_takes_two_queries_however_many_units(units, ningbo, django_assert_num_queries):
    for number in range(15):
        make_unit(ningbo, f"宁波第{number}小学")
    with django_assert_num_queries(2):
        assert len(find_units("宁波", limit=10)) == 10


def test_search_page_works_without_scripts(units, desk):
    page = desk.get("/units/search/", {"q": "舟山"}).content.decode()
    assert "<html" in page
    assert PORT in page


def test_search_answers_htmx_with_a_listbox_only(units, desk):
    fragment = desk.get("/units/search/", {"q": "舟山"}, headers={"hx-request": "true"}).content.decode()
    assert 'role="listbox"' in fragment
    assert "<html" not in fragment
    assert units[PORT].public_id in fragment


def test_search_answers_scripts_with_json(units, desk):
    answer = desk.get("/units/search/", {"q": "舟山"}, headers={"accept": "application/json"}).json()
    assert [option["name"] for option in answer["options"]] == [PORT]


def test_search_shows_a_name_harmless(ningbo, desk):
    make_unit(ningbo, "<b>舟山</b>渔业")
    assert "<b>舟山" not in desk.get("/units/search/", {"q": "舟山"}).content.decode()


def test_search_asks_to_sign_in(ningbo):
    assert Client(headers={"host": "ningbo.localhost"}).get("/units/search/?q=a").status_code == 302
