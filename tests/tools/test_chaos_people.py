"""Drafts made by the hundred are as good as one that a person filled in."""

import pytest
from django.conf import settings
from django.test import Client

from applications.models import Application, Submission
from portal.tenants.scope import tenant_scope
from review.demo.plan import read_plan
from review.services.setting_up import load_tenant
from tests.builders import make_unit
from tests.review.services.acting import NINGBO
from tools.chaos.people import make_drafts

COUNT = 4


@pytest.mark.django_db
def test_every_draft_has_its_own_person_and_can_be_submitted():
    tenant = load_tenant(NINGBO)
    unit = next(one for one in read_plan(NINGBO / "demo.yaml").units if one.is_open and not one.confirms_online)
    with tenant_scope(tenant):
        make_unit(tenant, unit.name)
    drafts = make_drafts(tenant, COUNT)
    for draft in drafts:
        client = Client(headers={"host": draft.host})
        client.cookies[settings.SESSION_COOKIE_NAME] = draft.session_key
        address = f"/cases/{draft.application.public_id}/submit/"
        assert client.post(address, secure=True).status_code == 302
    with tenant_scope(tenant):
        cases = Application.objects.filter(pk__in=[draft.application.pk for draft in drafts])
        for case in cases:
            assert case.answers["id_number"] == case.applicant.id_number
            assert case.answers["birth_date"] == case.applicant.birth_date.isoformat()
        assert len({case.answers["id_number"] for case in cases}) == COUNT
        assert Submission.objects.count() == len(cases) == COUNT
