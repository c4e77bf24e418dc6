"""The filters and the questions on which the table rests, each with what it would be without.

`tests/policy/test_mutants.py` takes one away at a time and looks whether the matrix notices. What stands here must be
found in the source word for word, so that the list cannot outlive what it lists.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """`found` in a function is replaced by `put`; `routes` are addresses that must notice."""

    function: str
    found: str
    put: str
    routes: tuple[str, ...]

    @property
    def times_found(self) -> int:
        """How often the function says it: once, or the list has outlived what it lists."""
        return self._source.count(self.found)

    @property
    def _source(self) -> str:
        return textwrap.dedent(inspect.getsource(_function(self.function)))

    @contextmanager
    def taken_away(self) -> Iterator[None]:
        """Run the block without it."""
        function, source = _function(self.function), self._source
        kept = function.__code__
        function.__code__ = _compiled(source.replace(self.found, self.put), function).__code__
        try:
            yield
        finally:
            function.__code__ = kept


def _function(path: str) -> FunctionType:
    module, _colon, names = path.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    found = inspect.unwrap(found)
    return getattr(found, "__func__", found)


def _compiled(source: str, function: FunctionType) -> FunctionType:
    """Compile the function anew; a method that asks its `super()` is compiled inside a class."""
    source = source[source.index("def ") :]
    future = "from __future__ import annotations\n"
    names: dict[str, Any] = {}
    if "__class__" not in function.__code__.co_freevars:
        exec(future + source, names)
        return names[function.__name__]
    exec(f"{future}class Holder:\n{textwrap.indent(source, '    ')}", names)
    return names["Holder"].__dict__[function.__name__]


TENANT_FILTERS = (
    Mutant(
        "portal.tenants.scope:ScopedManager.get_queryset",
        ".filter(tenant=current_tenant())",
        "",
        ("applications:start", "applications:attachment", "review:objection_receipt", "certificates:verify_token"),
    ),
    Mutant(
        "portal.people.queries:people",
        "User.objects.filter(tenant=current_tenant())",
        "User.objects.all()",
        ("units:remove_administrator", "account_login"),
    ),
    Mutant(
        "portal.people.queries:belongs_here",
        "tenant is not None and user.tenant_id == tenant.pk",
        "True",
        ("people:profile",),
    ),
    Mutant(
        "portal.people.backend:TenantBackend.get_user",
        "self.user_can_authenticate(user) and belongs_here(user)",
        "self.user_can_authenticate(user)",
        ("people:profile",),
    ),
    Mutant(
        "portal.tenants.admin:TenantAdmin.get_queryset",
        ".filter(tenant=current_tenant())",
        "",
        ("admin:people_user_change",),
    ),
    Mutant(
        "portal.tenants.admin:OwnTenantAdmin.get_queryset",
        "Tenant.objects.filter(pk=current_tenant().pk)",
        "Tenant.objects.all()",
        ("admin:tenants_tenant_change",),
    ),
)

RIGHTS = (
    Mutant(
        "applications.models:Application.is_about",
        "not self.is_of_unit and ",
        "",
        ("applications:detail", "applications:withdraw"),
    ),
    Mutant(
        "applications.policies:may_see",
        "return acts_for_unit(user, application) or is_viewer(user, application)",
        "return True",
        ("applications:detail",),
    ),
    Mutant(
        "applications.policies:may_see",
        "if application.submitted_at is None:",
        "if False:",
        ("applications:detail",),
    ),
    Mutant("applications.views.common:case_or_404", "if not may_see(", "if None and (", ("applications:detail",)),
    Mutant(
        "applications.views.common:editable_case_or_404",
        "if not application.is_about(user) and not fills_in_for_unit(user, application):",
        "if False:",
        ("applications:go_on", "applications:record"),
    ),
    Mutant(
        "applications.views.files:_attachment_or_404",
        "if not may_see_attachment(",
        "if None and (",
        ("applications:attachment",),
    ),
    Mutant(
        "applications.views.unit_desk.deciding:decide",
        "if not acts_for_unit(",
        "if None and (",
        ("applications:unit_decide",),
    ),
    Mutant(
        "applications.views.unit_desk.access:unit_or_404",
        "if unit is None or not units_of(user_of(request)).filter(pk=unit.pk).exists():",
        "if unit is None:",
        (
            "applications:unit_enter",
            "applications:unit_imports",
            "applications:unit_template",
            "applications:unit_legacy",
        ),
    ),
    Mutant(
        "review.queries.following:desks_of",
        "offices_of(user)",
        "Office.objects.all()",
        ("review:follow_up", "review:handed_on_list"),
    ),
    Mutant(
        "applications.views.unit_desk.importing:_import_or_404",
        "if found is None or not units_of(user_of(request)).filter(pk=found.unit_id).exists():",
        "if found is None:",
        ("applications:unit_import", "applications:unit_import_report"),
    ),
    Mutant("certificates.views:download", "if not may_view(", "if None and (", ("certificates:download",)),
    Mutant(
        "portal.notices.queries:inbox_of",
        "recipient=user, ",
        "",
        ("notices:open",),
    ),
    Mutant("review.views.access:task_or_404", "if not may_see_task(", "if None and (", ("review:task",)),
    Mutant(
        "review.policies:may_see_task", "tasks__application_id=task.application_id", "is_active=True", ("review:task",)
    ),
    Mutant(
        "review.policies:offices_of",
        "seats__user=user, seats__is_active=True",
        "",
        ("review:queue",),
    ),
    Mutant("review.policies:leads", ".filter(kind=OfficeKind.BUREAU, parent__isnull=True)", "", ("review:objections",)),
    Mutant("review.policies:may_open_units", ".filter(kind__in=kinds)", "", ("review:new_unit",)),
    Mutant(
        "review.policies:may_decide",
        "if not sits_in(user, task.office):",
        "if False:",
        ("review:decide",),
    ),
    Mutant(
        "review.policies:may_decide",
        "if task.application.is_about(user):",
        "if False:",
        ("review:decide",),
    ),
    Mutant(
        "applications.policies:takes_back", "if is_applying(user, application):", "if True:", ("applications:withdraw",)
    ),
    Mutant("portal.tenants.queries:articles", "is_published=True, ", "", ("article",)),
    Mutant("portal.tenants.queries:articles", ", published_on__lte=today()", "", ("article",)),
    Mutant("portal.tenants.queries:downloads", "is_published=True, ", "", ("download",)),
    Mutant("portal.tenants.queries:areas", "is_published=True", "", ("service_area",)),
    Mutant(
        "review.queries.complaints:answers_complaints",
        "bool(duty.offices & office_ids_of(user))",
        "True",
        ("review:complaint_desk",),
    ),
    Mutant(
        "review.queries.complaints:complaint_of_offices",
        ".filter(office__in=offices_of(user))",
        "",
        ("review:complaint",),
    ),
    Mutant("review.queries.complaints:complaint_of_offices", ".exclude(filed_by=user)", "", ("review:complaint",)),
    Mutant(
        "review.queries.complaints:file_of_offices",
        ".filter(complaint__office__in=offices_of(user))",
        "",
        ("review:complaint_file",),
    ),
    Mutant(
        "review.queries.complaints:file_of_offices",
        ".exclude(complaint__filed_by=user)",
        "",
        ("review:complaint_file",),
    ),
    Mutant("review.views.bureau:revoke", "if not may_open_revocation(", "if None and (", ("review:revoke",)),
    Mutant(
        "review.queries.units:_of_offices",
        "return units.filter(wanted)",
        "return units",
        ("review:unit",),
    ),
    Mutant(
        "review.policies:units_in_reach",
        "return open_units().filter(here)",
        "return open_units()",
        ("review:authorise",),
    ),
    Mutant(
        "review.policies:may_authorise_units",
        "return _sits_at_bureau(user) and opens_anything()",
        "return True",
        ("review:authorisation",),
    ),
    Mutant("review.policies:may_see_workload", "return _sits_at_bureau(user)", "return True", ("review:workload",)),
    Mutant("review.policies:may_take_publicity_lists", "return leads(user)", "return True", ("review:publicity_pdf",)),
    Mutant(
        "review.policies:may_settle_claims",
        "return leads(user) and units_arrive_by_network()",
        "return units_arrive_by_network()",
        ("review:old_accounts",),
    ),
    Mutant(
        "applications.views.unit_information:_unit_or_404",
        "not is_administrator(user_of(request), unit)",
        "False",
        ("applications:unit_information",),
    ),
    Mutant(
        "units.views:_unit_for",
        "if unit is None or may_see_unit_reason(user_of(request), unit):",
        "if unit is None:",
        ("units:detail",),
    ),
    Mutant(
        "units.certification_views:_own_or_404",
        "if found is None or found.user_id != user_of(request).pk:",
        "if found is None:",
        ("units:certification",),
    ),
    Mutant(
        "units.certification_views:licence",
        "if may_look_into_certifications_reason(user_of(request)):",
        "if False:",
        ("units:licence",),
    ),
    Mutant("units.queries:is_administrator", "unit=unit, user=user, is_active=True", "unit=unit", ("units:detail",)),
)
