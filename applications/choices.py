"""The states of a case and their groups. Labels shown to people come from the scheme; these are the defaults."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    UNIT_CONFIRM = "unit_confirm", _("待单位确认")
    PRE_REVIEW = "pre_review", _("待预审")
    DEPARTMENTAL_REVIEW = "departmental_review", _("待部门审核")
    BUREAU_APPROVAL = "bureau_approval", _("待审批")
    PUBLICITY = "publicity", _("公示中")
    APPROVED = "approved", _("已认定")
    RETURNED = "returned", _("已退回")
    REJECTED = "rejected", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED = "revoked", _("已撤销")


EDITABLE = (State.DRAFT, State.RETURNED)
STAGES = (
    State.UNIT_CONFIRM,
    State.PRE_REVIEW,
    State.DEPARTMENTAL_REVIEW,
    State.BUREAU_APPROVAL,
    State.PUBLICITY,
)
RUNNING = EDITABLE + STAGES
ENDED = (State.APPROVED, State.REJECTED, State.WITHDRAWN, State.REVOKED)
