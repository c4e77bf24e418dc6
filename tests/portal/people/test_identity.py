import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from portal.calendar import set_clock
from portal.codes import code_set
from portal.codes.uscc import check_uscc
from portal.people.choices import IdType, Sex
from portal.people.identity import BadIdentityNumber, check_id_number
from portal.people.invented import (
    UNASSIGNED_DIVISION,
    invented_id_number,
    invented_phone,
    invented_uscc,
)

MOMENT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
SEEDS = st.integers(min_value=0, max_value=6_999_999)


@pytest.fixture(autouse=True, scope="module")
def fixed_clock():
    with set_clock(MOMENT):
        yield


def numbered(body: str) -> str:
    return body + calc_check_digit(f"{body}?")


def refusal(id_type: str, number: str, **facts) -> str:
    with pytest.raises(BadIdentityNumber) as caught:
        check_id_number(id_type, number, **facts)
    assert caught.value.message
    return caught.value.code


def test_resident_number_tells_birth_date_and_sex():
    facts = check_id_number(IdType.CN_ID, "11010519491231002X")
    assert (facts.number, facts.birth_date, facts.sex) == ("11010519491231002X", dt.date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X", " 110105-19491231-002x\n"],
)
def test_resident_number_typed_otherwise_is_understood(typed):
    assert check_id_number(IdType.CN_ID, typed).number == "11010519491231002X"


@pytest.mark.parametrize("division", ["441900", "442000", "330219", "610111", "652101", "310151", "320219"])
def test_resident_number_of_a_changed_division_is_accepted(division):
    assert check_id_number(IdType.CN_ID, numbered(f"{division}19800101123")).birth_date == dt.date(1980, 1, 1)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "missing"),
        ("1101051949123100", "length"),
        ("110105491231002", "length"),
        ("1101051949123100X2", "characters"),
        ("٣١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "characters"),
        ("110105194912310021", "check_digit"),
        (numbered("33999919900230123"), "birth_date"),
        (numbered("33999919901301123"), "birth_date"),
        (numbered("33999918991231123"), "birth_date_range"),
        (numbered("33999920260602123"), "birth_date_range"),
        (numbered("99999919900101123"), "kind"),
        (numbered("81000019900101123"), "kind"),
    ],
)
def test_resident_number_that_cannot_be_is_refused(number, code):
    assert refusal(IdType.CN_ID, number) == code


@given(SEEDS, st.integers(min_value=0, max_value=17), st.integers(min_value=1, max_value=9))
def test_resident_number_with_one_wrong_digit_is_refused(seed, place, by):
    number = invented_id_number(seed)
    digit = 10 if number[place] == "X" else int(number[place])
    wrong = f"{number[:place]}{(digit + by) % 10}{number[place + 1 :]}"
    if wrong != number:
        refusal(IdType.CN_ID, wrong)


@given(SEEDS, st.integers(min_value=0, max_value=16))
def test_resident_number_with_two_digits_swapped_is_refused(seed, place):
    number = invented_id_number(seed)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        refusal(IdType.CN_ID, swapped)


def test_resident_number_against_the_form():
    number = invented_id_number(7, birth_date=dt.date(1986, 12, 11), sex=Sex.FEMALE)
    assert check_id_number(IdType.CN_ID, number, birth_date=dt.date(1986, 12, 11), sex=Sex.FEMALE)
    assert refusal(IdType.CN_ID, number, birth_date=dt.date(1986, 12, 12)) == "birth_date_differs"
    assert refusal(IdType.CN_ID, number, sex=Sex.MALE) == "sex_differs"


@pytest.mark.parametrize(
    ("kind", "division"),
    [(IdType.HKMO_RESIDENCE, "810000"), (IdType.HKMO_RESIDENCE, "820000"), (IdType.TW_RESIDENCE, "830000")],
)
def test_residence_permit_is_checked_as_a_resident_number(kind, division):
    number = numbered(f"{division}19900101124")
    assert check_id_number(kind, number).sex == Sex.FEMALE
    assert refusal(kind, number[:17] + ("0" if number[17] != "0" else "1")) == "check_digit"
    assert refusal(kind, invented_id_number(1)) == "kind"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdType.CN_PASSPORT, "E12345678"),
        (IdType.CN_PASSPORT, "eA1234567"),
        (IdType.CN_PASSPORT, "G12345678"),
        (IdType.CN_PASSPORT, "PE1234567"),
        (IdType.FOREIGN_PASSPORT, "X1234567"),
        (IdType.HKMO_PERMIT, "H12345678"),
        (IdType.HKMO_PERMIT, "m1234567801"),
        (IdType.TW_PERMIT, "12345678"),
        (IdType.TW_PERMIT, "1234567801"),
        (IdType.FPR_CARD, "USA110000000001"),
        (IdType.FPR_CARD, numbered("91184019900101123")),
    ],
)
def test_other_document_is_accepted(kind, number):
    assert check_id_number(kind, number).number == number.upper()


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        (IdType.CN_PASSPORT, "EI1234567", "pattern"),
        (IdType.CN_PASSPORT, "E1234567", "pattern"),
        (IdType.FOREIGN_PASSPORT, "AB1", "pattern"),
        (IdType.HKMO_PERMIT, "H1234567", "pattern"),
        (IdType.TW_PERMIT, "1234567", "pattern"),
        (IdType.FPR_CARD, "USA1100000000", "pattern"),
        (IdType.FPR_CARD, "911840199001011230", "check_digit"),
    ],
)
def test_other_document_that_cannot_be_is_refused(kind, number, code):
    if code == "check_digit":
        number = number[:17] + ("0" if calc_check_digit(number) != "0" else "1")
    assert refusal(kind, number) == code


@given(SEEDS)
def test_invented_number_is_right_and_nobodys(seed):
    number = invented_id_number(seed)
    assert check_id_number(IdType.CN_ID, number).number == number == invented_id_number(seed)
    assert number[:6] == UNASSIGNED_DIVISION


def test_invented_numbers_of_neighbouring_seeds_differ():
    assert len({invented_id_number(seed) for seed in range(30_000)}) == 30_000


def test_invented_division_lies_in_no_real_prefecture():
    assert not any(code.startswith(UNASSIGNED_DIVISION[:4]) for code in code_set("gbt2260_divisions").entries)


def test_invented_phone_has_eleven_digits():
    assert invented_phone(12) == "15400000012"


@given(st.integers(min_value=0, max_value=99_999_999))
def test_invented_credit_code_is_right(seed):
    code = invented_uscc(seed)
    assert check_uscc(code) == code
