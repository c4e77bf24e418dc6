"""What the manual says, read off the scheme itself. That the software keeps to it is shown by the tests of each app."""

import itertools
from collections.abc import Iterator

import pytest

from applications.scheme import Field, Scheme, Section
from applications.scheme.form import ChoiceSource
from applications.scheme.text import Text
from applications.showing.slots import row_label
from portal.codes import code_set
from review.tenant_file import TenantFile
from tests.applications.scheme import ningxia
from tests.applications.scheme.ningxia import Row, fields_of_form, fields_of_units

TYPES = {  # the dictionary's word → the types of fields that are it
    "text": {"text", "unit"},
    "long text": {"long_text"},
    "choice": {"choice", "search_choice"},
    "searchable-choice": {"search_choice"},
    "multi-choice": {"multi_choice"},
    "date": {"date"},
    "year-month": {"year_month"},
    "date or year-month": {"year_month", "date"},
    "year": {"year"},
    "boolean": {"boolean"},
    "phone": {"phone"},
    "email": {"email"},
    "id-number": {"id_number"},
}


@pytest.fixture(scope="module")
def tenant() -> TenantFile:
    return ningxia.tenant()


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return ningxia.scheme()


def titled(scheme: Scheme, title: str) -> Section:
    return next(section for section in scheme.sections if section.title.zh == title)


def as_row(section: Section, field: Field) -> Row:
    """The field as the dictionary would have it, its type left out."""
    required = "C" if field.required and field.when else "R" if field.required else "O"
    most = section.repeating.max if section.repeating else None
    return {
        "section": section.title.zh,
        "repeating": "yes" if section.repeating else "",
        "most": str(most or ""),
        "key": field.key.removeprefix(f"{section.key}."),
        "label": field.label.zh,
        "required": required,
        "immutable": "yes" if field.immutable else "",
        "min": str(field.min_length or ""),
        "max": str(field.max_length or ""),
    }


@pytest.mark.requirement(
    "NX-53", "NX-54", "NX-55", "NX-60", "NX-62", "NX-63", "NX-64", "NX-65", "NX-67", "NX-68",
    "NX-70", "NX-71", "NX-72", "NX-73", "NX-74", "NX-76", "NX-77", "NX-78", "NX-79", "NX-81",
)  # fmt: skip
def test_every_field_is_as_the_data_dictionary_has_it(scheme: Scheme) -> None:
    """Key, label, required, immutable, least and most characters, the most records: none differs, none is missing."""
    wanted = [{key: row[key] for key in row if key not in ("number", "type")} for row in fields_of_form()]
    found = [as_row(section, field) for section in scheme.sections for field in section.fields]
    # 人才工程名称 is two-level in the dictionary: `programme` and, below it, `tier`.
    assert [row for row in found if (row["section"], row["key"]) != ("人才工程", "tier")] == wanted


def test_every_field_has_a_type_of_the_data_dictionary(scheme: Scheme) -> None:
    for row in fields_of_form():
        section = titled(scheme, row["section"])
        key = f"{section.key}.{row['key']}" if section.own_keys else row["key"]
        word = row["type"].rstrip("~").split(" (")[0]
        assert section.field(key).type in TYPES[word], (row["section"], row["key"])


@pytest.mark.requirement("NX-35", "NX-36", "NX-37", "NX-38")
def test_units_state_what_the_data_dictionary_lists(tenant: TenantFile) -> None:
    assert tenant.units is not None
    assert tenant.units.information is not None
    found = {field.key: field for field in tenant.units.information.fields}
    wanted = fields_of_units()
    assert list(found) == [row["key"] for row in wanted]
    for row in wanted:
        field = found[row["key"]]
        assert field.label.zh == row["label"]
        assert field.required == (row["required"] == "R"), row["key"]
        assert field.immutable == (row["immutable"] == "yes"), row["key"]
    assert [key for key, field in found.items() if field.type == "unit"] == ["admin_superior", "industry_superior"]
    assert tenant.units.opened_by_office


def test_facts_that_the_way_asks_are_among_what_units_state(scheme: Scheme, tenant: TenantFile) -> None:
    assert tenant.units is not None
    assert tenant.units.information is not None
    assert set(scheme.unit_facts) <= {field.key for field in tenant.units.information.fields}


@pytest.mark.requirement("NX-42")
def test_form_has_the_seventeen_tabs_in_order(scheme: Scheme) -> None:
    assert " ".join(section.title.zh for section in scheme.sections) == (
        "基本信息 工作经历 学习经历 访学/进修 家庭成员 委托联系人 人才工程 专技资格 技能鉴定 科研项目 论文专著 鉴定成果 "
        "授权专利 荣誉奖项 兼职情况 补充信息 附件管理"
    )


