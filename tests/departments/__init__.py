"""A portal whose units come by the network and choose their competent department; see its `tenant.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client

from applications.models import Application, SchemeVersion
from applications.services.drafts import save_answers, start_application
from applications.services.submitting import submit_application
from portal.calendar import now
from portal.network.arriving import tell_legal_person
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Office, ReviewTask, Seat
from review.services.deciding import decide_task
from tests.builders import make_person, make_user, sign_in
from units.models import LegacyUnit, Unit

FOLDER = Path(__file__).resolve().parent
HOST = "lakeside.localhost"
USCC, OTHER_USCC = invented_uscc(8101), invented_uscc(8102)
STATED = {"competent_department": "education", "unit_kind": "university"}


def make_legal_person(tenant: Tenant, name: str = "湖滨大学", **fields: Any) -> User:
    """Make the account that stands for a unit, as the sign-in does at its first time."""
    return make_user(tenant, name=name, is_legal_person=True, phone=None, **fields)


def come(user: User, uscc: str = USCC, name: str = "湖滨大学") -> Unit:
    """Sign a unit's account in, as far as units are told of it."""
    tell_legal_person(user, uscc, name)
    return Unit.objects.get(uscc=uscc)


def old_account(account: str = "old1", uscc: str = USCC, name: str = "湖滨大学", **information: Any) -> LegacyUnit:
    """Take over an account of the former site."""
    facts = {"account": account, "uscc": uscc, "name": name, "information": information, "imported_at": now()}
    return LegacyUnit.objects.create(**facts)


def stated(unit: Unit) -> dict[str, Any]:
    return {f"field:{key}": value for key, value in STATED.items()} | {"go": "save", "revision": unit.revision}


def browser_of(user: User) -> Client:
    return sign_in(Client(headers={"host": HOST}), user)


def make_officer(tenant: Tenant, code: str) -> User:
    user = make_person(tenant, name=f"{code}审核")
    Seat.objects.create(office=Office.objects.get(code=code), user=user)
    return user


def report(person: User, unit: Unit) -> Application:
    """Begin a case of the unit's person and submit it."""
    version = SchemeVersion.objects.get(key="recognition")
    case = start_application(version=version, user=person, agreed=True, language="zh-hans")
    save_answers(application_id=case.pk, user=person, answers={"unit": unit.public_id, "major": "数学"})
    submit_application(application_id=case.pk, user=person)
    return fresh(case)


def fresh(case: Application) -> Application:
    found: Application = Application.objects.get(pk=case.pk)
    return found


def offices_with(case: Application) -> list[str]:
    """The offices that have had the case, one a task, the latest last."""
    tasks = ReviewTask.objects.filter(application=case).order_by("id")
    return list(tasks.values_list("office__code", flat=True))


def decide(case: Application, decision: str, words: str = "") -> None:
    """Let the office that has the case decide."""
    task = ReviewTask.objects.get(application=case, state="OPEN")
    decide_task(task_id=task.pk, user=User.objects.get(seats__office=task.office), decision=decision, words=words)
