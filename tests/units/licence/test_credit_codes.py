import pytest

from portal.codes.uscc import check_uscc
from tests.units.licence.album import lettered_uscc
from units.licence.credit_codes import is_credit_code, repaired

CODE = "93339999MACQUM6D0W"


@pytest.mark.parametrize("seed", range(40))
def test_the_portal_and_the_reader_know_the_same_codes(seed: int) -> None:
    code = lettered_uscc(seed)
    assert check_uscc(code) == code
    assert is_credit_code(code)
    assert repaired(code) == (code, 0)


@pytest.mark.requirement("CY-13")
@pytest.mark.parametrize(
    "read",
    [
        "93339999MACQUM6DOW",  # no code has an O
        "93339999MACOUM6D0W",  # read as O, taken for 0, and meant as Q
        "9333g999MACQUM6D0W",
        "93339999MA0QUM6D0W",
        "93339999MACQUM6DQW",
        "93339999MACQUM8D0W",
        "9333999MACQUM6D0W",  # one of four alike was lost
        "933399999MACQUM6D0W",
    ],
)
def test_a_character_read_wrong_is_put_right_by_the_check_characters(read: str) -> None:
    code, repairs = repaired(read)
    assert code == CODE
    assert repairs < 99


@pytest.mark.parametrize("read", ["93339999MA0QUM6DHW", "93339999WACQUM6DOX", "91110108123456789X"])
def test_what_cannot_be_told_is_given_back_as_it_was_read(read: str) -> None:
    code, repairs = repaired(read)
    assert not is_credit_code(code)
    assert repairs == 99
