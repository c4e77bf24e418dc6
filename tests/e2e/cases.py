"""Cases brought to where a test begins, by the same services that the pages call."""

from __future__ import annotations

import datetime as dt
from typing import Any

from applications.models import Application
from applications.queries import current_version
from applications.services.drafts import start_application
from portal.calendar import now, set_clock
from portal.tenants.models import Tenant
from review.demo.cases import bring
from review.demo.filling import Applicant, Builder
from review.demo.plan import read_plan
from tests.builders import make_unit
from tests.e2e.stage import ROOT, Portal
from units.choices import UnitKind, UnitLevel
from units.models import Unit


def make_draft(portal: Portal) -> Application:
    """Begin the applicant's case; nothing is filled in yet."""
    version = current_version("recognition")
    assert version is not None
    return start_application(version=version, user=portal.people["applicant"], agreed=True, language="zh-hans")


def make_case(portal: Portal, *, until: str = "pre_review") -> Application:
    """Bring a complete case of the applicant's to a stage. Its unit does not confirm online."""
    version = current_version("recognition")
    assert version is not None
    answers = dict(read_plan(ROOT / "schemes" / "ningbo" / "demo.yaml").profile("doctor").answers)
    applicant = Applicant(portal.people["applicant"], _unit(portal.tenant), answers, number=5)
    moment = now()
    with set_clock(moment):
        application = Builder(version).submit(applicant, moment)
        return bring(application, until=until, end=moment + dt.timedelta(seconds=1))


def _unit(tenant: Tenant) -> Unit:
    facts: dict[str, Any] = {"level": UnitLevel.MUNICIPAL, "kind": UnitKind.INSTITUTION, "confirms_online": False}
    return make_unit(tenant, "宁波市姚江水文监测中心", **facts)
