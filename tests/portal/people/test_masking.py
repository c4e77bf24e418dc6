import pytest

from portal.people.masking import mask_id_number, mask_name, mask_phone


def test_id_number_shows_its_ends():
    masked = mask_id_number("339999199001011233")
    assert masked == "3****************3"
    assert len(masked) == 18


@pytest.mark.parametrize("number", ["", "1", "12"])
def test_id_number_too_short_to_mask_is_hidden_whole(number):
    assert mask_id_number(number) == "*" * len(number)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王秀强", "*秀强"),
        ("王强", "*强"),
        ("王", "*"),
        ("阿依努尔·买买提", "*依努尔·买买提"),
        ("John Smith", "J*** S****"),
    ],
)
def test_name_hides_the_surname(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("15400001234", "154****1234"), ("+8615400001234", "+86154****1234"), ("123", "***")]
)
def test_phone_hides_its_middle(phone, masked):
    assert mask_phone(phone) == masked
