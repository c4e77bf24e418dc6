"""What the figures are called, and how each is counted."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.templatetags.ui import day
from review.queries.figures import Cut

LABELS: dict[str, str | Promise] = {
    "received": gettext_lazy("收件"),
    "in_hand": gettext_lazy("在办"),
    "due_soon": gettext_lazy("即将到期"),
    "overdue": gettext_lazy("已超期"),
    "waiting": gettext_lazy("等待受理窗口"),
    "in_publicity": gettext_lazy("公示中"),
    "passed": gettext_lazy("办结通过"),
    "rejected": gettext_lazy("办结不予通过"),
    "returned": gettext_lazy("退回更正"),
    "withdrawn": gettext_lazy("申报人撤回"),
    "office_passed": gettext_lazy("审核通过"),
    "office_sent_back": gettext_lazy("退回前一环节"),
    "office_rejected": gettext_lazy("未予通过"),
    "taken": gettext_lazy("领取件数"),
    "decided": gettext_lazy("决定件数"),
    "measured": gettext_lazy("办结的环节"),
    "late": gettext_lazy("超过时限办结的环节"),
}


def definitions(cut: Cut) -> dict[str, str]:
    """Return how each figure is counted, in words, with the days of this cut."""
    end, soon = day(cut.period.end), day(cut.soon)
    return {
        "received": _("期间内第一次送到机构的申报；更正后再次提交的不重复计算。"),
        "in_hand": _("%(end)s在机构、可以办理而没有办结的申报；“即将到期”和“已超期”计入其中。") % {"end": end},
        "due_soon": _("在办的申报中，期限在%(end)s至%(soon)s之间的（含两端）。") % {"end": end, "soon": soon},
        "overdue": _("在办的申报中，期限早于%(end)s的。") % {"end": end},
        "waiting": _("受理期之外提交、%(end)s还没有到可办日期的申报；不计入在办。") % {"end": end},
        "in_publicity": _("%(end)s在公示名单上的申报。") % {"end": end},
        "passed": _("期间内办结为通过的申报；通过之后撤销的也计入。"),
        "rejected": _("期间内以不予通过办结的申报。"),
        "returned": _("期间内由机构退回申报人修改过的申报；退回几次也只计一件。"),
        "withdrawn": _("期间内由申报人撤回的申报。"),
    }


def about_all() -> list[str]:
    """Return what holds for every figure."""
    return [
        _("只计送到过所选机构的申报；从旧系统导入的、还没有送到机构的不计。"),
        _("期限由办理记录和本门户的工作日历算出；退回申报人修改的时间不计入。日历修改后，在办申报的期限随之重算。"),
    ]


def about_offices() -> list[str]:
    return [
        _(
            "一行是一个机构：第一次送到该机构的、在该机构的、由该机构作出决定的申报。同一申报经过几个机构的，各计一次，合计不等于全部。"
        ),
        _("条形图：在办的申报，分为期限未到的、即将到期的、已超期的。"),
    ]


def about_groups() -> list[str]:
    return [_("类别以认定的为准，没有认定的按申报的计。条形图：收件。")]


def about_months() -> list[str]:
    return [_("至少列出截至期末的十二个月；每个月都是整月，不受期间起止日的限制，本月计到今天。")]


def about_days() -> list[str]:
    return [
        _("一次：环节从可以办理之日到机构作出决定，按本门户的工作日历计，可办当日不计入。退回后再次送来的另计一次。"),
        _(
            "几个机构联合办理的环节，以最后作出决定的机构为准。跳过的环节、申报人撤回时没有办结的不计。单位确认和公示不在此列。"
        ),
        _("全程：从受理到办结通过或不予通过，退回申报人修改的时间不计入；只列有全程期限的事项。"),
        _("中位数：一半在这么多个工作日之内。九成：十次中有九次在这么多个工作日之内。按期：决定之日不晚于期限。"),
        _("时限栏为空的环节没有自己的时限，期限是全程的期限。"),
    ]


def about_workload() -> list[str]:
    return [
        _("领取件数：期间内领取、之后没有交回或转交的申报。决定件数：期间内由本人决定的申报。"),
        _("在办和已超期：期末在本人手里的申报；转交过的算在现在的经办人名下。"),
        _("中位数：本人的决定，一半在这么多个工作日之内作出，从机构可以办理之日算起，含领取之前等待的时间。"),
        _("这些数字说明工作量，不说明工作好坏：申报有繁有简。"),
    ]
