"""What every scheme knows without saying so: facts, prefills, the words of buttons and states."""

from applications.scheme.text import Text

UNIT_FACTS = {
    "unit.level": {"municipal", "district", "provincial", "central", "none"},
    "unit.kind": {"organ", "enterprise", "institution", "university", "research_institute"},
    "unit.location_district": None,
    "unit.tax_district": None,
    "unit.name": None,
    "unit.uscc": None,
    "unit.confirms_online": {True, False},
    "applicant.id_type": None,
    "unit.region": None,
    "unit.region_level": {"county", "city", "province"},
    "unit.org_code": None,
    "case.entered_by": {"person", "unit"},
    "case.submitted_by": {"person", "unit"},
    "condition.needs_evidence": {True, False},
}
APPLICANT_PREFILLS = {
    "applicant.name",
    "applicant.sex",
    "applicant.id_type",
    "applicant.id_number",
    "applicant.birth_date",
    "applicant.age",
    "applicant.nationality",
    "applicant.phone",
    "applicant.email",
    "applicant.ethnicity",
    "applicant.unit",
}
USUAL_WORDS = {
    "submit": Text(zh="提交", en="Submit"),
    "confirm": Text(zh="确认无误，提交", en="Everything is right, submit"),
    "submitted": Text(
        zh="提交成功。结果将以短信通知，请耐心等待。", en="Submitted. You will be told the result by text message."
    ),
    "save": Text(zh="保存", en="Save"),
    "reset": Text(zh="重置", en="Reset"),
    "add": Text(zh="新增", en="Add"),
    "close": Text(zh="关闭", en="Close"),
    "enter": Text(zh="立即申报", en="Enter now"),
    "open": Text(zh="申请开通", en="Apply to be opened"),
    "details": Text(zh="查看详情", en="See details"),
    "correct": Text(zh="修改提交", en="Modify and submit"),
    "change": Text(zh="修改资料", en="Change the information"),
    "questions": Text(zh="填报注意事项", en="What to mind"),
    "save_files": Text(zh="保存材料", en="Save the materials"),
    "edit": Text(zh="编辑", en="Edit"),
    "delete": Text(zh="删除", en="Delete"),
    "view": Text(zh="查看", en="View"),
    "progress": Text(zh="进度查询", en="Progress"),
    "upload": Text(zh="上传", en="Upload"),
    "fetch": Text(zh="自动获取", en="Fetch automatically"),
    "uploaded": Text(zh="已上传", en="Uploaded"),
    "missing": Text(zh="暂未上传", en="Not uploaded yet"),
    "report": Text(zh="上报", en="Report"),
}
"""The words that a scheme may have its own for: of buttons, of what is said after submission, above the notes on files."""
TABS_FROM = 5  # so many pages are tabs, whatever is on them

USUAL_LABELS = {
    "draft": Text(zh="草稿", en="Draft"),
    "returned": Text(zh="已退回", en="Returned"),
    "rejected": Text(zh="未通过", en="Not recognised"),
    "approved": Text(zh="已认定", en="Recognised"),
    "withdrawn": Text(zh="已撤回", en="Withdrawn"),
    "revoked": Text(zh="已撤销", en="Revoked"),
}
EVENT_NOTICES = ("submitted", "returned", "rejected", "approved", "revoked", "objection", "overdue", "due_soon")
