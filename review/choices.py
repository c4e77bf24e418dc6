from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeKind(models.TextChoices):
    WINDOW = "window", _("服务窗口")
    ALLIANCE = "alliance", _("服务联盟")
    DEPARTMENT = "department", _("职能部门")
    BUREAU = "bureau", _("人社局")
    TALENT_OFFICE = "talent_office", _("人才办")


class Tier(models.TextChoices):
    COUNTY = "county", _("区县")
    CITY = "city", _("市级")
    PROVINCE = "province", _("省级")


class TaskState(models.TextChoices):
    OPEN = "OPEN", _("待办")
    DONE = "DONE", _("已办")
    CANCELLED = "CANCELLED", _("已取消")


class Decision(models.TextChoices):
    PASS = "pass", _("通过")
    RETURN = "return", _("退回修改")
    SEND_BACK = "send_back", _("退回上一环节")
    REJECT = "reject", _("不予通过")


class PublicityState(models.TextChoices):
    RUNNING = "RUNNING", _("公示中")
    HELD = "HELD", _("异议处理中")
    ENDED = "ENDED", _("公示结束")
    CANCELLED = "CANCELLED", _("已撤下")


class ObjectionState(models.TextChoices):
    OPEN = "OPEN", _("待处理")
    UPHELD = "UPHELD", _("异议成立")
    DISMISSED = "DISMISSED", _("异议不成立")


class ComplaintKind(models.TextChoices):
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")


class ComplaintState(models.TextChoices):
    RECEIVED = "RECEIVED", _("已收到")
    IN_HAND = "IN_HAND", _("办理中")
    ANSWERED = "ANSWERED", _("已答复")
    CLOSED = "CLOSED", _("已办结")
