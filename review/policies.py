"""Who may do what at the offices' desks, with the reason why not."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from applications.choices import State
from applications.models import Application, SchemeVersion
from applications.policies import acts_for_unit
from certificates.models import Certificate
from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.codes.regions import lies_within, prefix_of
from portal.people.models import User
from portal.tenants.scope import current_tenant
from review.choices import ComplaintState, OfficeKind, TaskState
from review.models import Complaint, Office, ReviewTask, Seat
from units.models import Unit
from units.policies import units_arrive_by_network, units_ask_to_be_opened
from units.queries import open_units

HELD_LONG = 3
"""Working days after which the head of an office may take back what a colleague took and did not decide."""


def offices_of(user: User) -> QuerySet[Office]:
    """The offices a person holds an active seat in."""
    if not user.is_authenticated:
        return Office.objects.none()
    return Office.objects.filter(is_active=True, seats__user=user, seats__is_active=True).distinct()


def may_administer(user: User) -> str | None:
    """Why this person cannot administer the portal: deciding cases and administering are kept apart."""
    if Seat.objects.filter(user=user, is_active=True).exists():
        return _("审核人员不能同时担任管理员，请先收回其席位。")
    return None


def may_take_seat(user: User) -> str | None:
    """Why this person cannot be given a seat."""
    if user.role:
        return _("%(name)s 是%(role)s，不能同时担任审核人员。") % {"name": user, "role": user.get_role_display()}
    return None


def sits_in(user: User, office: Office) -> bool:
    return offices_of(user).filter(pk=office.pk).exists()


def may_see_task(user: User, task: ReviewTask) -> bool:
    """Every office that has or had a task of the case sees it (NB-86, NB-104)."""
    return offices_of(user).filter(tasks__application_id=task.application_id).exists()


def may_see_case(user: User, application_id: int) -> bool:
    return offices_of(user).filter(tasks__application_id=application_id).exists()


def may_see_certificate(user: User, certificate: Certificate) -> bool:
    """The offices that had the case may have its certificate: the result is fed back to them (NB-86)."""
    return may_see_case(user, certificate.application_id)


def may_decide(user: User, task: ReviewTask) -> str | None:
    """Return why this person may not decide this task now, or None."""
    if not sits_in(user, task.office):
        return _("只有%(office)s的审核人可以办理。") % {"office": task.office.name}
    if task.application.is_about(user):
        return _("申报人不能审核自己的申报，请由本机构的其他审核人办理。")
    if acts_for_unit(user, task.application):
        return _("您是该单位的管理员，不能审核本单位的申报，请由本机构的其他审核人办理。")
    if task.state == TaskState.CANCELLED:
        return _("该申报已离开本环节，无需办理。")
    if task.state == TaskState.DONE:
        return _("该任务已办结。")
    if task.opens_on > today():
        day = formats.date_format(task.opens_on, "Y-m-d")
        return _("该申报在受理期之外提交，已排队；%(day)s 起受理后方可办理。") % {"day": day}
    taker = task.taken_by
    if taker is not None and taker.pk != user.pk and taker.is_active and sits_in(taker, task.office):
        return _("%(name)s 正在办理，请由其办理、交回或转交。") % {"name": taker.name}
    return None


def may_pass_with_others(user: User, task: ReviewTask) -> str | None:
    """Return why this person may not pass the task together with others, or None: the scheme says where that goes."""
    if not task.application.scheme.stage(task.stage).bulk_pass:
        return _("本环节须逐件办理，请打开申报作出决定。")
    return may_decide(user, task)


def may_take_back(user: User, task: ReviewTask) -> str | None:
    """Return why this person may not take a colleague's task from them, or None.

    The head of the office may, once the colleague has had it for some working days or it is overdue.
    """
    if not Seat.objects.filter(user=user, office=task.office, is_active=True, is_head=True).exists():
        return _("只有%(office)s的负责人可以收回同事办理的任务。") % {"office": task.office.name}
    if task.application.is_about(user):
        return _("申报人不能审核自己的申报，请由本机构的其他审核人办理。")
    if task.state != TaskState.OPEN or task.taken_by_id in (None, user.pk):
        return _("该任务不在同事手中，无需收回。")
    if task.due_on >= today() and _held_days(task) < HELD_LONG:
        return _("同事领取未满 %(days)d 个工作日且未超期，请与其联系，由其交回或转交。") % {"days": HELD_LONG}
    return None


def _held_days(task: ReviewTask) -> int:
    """Working days since the task was taken."""
    taken_on = timezone.localdate(task.taken_at) if task.taken_at else today()
    first, last = sorted([taken_on, today()])
    return -calendar_for(first, last).working_days_left(taken_on, today())


def _sits_at_bureau(user: User) -> bool:
    return offices_of(user).filter(kind=OfficeKind.BUREAU).exists()


def leads(user: User) -> bool:
    """Whether the person sits at the portal's own bureau: of several tiers the one that has no other above it."""
    return offices_of(user).filter(kind=OfficeKind.BUREAU, parent__isnull=True).exists()


