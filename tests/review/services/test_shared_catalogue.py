"""A scheme that renews another one and has no catalogue of its own: the bureau edits one table for both."""

from __future__ import annotations

import pytest

from applications.admin import scheme_choices
from applications.models import Application, CatalogueCategory, CatalogueCondition
from applications.queries import facts_of
from applications.scheme.renewal import Renewal
from applications.showing import answer_text, options_of
from certificates.services.issuing import reserve_certificate
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.forms.deciding import DecisionForm
from review.models import AuditDivision, Office
from review.queries.tasks import category_names
from review.services.publicising import category_name
from review.services.routing import offices_for
from tests.builders import make_application, publish, scheme_of

ANSWERS = {"claimed_category": "E", "claimed_condition": "E4"}


@pytest.fixture
def renewal(tenant: Tenant) -> Application:
    """A case of a scheme that renews the portal's recognition."""
    rule = Renewal(scheme="recognition", after_months=23)
    version = publish(tenant, scheme="renewal", catalogue=None, renews=rule)
    return make_application(tenant, version, claimed_category="E", answers=ANSWERS)


def test_only_a_renewing_scheme_without_a_catalogue_has_anothers() -> None:
    own = scheme_of()
    renews = {"scheme": "renewal", "renews": Renewal(scheme="recognition", after_months=23)}
    assert own.model_copy(update={"catalogue": None}).catalogue_key == "recognition"
    assert own.model_copy(update=renews).catalogue_key == "renewal"
    assert own.model_copy(update=renews | {"catalogue": None}).catalogue_key == "recognition"


@pytest.mark.requirement("HZ-57", "HZ-58")
def test_the_form_offers_and_names_what_the_bureau_edited_in_the_one_table(renewal: Application) -> None:
    scheme = renewal.scheme
    category, condition = scheme.field("claimed_category"), scheme.field("claimed_condition")
    CatalogueCategory.objects.filter(code="A").update(is_active=False)
    CatalogueCategory.objects.filter(code="E").update(name_zh="新名称")
    CatalogueCondition.objects.filter(code="E4").update(text_zh="新条件", needs_evidence=True)
    assert [one.value for one in options_of(scheme, category)] == ["B", "C", "D", "E"]
    assert "E4" in [one.value for one in options_of(scheme, condition)]
    assert answer_text(scheme, category, "E") == "E · 新名称"
    assert answer_text(scheme, condition, "E4") == "E4 新条件"
    assert facts_of(renewal)["condition.needs_evidence"] is True


def test_the_way_the_lists_and_the_certificate_follow_it_too(renewal: Application, tenant: Tenant) -> None:
    scheme, stage = renewal.scheme, renewal.scheme.stage("departmental_review")
    assert [one.code for one in offices_for(renewal, stage)] == ["health-department"]  # of the condition
    CatalogueCondition.objects.filter(code="E4").update(department="")
    AuditDivision.objects.filter(category_code="E").update(office=Office.objects.get(code="education-department"))
    assert [one.code for one in offices_for(renewal, stage)] == ["education-department"]
    CatalogueCategory.objects.filter(code="E").update(name_zh="新名称")
    assert category_name(renewal) == "新名称"
    assert category_names()[(scheme.catalogue_key, "E")] == "新名称"
    form = DecisionForm(stage=stage, scheme=scheme)
    assert ("E", "E · 新名称") in form.fields["category"].choices  # type: ignore[attr-defined]
    with tenant_scope(tenant):
        certificate = reserve_certificate(renewal)
    assert certificate is not None
    assert certificate.content["category"]["zh"] == "新名称"
    assert certificate.content["condition"]["code"] == "E4"


def test_tables_of_its_own_cannot_be_begun_in_the_administration(renewal: Application) -> None:
    assert [key for key, _words in scheme_choices()] == ["", "recognition"]
