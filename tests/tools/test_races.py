"""The races of `make chaos`, a few of each: whoever breaks one sees it here first."""

import pytest

from portal.tenants.scope import tenant_scope
from review.demo.plan import read_plan
from review.services.setting_up import load_tenant
from tests.builders import make_unit
from tests.review.services.acting import NINGBO
from tools.chaos.races import race_all

COUNT = 3


@pytest.mark.django_db(transaction=True)
def test_every_race_has_one_winner_and_a_loser_who_is_told():
    tenant = load_tenant(NINGBO)
    unit = next(one for one in read_plan(NINGBO / "demo.yaml").units if one.is_open and not one.confirms_online)
    with tenant_scope(tenant):
        make_unit(tenant, unit.name)
    figures = list(race_all(tenant, COUNT))
    assert len(figures) == 22
    assert [(one.name, one.value) for one in figures if not one.is_reached] == []