def may_revoke(user: User) -> bool:
    """The bureau alone withdraws a recognition (NB-99)."""
    return leads(user)


def may_open_revocation(user: User, application: Application) -> bool:
    """The bureau finds every recognition there was; of other cases those that it has or had."""
    recognised = application.state in (State.APPROVED, State.REVOKED)
    return may_revoke(user) and (recognised or may_see_case(user, application.pk))


def may_manage_blacklist(user: User) -> bool:
    return leads(user)


def may_resolve_objections(user: User) -> bool:
    return leads(user)


def may_see_workload(user: User) -> bool:
    """Whose bureau leads offices sees what their people do (`queries.overview.led_by`); nobody sees it of an equal."""
    return _sits_at_bureau(user)


def may_take_publicity_lists(user: User) -> bool:
    """The bureau puts its lists up elsewhere, too: what they say is public (NB-83)."""
    return leads(user)


def may_open_units(user: User) -> bool:
    """Receiving offices and the bureau open units; where units do not ask, nothing waits for them (NX-24, CY-16)."""
    kinds = [OfficeKind.WINDOW, OfficeKind.ALLIANCE, OfficeKind.BUREAU]
    return offices_of(user).filter(kind__in=kinds).exists() and units_ask_to_be_opened()


def may_settle_claims(user: User) -> bool:
    """The portal's own bureau decides whose an account of the former site is, where units come by the network (HZ-18)."""
    return leads(user) and units_arrive_by_network()


def may_authorise_units(user: User) -> bool:
    """The handling users: people with a seat in a department, where it opens schemes for units (NX-18, NX-19)."""
    return _sits_at_bureau(user) and opens_anything()


def opens_anything() -> bool:
    """Whether the tenant has a scheme that offices open for units: asked for the menu, so without reading schemes."""
    return SchemeVersion.objects.filter(content__opened_for_units=True).exists()


def may_authorise_reason(user: User, unit: Unit) -> str | None:
    """Return why this person's department does not authorise the unit, or None (NX-30)."""
    if units_in_reach(user).filter(pk=unit.pk).exists():
        return None
    return _("该单位不在您的机构的辖区内。")


def units_in_reach(user: User) -> QuerySet[Unit]:
    """Return the open units of the person's departments: a county's own, a city's and its counties', or all (NX-30).

    A unit that has not named its region yet belongs to the place where it was registered.
    """
    tops = regions_of(user)
    if any(lies_within(current_tenant().region_code, top) for top in tops):
        return open_units()
    here = Q(pk__in=())
    for prefix in map(prefix_of, tops):
        here |= Q(region__startswith=prefix) | Q(region="", location_district__startswith=prefix)
    return open_units().filter(here)


def regions_of(user: User) -> list[str]:
    """Return the regions of the departments that the person sits in; one without a region has the whole portal's."""
    codes = offices_of(user).filter(kind=OfficeKind.BUREAU).values_list("region_code", flat=True)
    return [code for one in codes if (code := one or current_tenant().region_code)]


def may_follow_up(user: User, office: Office) -> str | None:
    """Return why this person does not hand on what this office follows up, nor record its results (CY-80), or None."""
    if not sits_in(user, office):
        return _("只有%(office)s的人员可以办理。") % {"office": office.name}
    return None


def may_record_result(user: User, application: Application) -> str | None:
    """Return why somebody of that office does not record this case's result, or None."""
    if application.applicant_id == user.pk:
        return _("不能记录自己的申报的结果，请由本机构的其他人员办理。")
    return None


def may_see_complaint(user: User, complaint: Complaint) -> str | None:
    """Return why this person sees nothing of a complaint: it is the office's that it came to, and nobody's own."""
    if not sits_in(user, complaint.office):
        return _("只有受理该件的机构可以查看。")
    if complaint.filed_by_id == user.pk:
        return _("不能办理自己提交的投诉举报，请由本机构的其他审核人办理。")
    return None


def may_answer_complaint(user: User, complaint: Complaint) -> str | None:
    """Return why this person may not take or answer it now, or None."""
    if reason := may_see_complaint(user, complaint):
        return reason
    if complaint.state in (ComplaintState.ANSWERED, ComplaintState.CLOSED):
        return _("该件已答复。")
    taker = complaint.taken_by
    if taker is not None and taker.pk != user.pk and taker.is_active and sits_in(taker, complaint.office):
        return _("%(name)s 正在办理，请由其办理或交回。") % {"name": taker.name}
    return None


def may_close_complaint(user: User, complaint: Complaint) -> str | None:
    """Return why this person may not close it now, or None."""
    if reason := may_see_complaint(user, complaint):
        return reason
    return None if complaint.state == ComplaintState.ANSWERED else _("答复之后才能办结，已办结的无需再办。")
