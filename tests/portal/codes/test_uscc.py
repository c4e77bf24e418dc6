import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from portal.codes.uscc import BadUscc, check_uscc
from portal.people.invented import invented_uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def refusal(code: str) -> str:
    with pytest.raises(BadUscc) as caught:
        check_uscc(code)
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize("registrar", ["91", "12", "52", "N2", "A1", "Y1"])
def test_registrar_may_be_a_letter(registrar):
    body = f"{registrar}339999MA2ABCDE4"
    assert check_uscc(body + calc_check_digit(body)) == body + calc_check_digit(body)


def test_code_typed_otherwise_is_understood():
    code = invented_uscc(5)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert check_uscc(f" {wide.lower()} ") == code


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("91339999MA2ABCDE", "length"),
        ("", "length"),
        ("91339999MA2ABCDEO1", "letters"),
        ("9133X999MA2ABCDE41", "pattern"),
        ("B1339999MA2ABCDE41", "pattern"),
        ("91339999MA2ABC<E41", "pattern"),
    ],
)
def test_code_that_cannot_be_is_refused(code, why):
    assert refusal(code) == why


@given(
    st.integers(min_value=0, max_value=99_999_999), st.integers(min_value=0, max_value=17), st.sampled_from(ALPHABET)
)
def test_code_with_one_wrong_character_is_refused(seed, place, letter):
    code = invented_uscc(seed)
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        assert refusal(wrong) in {"pattern", "check_digit"}
