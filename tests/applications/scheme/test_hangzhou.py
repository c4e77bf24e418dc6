"""What the manual says, read off the schemes and the tenant's file. That the software keeps to it is shown by each app's tests."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from applications.scheme import Field, Scheme
from applications.scheme.asking import asked_fields, offered_slots, required_slots
from applications.scheme.form import ChoiceSource
from applications.scheme.text import Text
from portal.codes import code_set
from tests.applications.scheme import hangzhou
from tests.applications.scheme.hangzhou import FORM, SLOTS, UNIT, Row, quoted, rows

TYPES = {  # the dictionary's word → the types of fields that are it
    "text": {"text"},
    "choice": {"choice", "search_choice"},
    "searchable-choice": {"search_choice", "unit"},
    "date": {"date"},
    "phone": {"phone"},
    "id-number": {"id_number"},
}
DATES_THAT_MAY_BE_NONE = {"came_to_hangzhou", "graduate_date"}
UNCHANGED: dict[str, Any] = {
    **{f"changed.{group}": False for group in ("contract", "education", "degree", "title")},
    "highest_education": "47",
    "highest_degree": "3",
    "title_level": "intermediate",
    "employment_status": "employed",
    "unit.fiscal_without_insurance": False,
}


@pytest.fixture(scope="module")
def refiling() -> Scheme:
    return hangzhou.scheme("refiling")


@pytest.fixture(scope="module")
def recognition() -> Scheme:
    return hangzhou.scheme("recognition")


def label_of(row: Row) -> str:
    return re.sub(r" \(\w+ select\)$", "", row["label"])


def words(row: Row) -> set[str]:
    return {word.strip() for word in re.sub(r"\(.*\)", "", row["type"]).split("/")}


def names(scheme: Scheme, field: Field) -> list[str]:
    """The labels of what a field can be answered with."""
    source = field.choices
    if not isinstance(source, ChoiceSource):
        return [choice.label.zh for choice in source or ()]
    if source.codes:
        return [code.name_zh for code in code_set(source.codes).entries.values()]
    catalogue = hangzhou.scheme(scheme.catalogue_key).catalogue
    categories = catalogue.categories if catalogue else ()
    if source.catalogue == "categories":
        return [category.code for category in categories]
    return [condition.text.zh for category in categories for condition in category.conditions]


@pytest.mark.requirement("HZ-51", "HZ-57", "HZ-58", "HZ-94")
@pytest.mark.parametrize("name", ["refiling", "recognition"])
def test_every_field_is_as_the_data_dictionary_has_it(name: str) -> None:
    """Key, label, type, immutable, in order: none differs, none is missing, none is there beside; in both schemes."""
    scheme, wanted = hangzhou.scheme(name), rows(FORM)
    found = list(scheme.fields())
    assert [field.key for field in found] == [row["key"] for row in wanted]
    for field, row in zip(found, wanted, strict=True):
        assert field.label.zh == label_of(row)
        assert any(field.type in TYPES[word] for word in words(row)), field.key
        assert field.immutable == (row["immutable"] == "yes"), field.key


@pytest.mark.parametrize("row", rows(FORM), ids=lambda row: row["key"])
def test_a_field_is_asked_of_whom_the_dictionary_says(refiling: Scheme, row: Row) -> None:
    """C: only of who has a degree or a title. A date cannot be 无, so it may be left out or is not asked."""
    field = refiling.field(row["key"])
    assert (field.when is not None) == (row["required"] == "C" or row["key"] == "graduate_date")
    assert field.required == (row["key"] != "came_to_hangzhou")


@pytest.mark.requirement("HZ-53")
def test_what_may_be_none_takes_none(refiling: Scheme) -> None:
    """By choosing 无 or, in a text, by writing it."""
    for row in rows(FORM):
        field = refiling.field(row["key"])
        if row["required"] != "R/无" or row["key"] in DATES_THAT_MAY_BE_NONE:
            continue
        assert field.type == "text" or {"无", "无学位"} & set(names(refiling, field)), field.key
        assert field.min_length is None


@pytest.mark.parametrize("row", [row for row in rows(FORM) if row["choices"]], ids=lambda row: row["key"])
def test_choices_that_the_manual_shows_are_there(refiling: Scheme, row: Row) -> None:
    assert set(quoted(row, "choices")) <= set(names(refiling, refiling.field(row["key"])))


@pytest.mark.requirement("HZ-57")
def test_categories_are_a_to_e(refiling: Scheme, recognition: Scheme) -> None:
    for scheme in (refiling, recognition):
        assert names(scheme, scheme.field("category")) == ["A", "B", "C", "D", "E"]


@pytest.mark.requirement("HZ-58")
def test_the_condition_of_the_manual_is_one_of_category_d_and_the_others_are_marked_as_samples(
    recognition: Scheme,
) -> None:
    shown = "省自然科学奖、技术发明奖、科学技术进步奖二等奖获得者前3名"
    assert recognition.catalogue is not None
    by_category = {one.code: [two.text.zh for two in one.conditions] for one in recognition.catalogue.categories}
    assert shown in by_category["D"]
    others = [words for words in itertools.chain.from_iterable(by_category.values()) if words != shown]
    assert all(words.endswith("（示例）") for words in others)
    assert recognition.catalogue.sample


def test_both_schemes_have_the_same_form_and_catalogue(refiling: Scheme, recognition: Scheme) -> None:
    """What was answered in the one begins the other, key by key."""
    without = {"hint"}
    for one, other in zip(refiling.fields(), recognition.fields(), strict=True):
        assert one.model_dump(exclude=without) == other.model_dump(exclude=without)
    assert (refiling.catalogue, refiling.catalogue_key) == (None, recognition.scheme)


@pytest.mark.requirement("HZ-52", "HZ-53")
def test_hint_above_the_form_is_the_manuals(refiling: Scheme) -> None:
    """AMB-12: the hint is kept; name and document come from the account all the same."""
    wanted = "填写备案信息时, 请先填写姓名和身份证件号, 再修改或填写其他信息, 没有的信息项请选择或填写“无”"
    assert [note.zh for note in refiling.section("form").notes] == [wanted]
    assert {refiling.field(key).prefill for key in ("name", "id_type", "id_number")} == {
        f"applicant.{key}" for key in ("name", "id_type", "id_number")
    }


@pytest.mark.requirement("HZ-40")
def test_what_the_account_knows_is_filled_in(refiling: Scheme) -> None:
    known = {field.key: field.prefill for field in refiling.fields() if field.prefill}
    assert set(known.values()) == {
        *(f"applicant.{key}" for key in ("name", "sex", "id_type", "id_number", "phone", "birth_date", "ethnicity")),
        "unit.kind",
    }


def test_birth_date_is_a_whole_date(refiling: Scheme) -> None:
    """AMB-30: its label says year and month."""
    assert (refiling.field("birth_date").label.zh, refiling.field("birth_date").type) == ("出生年月", "date")


@pytest.mark.requirement("HZ-33", "HZ-56")
def test_unit_is_searched_for_and_the_manual_for_units_is_one_step_away(refiling: Scheme) -> None:
    field = refiling.field("work_unit")
    assert field.placeholder is not None
    assert field.hint is not None
    found = [field.placeholder.zh, re.sub(r"\[(.+)\]\(.+\)", r"\1", field.hint.zh)]
    assert found == next(quoted(row, "hint") for row in rows(FORM) if row["key"] == "work_unit")
    target = re.search(r"\(/downloads/#(.+)\)", field.hint.zh)
    assert target is not None
    assert target[1] in [download.title.zh for download in hangzhou.tenant().downloads]


def test_title_is_chosen_below_its_level(refiling: Scheme) -> None:
    levels = code_set("local_titles_by_level")
    assert [code.name_zh for code in levels.children()] == ["正高级", "副高级", "中级", "助理级", "员级", "无"]
    assert [code.name_zh for code in levels.children("none")] == ["无"]
    assert levels.label(levels.entries["083"].parent, "zh") == "中级"
    assert getattr(refiling.field("title_name").choices, "of", None) == "title_level"


def test_codes_made_of_the_standards_have_all_of_them() -> None:
    titles, made = code_set("gbt8561_titles"), code_set("local_titles_by_level")
    assert {code.code for code in titles.entries.values() if code.parent} <= set(made.entries)
    assert set(code_set("local_ethnic_groups").entries) == {*code_set("gbt3304_ethnic_groups").entries, "none"}


# ── materials ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("HZ-65", "HZ-71", "HZ-74", "HZ-75", "HZ-76", "HZ-77", "HZ-78", "HZ-79")
def test_the_eight_slots_stand_in_order_with_the_manuals_words(refiling: Scheme) -> None:
    wanted = rows(SLOTS)
    assert [(slot.key, slot.label.zh) for slot in refiling.slots] == [(row["key"], row["label"]) for row in wanted]
    hints = [slot.hint.zh if slot.hint else "" for slot in refiling.slots]
    assert hints[1:] == [row["hint"] for row in wanted][1:]
    assert refiling.section("materials").title.zh == "人才认定备案申请佐证材料上传"


@pytest.mark.requirement("HZ-67", "HZ-68", "HZ-69", "HZ-70")
def test_the_first_slot_is_the_printed_signed_and_sealed_form(refiling: Scheme) -> None:
    slot = refiling.slots[0]
    assert slot.hint is not None
    assert slot.hint.zh == (
        "请确认申请信息保存无误后打印申请表并加盖单位公章后上传，若上传后再次修改申请表信息请重新打印盖章并上传"
    )
    assert slot.required is True
    assert slot.seals == "form"
    printed = refiling.files["letters/form.html"]
    assert all(mark in printed for mark in ("申请人签名", "经办人签名", "盖章"))


@pytest.mark.requirement("HZ-72", "HZ-73")
def test_social_insurance_can_be_fetched_and_uploaded(refiling: Scheme) -> None:
    slot = refiling.slot("hz_social_insurance")
    assert slot.fetch == "social_insurance"
    assert slot.fetch_hint is not None
    assert slot.fetch_hint.zh == '点击"自动获取"可自动上传参保证明，自动获取失败请自行上传'


def required(scheme: Scheme, **changes: object) -> set[str]:
    facts = UNCHANGED | {key.replace("__", "."): value for key, value in changes.items()}
    return {slot.key for slot in required_slots(scheme, facts)}


ALWAYS = {"hz_form_sealed", "hz_social_insurance"}


@pytest.mark.requirement("HZ-80", "HZ-81")
def test_unchanged_needs_the_form_and_the_insurance_alone_and_all_eight_are_offered(refiling: Scheme) -> None:
    assert required(refiling) == ALWAYS
    assert len(offered_slots(refiling, UNCHANGED)) == 8


@pytest.mark.parametrize(
    ("fact", "slot"),
    [
        pytest.param("changed__contract", "hz_contract", marks=pytest.mark.requirement("HZ-74", "HZ-97")),
        pytest.param("changed__education", "hz_education", marks=pytest.mark.requirement("HZ-75")),
        pytest.param("changed__degree", "hz_degree", marks=pytest.mark.requirement("HZ-76")),
        pytest.param("changed__title", "hz_title", marks=pytest.mark.requirement("HZ-77")),
    ],
)
def test_what_has_changed_needs_its_proof(refiling: Scheme, fact: str, slot: str) -> None:
    assert required(refiling, **{fact: True}) == {*ALWAYS, slot}


@pytest.mark.requirement("HZ-79")
def test_founders_bring_licence_and_taxes(refiling: Scheme) -> None:
    assert required(refiling, employment_status="founder") == {*ALWAYS, "hz_licence_tax"}


@pytest.mark.requirement("HZ-71")
def test_insurance_may_be_left_out_where_the_unit_pays_none(refiling: Scheme) -> None:
    """AMB-13."""
    assert required(refiling, unit__fiscal_without_insurance=True) == {"hz_form_sealed"}


@pytest.mark.requirement("HZ-78")
def test_vocational_qualification_is_offered_and_never_demanded(refiling: Scheme) -> None:
    """The form asks nothing of it, so nothing tells whether it changed."""
    assert refiling.slot("hz_vocational").required is False
    assert refiling.renews is not None
    assert "vocational" not in refiling.renews.compare


@pytest.mark.requirement("HZ-81")
def test_no_certificate_is_asked_of_who_has_none(refiling: Scheme) -> None:
    none = {"changed__degree": True, "highest_degree": "none", "changed__title": True, "title_level": "none"}
    assert required(refiling, **none) == ALWAYS
    asked = {field.key for field in asked_fields(refiling, UNCHANGED | {"highest_degree": "none"})}
    assert not asked & {"degree_major", "degree_institution", "degree_date"}


# ── the way ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("HZ-28", "HZ-29")
def test_the_person_fills_in_and_the_unit_reports(refiling: Scheme, recognition: Scheme) -> None:
    for scheme in (refiling, recognition):
        assert (scheme.fills_in, scheme.submits) == (("person",), ("unit",))


@pytest.mark.requirement("HZ-35", "HZ-36", "HZ-41", "HZ-44", "HZ-45", "HZ-92")
def test_a_recognition_is_renewed_after_23_months_by_the_same_person_in_the_same_category(refiling: Scheme) -> None:
    rule, certificate = refiling.renews, refiling.certificate
    assert rule is not None
    assert (rule.scheme, rule.after_months, rule.same) == ("recognition", 23, ("category",))
    assert rule.match == ("applicant.name", "applicant.id_type", "applicant.id_number")
    assert rule.otherwise is not None
    assert rule.otherwise.zh == "如申请人的认定类别有变更，请重新进行人才认定申请"
    assert certificate is not None
    assert (certificate.valid_months, certificate.continues) == (24, True)
    assert hangzhou.scheme("recognition").certificate.valid_months == 24  # type: ignore[union-attr]


@pytest.mark.requirement("HZ-43")
def test_of_another_units_recognition_nothing_of_the_employment_is_shown(refiling: Scheme) -> None:
    """AMB-11."""
    assert refiling.renews is not None
    identity = {"name", "id_type", "id_number"}
    assert set(refiling.renews.partial) == {*identity, "category", "recognised_on", "valid_until", "certificate.number"}


@pytest.mark.requirement("HZ-83", "HZ-84", "HZ-85", "HZ-99")
def test_statuses_are_the_manuals(refiling: Scheme) -> None:
    """AMB-29: 所属企业 is what is said of a unit that is called nothing else."""
    labels = refiling.draft_labels
    assert labels is not None
    assert labels.form_saved.zh == "上传佐证材料"
    nouns = {kind: labels.files_saved.zh.replace("{unit_noun}", noun.zh) for kind, noun in refiling.unit_nouns.items()}
    assert nouns["default"] == "请联系所属企业进行提交"
    assert nouns["university"] == "请联系所属学校进行提交"
    assert refiling.stages[0].label.zh == "待预审"


@pytest.mark.requirement("HZ-96", "HZ-98")
def test_the_units_department_reviews_first_and_the_bureau_approves(refiling: Scheme, recognition: Scheme) -> None:
    """AMB-15."""
    for scheme in (refiling, recognition):
        first, second = scheme.stages[:2]
        assert [office.office_of for office in first.offices] == ["unit.competent_department"]
        assert [office.code for office in second.offices] == ["bureau"]


@pytest.mark.requirement("HZ-24", "HZ-47", "HZ-49", "HZ-54", "HZ-82")
def test_the_list_and_the_buttons_are_called_as_in_the_manual(refiling: Scheme) -> None:
    """AMB-31: the list says 认定级别 of what the form calls 申请认定类别."""
    shown = refiling.case_list
    assert shown is not None
    assert (shown.title.zh, shown.add.zh) == ("人才认定备案申请", "增加备案申请")
    headings = [shown.labels.get(key, refiling.field(key).label).zh for key in shown.columns]
    assert headings == ["姓名", "性别", "认定级别"]
    buttons = [refiling.word(key, "zh-hans") for key in ("save", "reset", "save_files", "edit", "delete", "progress")]
    assert buttons == ["保存信息", "重置表单", "保存材料", "编辑", "删除", "进度查询"]


def helper(scheme: Scheme, key: str) -> tuple[str, str]:
    """The words of a helper for a university, and for other units."""
    found = next(one for one in scheme.helpers if one.key == key)
    own = next((one for one in found.variants if one.when == {"unit.kind": "university"}), None)
    return "".join((own or found).text.zh), "".join(found.text.zh)


@pytest.mark.requirement("HZ-59", "HZ-60", "HZ-61")
def test_after_saving_the_university_reads_the_manuals_words_and_others_neutral_ones(refiling: Scheme) -> None:
    own, neutral = helper(refiling, "after_saving")
    assert own == (
        "保存信息后, 请打印“公示信息”, 按照规定交所在学院(部门)进行公示。"
        "打印备案申请表, 申请人核对信息并签字; 然后请学院(部门)经办人签字、加盖所在学院(部门)公章后上传在系统佐证材料第一项。"
    )
    assert "学院" not in neutral


@pytest.mark.requirement("HZ-70", "HZ-80")
def test_while_uploading_the_three_kinds_of_material_are_named(refiling: Scheme) -> None:
    own, _neutral = helper(refiling, "first_material")
    assert own == (
        "认定备案申请表 (系统下载打印, 本人核对信息无误签名, 学院或部门经办人审核签名, 加盖学院或部门公章后扫描);"
        "参保证明 (系统有自动获取按钮);"
        "其他与上次申请时有变化的材料, 如职称材料、聘用合同等 (如与上次申报时无变化, 则无需上传)。"
    )


@pytest.mark.requirement("HZ-88", "HZ-89")
def test_after_the_files_the_unit_is_asked(refiling: Scheme) -> None:
    own, neutral = helper(refiling, "contact_handler")
    assert own == "请钉钉联系学校经办人进行预审。提交上报后不可修改或删除。"
    assert "钉钉" not in neutral


@pytest.mark.requirement("HZ-27")
def test_the_unit_is_reminded_before_it_reports(refiling: Scheme, recognition: Scheme) -> None:
    for scheme in (refiling, recognition):
        assert helper(scheme, "before_reporting")[0] == (
            "上报之前请仔细核对该申报人是否为本单位员工，审核申报材料是否真实正确。"
        )


@pytest.mark.requirement("HZ-62", "HZ-63", "HZ-64", "HZ-85")
def test_two_letters_are_printed_and_the_public_one_is_masked(refiling: Scheme) -> None:
    letters = refiling.letters
    assert {key: one.button and one.button.zh for key, one in letters.items()} == {
        "publicity": "打印公示信息",
        "form": "打印申请表",
    }
    assert (letters["publicity"].masked, letters["publicity"].until_submitted) == (True, False)
    assert (letters["form"].masked, letters["form"].until_submitted) == (False, True)
    public = refiling.files["letters/publicity.html"]
    assert not any(f"fields.{key} " in public for key in ("mobile", "birth_date", "birth_place", "political_status"))


# ── the tenant ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("HZ-15", "HZ-17")
def test_units_state_what_the_data_dictionary_lists() -> None:
    units = hangzhou.tenant().units
    assert units is not None
    assert units.opened_by_network
    assert units.information is not None
    found = {field.key: field for field in units.information.fields}
    for row in rows(UNIT):
        field = found[row["key"]]
        assert field.label.zh == row["label"]
        assert field.required
        assert field.immutable == (row["immutable"] == "yes"), row["key"]
    assert getattr(found["competent_department"].choices, "offices", None) == "department"
    assert {"competent_department", "fiscal_without_insurance"} <= set(found)


def login_words() -> list[str]:
    return [re.sub(r"\[(.+)\]\(.+\)", r"\1", text.zh) for text in texts(hangzhou.network())]


@pytest.mark.requirement(
    "HZ-02", "HZ-03", "HZ-04", "HZ-05", "HZ-06", "HZ-07", "HZ-08", "HZ-09", "HZ-10", "HZ-11", "HZ-12", "HZ-13", "HZ-14",
    "HZ-16", "HZ-18", "HZ-20", "HZ-25", "HZ-26", "HZ-27", "HZ-28", "HZ-29", "HZ-30", "HZ-31", "HZ-32",
)  # fmt: skip
@pytest.mark.parametrize(
    "sentence",
    [
        "自2019年1月9日起，本系统已接入浙江政务服务网账号体系，之前注册的账号停止使用",
        "单位用户请使用浙江政务服务网法人账号登录本系统",
        "个人用户请使用浙江政务服务网个人账号登录本系统",
        "没有账号的用户请先在浙江政务服务网注册账号后再访问本系统。",
        "请使用此前人才认定申请时的个人账号登录系统",
        "备案申请仅允许个人用户自行备案，单位账号无法替个人进行备案申请",
        "单位以政务网法人账号（以法人社会统一信用代码注册）在本系统登录注册信息后，"
        "个人才能以个人账号（以个人身份证件号注册）在本系统填写申报材料。",
        "法人账号登录",
        "个人账号登录",
        "登录后自动转接入本系统。",
        "单位用户首次登记认定系统时，应该选择单位所属主管部门。",
        "已在认定系统中注册过单位用户，且注册时填写正确的统一社会信用代码的，无需再次填写选择主管部门。",
        "只有单位在本系统中登录、注册相关信息后，单位所属的高层次人才才能在本系统填写申报信息。",
        "单位用户登录后可管理本单位下所有申报信息，可进行上报操作。",
        "上报之前请仔细核对该申报人是否为本单位员工，审核申报材料是否真实正确。",
        "自动与原来认定系统中单位用户注册时填写的社会统一信用代码进行匹配",
        "有关浙江政务服务网账号问题，请咨询浙江政务服务网",
        "政务网个人账号必须完成高级实名认证才可登录系统，若未实名认证系统将自动引导至浙江政务服务网实名认证升级页面。",
        "登录后可管理本人的申报信息，信息填写完整并上传好佐证材料后，由所属单位进行上报操作，个人账号不能上报。",
        "选定所属单位后，单位账号才能正常查看个人申报信息并进行上报。",
        "请联系单位管理员进行注册后，即可正常选择。",
        "个人账号登录后，系统会以证件号码进行自动匹配，显示该证件号码之前在本系统中的申报信息。",
    ],
)
def test_sign_in_says_what_the_manual_says(sentence: str) -> None:
    assert any(sentence in text for text in login_words())


@pytest.mark.requirement("HZ-03")
def test_who_has_no_account_is_sent_to_the_network() -> None:
    assert hangzhou.network().register_url == "http://www.zjzfw.gov.cn/"


@pytest.mark.requirement("HZ-93")
def test_help_centre_has_the_eight_documents() -> None:
    """Their names as far as the manual's picture shows them."""
    shown = [
        *(
            "单位账号在认定系统信息登记",
            "高层次人才申报系统操作手册",
            "人才分类认定申请人工作简历",
            "偏才专才认定申请表",
        ),
        *("高层次人才认定备案申请操作", "高层次人才购房年审申请操作", "住房补贴申请人用相关表单"),
        "高层次人才住房补贴常用表格",
    ]
    found = hangzhou.tenant().downloads
    assert len(found) == len(shown)
    assert all(one.title.zh.startswith(words) for one, words in zip(found, shown, strict=True))
    assert all(len(one.text) > 100 for one in found)
    assert [page.title.zh for page in hangzhou.tenant().pages if page.key == "downloads"] == ["帮助中心"]