@pytest.mark.requirement("NX-51")
def test_three_tabs_are_single_forms(scheme: Scheme) -> None:
    single = [section.title.zh for section in scheme.sections if section.repeating is None and section.fields]
    assert single == ["基本信息", "委托联系人", "补充信息"]


@pytest.mark.requirement("NX-47")
@pytest.mark.parametrize(
    ("title", "columns"),
    [
        ("工作经历", "起始年月 结束年月 工作单位 职务 专业或岗位职责"),
        ("访学/进修", "起始年月 结束年月 国内/国（境）外 类别 访学/进修学校 访学/进修专业 访学/进修内容"),
        ("技能鉴定", "职业工种 等级 证书编号 取得时间"),
        ("科研项目", "项目名称 项目编号 项目类型 立项部门 立项年月 是否结题 项目描述 参与角色"),
        ("鉴定成果", "鉴定成果名称 评审或鉴定机构 鉴定通过时间 排名 成果级别 成果等级 成果登记号"),
        ("授权专利", "专利名称 专利类型 授权时间 专利号/登记号 排名"),
        ("荣誉奖项", "荣誉(奖项)名称 颁奖单位 获奖级别 获奖时间 获奖等级 排名"),
    ],
)
def test_lists_have_the_columns_of_the_manual(scheme: Scheme, title: str, columns: str) -> None:
    assert " ".join(field.label.zh for field in titled(scheme, title).shown_columns) == columns


@pytest.mark.requirement("NX-82")
def test_lists_with_a_limit_are_the_four_of_the_manual(scheme: Scheme) -> None:
    limits = {s.title.zh: s.repeating.max for s in scheme.sections if s.repeating and s.repeating.max}
    assert limits == dict.fromkeys(("论文专著", "鉴定成果", "授权专利", "荣誉奖项"), 10)


def texts(part: object) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, dict):
        yield from itertools.chain.from_iterable(map(texts, part.values()))
    elif isinstance(part, list | tuple):
        yield from itertools.chain.from_iterable(map(texts, part))
    elif hasattr(part, "model_fields_set"):
        yield from itertools.chain.from_iterable(texts(getattr(part, name)) for name in type(part).model_fields)


def test_every_text_is_chinese_in_the_one_language_and_english_in_the_other(scheme: Scheme) -> None:
    """The English may quote a Chinese word or two, as people must write them; it has words of its own."""
    for text in texts(scheme):
        assert any("\u4e00" <= char <= "\u9fff" for char in text.zh), text
        assert sum("a" <= char.lower() <= "z" for char in text.en) > 1, text


@pytest.mark.requirement("NX-50")
def test_every_tab_shows_its_notes(scheme: Scheme) -> None:
    assert all(section.notes for section in scheme.sections)


@pytest.mark.requirement("NX-49")
@pytest.mark.parametrize(
    ("title", "key", "hint"),
    [
        ("工作经历", "employer", "必填,最多20个字符!"),
        ("工作经历", "duty", "必填,最多50个字符!"),
        ("工作经历", "end", "非必填"),
        ("技能鉴定", "occupation", "必填,最多30个字符!"),
        ("鉴定成果", "reg_no", "至少1个字符,最多15个字符!"),
        ("鉴定成果", "level", "请选择"),
        ("授权专利", "number", "必填,最多20个字符!"),
    ],
)
def test_fields_say_what_the_manual_has_beside_them(scheme: Scheme, title: str, key: str, hint: str) -> None:
    found = titled(scheme, title).field(key).hint
    assert found is not None
    assert found.zh == hint


def hint_of(scheme: Scheme, title: str, key: str) -> str:
    hint = titled(scheme, title).field(key).hint
    return hint.zh if hint else ""


@pytest.mark.requirement("NX-52", "NX-57", "NX-58", "NX-59", "NX-61", "NX-66", "NX-69", "NX-75", "NX-80")
def test_hints_say_how_to_fill_in(scheme: Scheme) -> None:
    for key in ("current_specialty", "speciality"):
        assert "“、”" in hint_of(scheme, "基本信息", key)
    assert "多选" in hint_of(scheme, "基本信息", "professional_fields")
    assert "关键字" in hint_of(scheme, "基本信息", "subject")
    assert "“无”" in hint_of(scheme, "基本信息", "post")
    assert all(word in titled(scheme, "学习经历").notes[0].zh for word in ("从初中开始", "从大学本科开始"))
    assert "地市级" in hint_of(scheme, "人才工程", "programme")
    assert "副高级及以上" in titled(scheme, "专技资格").notes[0].zh
    assert all(
        word in hint_of(scheme, "论文专著", "rank") for word in ("一作", "二作", "三作", "通信", "1、2、3、4、5")
    )
    assert all(word in hint_of(scheme, "兼职情况", "term") for word in ("6个月", "1.5年"))
    assert "“无”" in hint_of(scheme, "兼职情况", "remark")


