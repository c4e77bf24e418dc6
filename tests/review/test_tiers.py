"""Bureaus one below the other: what a county sees, a city, and the portal's own bureau."""

import pytest

from review.models import Office
from review.policies import may_manage_blacklist
from review.queries.overview import led_by, overseen_by
from tests.applications.tiered import tiers  # noqa: F401
from tests.tiers import Tiers


@pytest.mark.requirement("NX-30")
def test_a_bureau_below_another_sees_its_own_and_those_below_and_no_blacklist(tiers: Tiers) -> None:  # noqa: F811
    offices = {office.code: office for office in Office.objects.all()}
    offices["city"].parent, offices["county"].parent = offices["province"], offices["city"]
    for office in offices.values():
        office.save()

    def seen(tier: str) -> set[str]:
        reader = tiers.reviewers[tier]
        assert led_by(reader) == overseen_by(reader)
        return {one.code for one in overseen_by(reader)}

    assert (seen("county"), seen("city")) == ({"county"}, {"county", "city"})
    assert seen("province") == {"county", "city", "province"}
    assert [may_manage_blacklist(tiers.reviewers[tier]) for tier in ("county", "city", "province")] == [
        False,
        False,
        True,
    ]
