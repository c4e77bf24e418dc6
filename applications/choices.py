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


class Deed(models.TextChoices):
    """What was done to a case, as its timeline tells it."""

    STARTED = "started", _("开始填写")
    FORM_SAVED = "form_saved", _("保存申请信息")
    FILES_SAVED = "files_saved", _("保存材料")
    SUBMITTED = "submitted", _("提交申报")
    CONFIRMED = "confirmed", _("单位确认")
    PASSED = "passed", _("审核通过")
    JOINED = "joined", _("确认，等待其他机构")
    SENT_BACK = "sent_back", _("退回上一环节")
    RETURNED = "returned", _("退回修改")
    REJECTED = "rejected", _("不予通过")
    WITHDRAWN = "withdrawn", _("申报人撤回")
    OBJECTED = "objected", _("收到异议")
    OBJECTION_UPHELD = "objection_upheld", _("异议成立")
    OBJECTION_DISMISSED = "objection_dismissed", _("异议不成立")
    PUBLICITY_ENDED = "publicity_ended", _("公示期满")
    APPROVED = "approved", _("准予认定")
    REVOKED = "revoked", _("撤销认定")
    FOLLOWED_UP = "followed_up", _("记录后续结果")


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


class Party(models.TextChoices):
    """Who fills in or submits a case, in the words of the scheme language."""

    PERSON = "person", _("本人")
    UNIT = "unit", _("单位")


class ImportState(models.TextChoices):
    """What became of one person of an import."""

    WAITING = "waiting", _("待导入")
    TAKEN = "taken", _("已导入")
    REFUSED = "refused", _("未导入")


class Progress(models.TextChoices):
    """How far a case is filled in, where the scheme tells that apart (`draft_labels`)."""

    RETURNED = "returned", _("单位退回修改")
    FORM = "form", _("申请信息已保存")
    FILES = "files", _("材料已保存")


class FetchState(models.TextChoices):
    """What became of asking a service for a document."""

    WAITING = "waiting", _("正在获取")
    DONE = "done", _("已获取")
    FAILED = "failed", _("获取失败")


class FetchFault(models.TextChoices):
    """Why no document came, as `Fetch.reason` keeps it; the words are the reader's (HZ-73)."""

    NO_RECORD = "no_record", _("未查询到对应的记录")
    REFUSED = "refused", _("对方拒绝了查询")
    SLOW = "slow", _("%(seconds)d 秒内没有得到答复")
    AWAY = "away", _("暂时连接不上")
    FAILING = "failing", _("对方系统出错")
    BROKEN_OFF = "broken_off", _("传输中断，文件不完整")
    NO_DOCUMENT = "no_document", _("对方返回的不是可用的文件")
    TOO_LARGE = "too_large", _("对方返回的文件过大")
    LOST = "lost", _("获取中断，没有得到结果")
    SWITCHED_OFF = "switched_off", _("自动获取已停用")
    BY_HAND = "by_hand", _("您在此期间已自行上传，保留了您上传的文件")
    CLOSED = "closed", _("申报已提交或不能再修改，获取的文件没有存入")
    NOT_WANTED = "not_wanted", _("按现在填写的信息不需要这份材料，或已达到份数上限，获取的文件没有存入")
    OTHER_UNIT = "other_unit", _("期间更换了所在单位，获取的文件没有存入")