@pytest.mark.requirement("HZ-95")
def test_home_page_has_notices_and_policies_marked_as_samples() -> None:
    articles = hangzhou.tenant().articles
    assert {article.kind for article in articles} == {"notice", "policy"}
    assert all(article.title.zh.endswith("（示例）") for article in articles)


@pytest.mark.requirement("HZ-01")
def test_the_system_names_its_address() -> None:
    about = next(page for page in hangzhou.tenant().pages if page.key == "about")
    assert "https://rc.hzrs.hangzhou.gov.cn" in about.body.zh


def texts(part: object) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, dict):
        yield from itertools.chain.from_iterable(map(texts, part.values()))
    elif isinstance(part, list | tuple):
        yield from itertools.chain.from_iterable(map(texts, part))
    elif isinstance(part, BaseModel):
        yield from itertools.chain.from_iterable(texts(getattr(part, name)) for name in type(part).model_fields)


@pytest.mark.parametrize("name", ["refiling", "recognition"])
def test_every_text_is_chinese_in_the_one_language_and_english_in_the_other(name: str) -> None:
    for text in [*texts(hangzhou.scheme(name)), *texts(hangzhou.tenant())]:
        assert any("\u4e00" <= char <= "\u9fff" for char in text.zh), text
        assert sum("a" <= char.lower() <= "z" for char in text.en) > 1, text


def test_fields_of_one_label_are_told_apart_where_they_do_not_stand_in_the_form(refiling: Scheme) -> None:
    labels = [field.label.zh for field in refiling.fields()]
    assert {label for label in labels if labels.count(label) > 1} == {"职称", "所学专业"}
    named = [field.name.zh for field in refiling.fields()]
    assert len(set(named)) == len(named)
    assert refiling.field("degree_major").name.zh == "最高学位的所学专业"
