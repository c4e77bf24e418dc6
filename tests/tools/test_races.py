"""The races of `make chaos`, a few of each: whoever breaks one sees it here first."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.tenants.scope import tenant_scope
from review.demo.plan import read_plan
from review.services.setting_up import load_tenant
from tests.builders import make_unit
from tests.review.services.acting import NINGBO
from tools.chaos.people import host_of
from tools.chaos.races import Answer, Post, race_all

COUNT = 3


def through_django(host: str) -> Post:
    def post(session_key: str, path: str, form: dict[str, Any]) -> Answer:
        client = Client(headers={"host": host}, raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = session_key
        answer = client.post(path, form, secure=True)
        return Answer(answer.status_code, answer.content.decode(), answer.get("Location"))

    return post


@pytest.mark.django_db(transaction=True)
def test_every_race_has_one_winner_and_a_loser_who_is_told():
    tenant = load_tenant(NINGBO)
    unit = next(one for one in read_plan(NINGBO / "demo.yaml").units if one.is_open and not one.confirms_online)
    with tenant_scope(tenant):
        make_unit(tenant, unit.name)
    figures = list(race_all(tenant, COUNT, post=through_django(host_of(tenant))))
    assert len(figures) == 22
    assert [(one.name, one.value) for one in figures if not one.is_reached] == []
