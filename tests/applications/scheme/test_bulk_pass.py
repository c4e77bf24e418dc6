"""Where several cases may be passed at once: only where nothing is to be said of each."""

import pytest
from pydantic import ValidationError

from applications.scheme.way import Stage

STAGE = {
    "key": "submission",
    "state": "departmental_review",
    "label": {"zh": "待上报", "en": "Awaiting submission"},
    "holder": "office",
    "offices": ["bureau"],
    "working_days": 5,
}
TICK = {"key": "seen", "label": {"zh": "已看", "en": "Seen"}, "type": "boolean"}


def test_it_is_off_unless_a_stage_says_so():
    assert Stage.model_validate(STAGE).bulk_pass is False
    assert Stage.model_validate(STAGE | {"bulk_pass": True}).bulk_pass is True


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"decides_category": True}, "neither `decides_category` nor `records`"),
        ({"records": [TICK]}, "neither `decides_category` nor `records`"),
        ({"allows": ["return"]}, "needs an office that may pass"),
        ({"holder": "unit", "offices": []}, "needs an office that may pass"),
    ],
)
def test_it_goes_with_nothing_that_is_said_of_each_case(more, expected):
    with pytest.raises(ValidationError, match=expected):
        Stage.model_validate(STAGE | {"bulk_pass": True} | more)
