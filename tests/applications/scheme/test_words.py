import pytest

from applications.scheme import Scheme
from applications.scheme.text import Text
from tests.builders import scheme_of
from tests.longform import long_scheme


def test_scheme_has_words_of_its_own_or_the_usual_ones() -> None:
    scheme = long_scheme().model_copy(update={"words": {"submit": Text(zh="上报", en="Report")}})

    assert (scheme.word("submit", "zh-hans"), scheme.word("submit", "en")) == ("上报", "Report")
    assert scheme.word("close", "zh-hans") == "关闭"


def test_word_that_the_pages_do_not_have_is_a_fault() -> None:
    content = long_scheme().model_dump() | {"words": {"sumbit": {"zh": "上报", "en": "Report"}}}

    with pytest.raises(ValueError, match="no such word sumbit"):
        Scheme.model_validate(content)


def test_form_of_many_pages_or_with_records_is_long() -> None:
    assert long_scheme().is_long
    assert not scheme_of("ningbo/recognition").is_long