@pytest.mark.requirement("NX-53")
def test_what_the_account_may_lack_is_entered_once(scheme: Scheme) -> None:
    """AMB-22: a unit names a person by document alone, so type and number are always known and the rest may not be."""
    basic = titled(scheme, "基本信息")
    assert [field.key for field in basic.fields if field.once] == [
        *("name_zh", "sex", "birth_date", "ethnicity"),
        "unit",
    ]
    assert {field.prefill for field in basic.fields if field.immutable} == {
        f"applicant.{key}" for key in ("id_type", "id_number", "name", "sex", "birth_date", "ethnicity", "unit")
    }


@pytest.mark.requirement("NX-56")
def test_two_categories_of_talents_are_collected(scheme: Scheme) -> None:
    choices = titled(scheme, "基本信息").field("talent_category").choices
    assert isinstance(choices, tuple)
    assert [choice.label.zh for choice in choices] == ["专业技术人才", "高技能人才"]
    assert all(words in hint_of(scheme, "基本信息", "talent_category") for words in ("副高及以上", "技师及以上"))


@pytest.mark.requirement("NX-66", "NX-67", "NX-68", "NX-73")
@pytest.mark.parametrize(
    ("title", "key", "other", "remark"),
    [
        ("人才工程", "programme", "OTHER", "programme_remark"),
        ("人才工程", "field", "OTHER", "field_remark"),
        ("科研项目", "kind", "other", "kind_remark"),
    ],
)
def test_other_can_be_chosen_and_then_asks_which(scheme: Scheme, title: str, key: str, other: str, remark: str) -> None:
    section = titled(scheme, title)
    choices = section.field(key).choices
    offered = (
        {choice.value: choice.label.zh for choice in choices}
        if isinstance(choices, tuple)
        else {code.code: code.name_zh for code in code_set(choices.codes or "").entries.values()}  # type: ignore[union-attr]
    )
    assert offered[other] == "其他"
    assert section.field(remark).required
    assert section.field(remark).when == {key: other}


def test_tiers_are_asked_of_the_programmes_that_have_them(scheme: Scheme) -> None:
    programmes = code_set("local_talent_programmes")
    with_tiers = {code.code for code in programmes.children() if programmes.children(code.code)}
    when = titled(scheme, "人才工程").field("tier").when
    assert when is not None
    assert set(when["programme"]) == with_tiers


@pytest.mark.requirement("NX-69", "NX-70")
def test_titles_go_from_series_to_level_to_title_and_none_is_below_associate_senior(scheme: Scheme) -> None:
    fields = titled(scheme, "专技资格")
    assert [getattr(fields.field(key).choices, "of", None) for key in ("series", "level", "title")] == [
        *(None, "series"),
        "level",
    ]
    titles = code_set("local_senior_titles")
    levels = [level for series in titles.children() for level in titles.children(series.code)]
    assert {level.name_zh for level in levels} == {"正高级", "副高级"}
    assert all(titles.children(level.code) for level in levels)
    assert titles.label(titles.entries["612"].parent, "zh") == "副高级"
    assert "013" not in titles  # 讲师


@pytest.mark.requirement("NX-71")
def test_skills_begin_with_technicians(scheme: Scheme) -> None:
    choices = titled(scheme, "技能鉴定").field("level").choices
    assert isinstance(choices, tuple)
    assert [choice.label.zh for choice in choices] == ["技师(二级)", "高级技师(一级)", "特级技师", "首席技师"]


def test_no_period_ends_before_it_began(scheme: Scheme) -> None:
    ends = [field for section in scheme.repeating_sections() for field in section.fields if field.key == "end"]
    assert [field.not_before for field in ends] == ["start"] * 3


def test_every_source_of_choices_has_choices(scheme: Scheme) -> None:
    for section in scheme.sections:
        for field in section.fields:
            source = field.choices
            if isinstance(source, ChoiceSource) and source.codes:
                assert set(source.only) <= set(code_set(source.codes).entries), field.key
                assert source.within is None or code_set(source.codes).children(source.within), field.key


@pytest.mark.requirement("NX-84", "NX-85", "NX-86")
def test_nine_tabs_have_rows_of_proofs_called_as_the_manual_says(scheme: Scheme) -> None:
    rows = []
    for slot in scheme.slots:
        assert slot.each is not None
        title = scheme.section(slot.each.section).title.zh
        rows.append((title, slot.each.prefix.zh, " ".join(slot.each.values), slot.each.suffix.zh))
    proof = "相关证明材料"
    assert rows == [
        ("学习经历", "毕业学校", "school major education education_type", "学历证书和学位证书"),
        ("人才工程", "人才工程名称", "programme tier programme_remark field level year", proof),
        ("专技资格", "专技系列", "series level title obtained cert_no issuer", "证书"),
        ("技能鉴定", "职业工种", "occupation level cert_no obtained", "证书"),
        ("科研项目", "科研项目名称", "name number initiated kind role", proof),
        ("论文专著", "论文专著名称", "name publisher date rank", proof),
        ("鉴定成果", "科研成果名称", "name agency passed rank level grade reg_no", proof),
        ("授权专利", "专利名称", "name kind granted number", proof),
        ("荣誉奖项", "荣誉奖项名称", "name issuer level date grade", proof),
    ]


PAPER = {"name": "论文(专著)名称", "publisher": "期刊/出版社/获奖机构", "date": "2018-11-06", "rank": "一作"}
SAMPLES = [  # the manual's own rows
    (
        "education_proof",
        {"school": "毕业院校", "major": "所学专业", "education": "21", "education_type": "FULL_TIME", "degree": "408"},
        "毕业学校: 毕业院校-所学专业-大学本科-全日制教育, 学历证书和学位证书",
    ),
    (
        "programme_proof",
        {"programme": "R2", "tier": "R22", "field": "ENVIRONMENT", "level": "provincial", "year": "2016"},
        "人才工程名称: 青年拔尖人才-自治区级学术技术带头人后备人选-生态环境保护-省部级-2016, 相关证明材料",
    ),
    (
        "title_proof",
        {
            "series": "610",
            "level": "610-F",
            "title": "612",
            "obtained": "2018-09",
            "cert_no": "22222",
            "issuer": "发证机构",
        },
        "专技系列: 自然科学研究人员-副高级-副研究员-201809-22222-发证机构, 证书",
    ),
    (
        "skill_proof",
        {"occupation": "职业工种", "level": "technician", "cert_no": "4444", "obtained": "2018-10-30"},
        "职业工种: 职业工种-技师(二级)-4444-20181030, 证书",
    ),
    (
        "project_proof",
        {"name": "项目名称", "number": "33", "initiated": "2018-09", "kind": "regional_ssf", "role": "leader"},
        "科研项目名称: 项目名称-33-201809-宁夏哲学社会科学规划项目-主持人, 相关证明材料",
    ),
    ("paper_proof", PAPER, "论文专著名称: 论文(专著)名称-期刊/出版社/获奖机构-20181106-一作, 相关证明材料"),
    (
        "result_proof",
        {"name": "鉴定成果名称", "agency": "评审或鉴定机构", "passed": "2018-10-31", "rank": "3"}
        | {"level": "regional", "grade": "first", "reg_no": "44444"},
        "科研成果名称: 鉴定成果名称-评审或鉴定机构-20181031-3-自治区-一等-44444, 相关证明材料",
    ),
    (
        "patent_proof",
        {"name": "专利名称", "kind": "invention", "granted": "2018-11-05", "number": "3333", "rank": "1"},
        "专利名称: 专利名称-发明专利-20181105-3333, 相关证明材料",
    ),
    (
        "honour_proof",
        {"name": "荣誉(奖项)名称", "issuer": "颁奖单位", "level": "city", "date": "2018-11-06", "grade": "first"},
        "荣誉奖项名称: 荣誉(奖项)名称-颁奖单位-市级-20181106-一等奖, 相关证明材料",
    ),
]


@pytest.mark.requirement("NX-86", "NX-87")
@pytest.mark.parametrize(("slot", "record", "label"), SAMPLES, ids=[sample[0] for sample in SAMPLES])
def test_rows_read_exactly_as_in_the_manual(scheme: Scheme, slot: str, record: Row, label: str) -> None:
    assert row_label(scheme, scheme.slot(slot), record, "zh-hans") == label


@pytest.mark.requirement("NX-88", "NX-89", "NX-91")
def test_every_row_needs_files_or_an_explanation_and_takes_several(scheme: Scheme) -> None:
    assert all(slot.required is True and slot.explanation and slot.several for slot in scheme.slots)
    assert scheme.section("attachments").slots
