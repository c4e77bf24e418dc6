"""What the guide says, read off the schemes themselves. That the software keeps to it is shown by the tests of each app."""

import itertools
from collections.abc import Iterator

import pytest

from applications.scheme import Facts, Field, Scheme
from applications.scheme.asking import asked_fields, is_required, offered_slots, required_slots
from applications.scheme.form import ChoiceSource
from applications.scheme.text import Text
from portal.codes import code_set
from tests.applications.scheme import chaoyang
from tests.applications.scheme.chaoyang import DECLARATION, PERMISSION, Row, fields

TYPES = {  # the dictionary's word → the types of fields that are it
    "text": {"text"},
    "long text": {"long_text"},
    "choice": {"choice"},
    "multi-choice": {"multi_choice"},
    "integer": {"integer"},
    "integer/amount ×3": {"integer"},
    "phone": {"phone"},
    "id-number": {"id_number"},
}
BY_READING = {
    # What a reading or an open list needs beside the dictionary's fields.
    "permission": {"qualification_other", "tax_years", "tax_fewer_reason"},
    "declaration": {"patent_count"},
}
THREE_YEARS = ("tax_first_year", "tax_second_year", "tax_third_year")  # AMB-34: tax_three_years of the dictionary
FROM_THE_NUMBER = {"name", "id_number", "sex", "age"}  # AMB-26: a unit names a person by document, sex and age follow


@pytest.fixture(scope="module")
def permission() -> Scheme:
    return chaoyang.scheme("permission")


@pytest.fixture(scope="module")
def declaration() -> Scheme:
    return chaoyang.scheme("declaration")


def in_dictionary(scheme: Scheme) -> list[Field]:
    """The form's fields without those of readings, the three years as the dictionary's one."""
    left_out = BY_READING[scheme.scheme] | set(THREE_YEARS[1:])
    return [field for field in scheme.fields() if field.key not in left_out]


def words(row: Row) -> str:
    return row["type"].rstrip("~").split(" (")[0].split(" / ")[0]


@pytest.mark.requirement("CY-27", "CY-29", "CY-46", "CY-47", "CY-50")
@pytest.mark.parametrize(("name", "number"), [("permission", PERMISSION), ("declaration", DECLARATION)])
def test_every_field_is_as_the_data_dictionary_has_it(name: str, number: str) -> None:
    """Key, label, type, required, in order: none differs, none is missing, none is there beside."""
    found, wanted = in_dictionary(chaoyang.scheme(name)), fields(number)
    keys = ["tax_three_years" if field.key == THREE_YEARS[0] else field.key for field in found]
    assert keys == [row["key"] for row in wanted]
    for field, row in zip(found, wanted, strict=True):
        if field.key not in THREE_YEARS:
            assert field.label.zh == row["label"]
        assert field.type in TYPES[words(row)], field.key
        assert field.required == (row["required"] == "R"), field.key
        assert field.immutable == (row["immutable"] == "yes" or field.key in FROM_THE_NUMBER), field.key


@pytest.mark.requirement("CY-46")
def test_nothing_in_the_declaration_is_optional_and_what_may_lack_takes_none(declaration: Scheme) -> None:
    assert all(field.required for field in declaration.fields())
    for key in ("title", "school", "major"):
        hint = declaration.field(key).hint
        assert hint is not None
        assert "“无”" in hint.zh
    for key in ("highest_education", "highest_degree"):
        assert "无" in labels(declaration, key).values()


def labels(scheme: Scheme, key: str) -> dict[str | bool, str]:
    choices = scheme.field(key).choices
    assert isinstance(choices, tuple)
    return {choice.value: choice.label.zh for choice in choices}


def test_education_and_degrees_are_listed_by_the_codes_of_the_standards(declaration: Scheme) -> None:
    for key, name in (("highest_education", "gbt4658_education"), ("highest_degree", "gbt6864_degrees")):
        known = code_set(name)
        listed = {value: label for value, label in labels(declaration, key).items() if value != "none"}
        assert {str(value): known.label(str(value), "zh") for value in listed} == listed
    for field in declaration.fields():
        if isinstance(field.choices, ChoiceSource):
            assert code_set(field.choices.codes or "").entries


@pytest.mark.requirement("CY-45")
def test_header_stands_in_both_languages_whichever_is_read(declaration: Scheme) -> None:
    note = declaration.section("basic").notes[0]
    for text in (note.zh, note.en):
        assert "以下信息为必填项, 请如实填写! 若该项没有可填写, 请填写“无”!" in text
        assert "The following information is required, please fill in truthfully!" in text
        assert 'If there is no item to fill in, please fill in "none"!' in text


@pytest.mark.requirement("CY-48")
def test_boxes_say_what_to_enter(declaration: Scheme) -> None:
    found = {field.label.zh: field.placeholder.zh for field in declaration.fields() if field.placeholder}
    assert found == {label: f"请输入{label}" for label in ("姓名", "身份证", "年龄", "职称")}


@pytest.mark.requirement("CY-62")
def test_age_and_sex_follow_from_the_identity_card(declaration: Scheme) -> None:
    assert declaration.id_types == ("CN_ID",)
    prefills = {key: declaration.field(key).prefill for key in ("sex", "age")}
    assert prefills == {"sex": "applicant.sex", "age": "applicant.age"}


@pytest.mark.requirement("CY-30", "CY-79")
def test_filling_standards_stand_above_the_permission(permission: Scheme) -> None:
    notes = "".join(note.zh for note in permission.section("company").notes)
    assert all(word in notes for word in ("填报标准", "企业资质证明", "纳税情况", "指派一名具体负责同志统一对接"))
    hint = permission.field("company_name").hint
    assert hint is not None
    assert hint.zh == "自动带入，不需填写"


@pytest.mark.requirement("CY-77")
@pytest.mark.parametrize(("name", "section"), [("permission", "company"), ("declaration", "basic")])
def test_both_forms_warn_of_false_information(name: str, section: str) -> None:
    notes = "".join(note.zh for note in chaoyang.scheme(name).section(section).notes)
    assert "请积极做好配合工作，及时沟通，杜绝提供各类虚假性信息" in notes


@pytest.mark.requirement("CY-28", "CY-31")
def test_each_qualification_chosen_needs_its_own_certificates(permission: Scheme) -> None:
    named = ["高新技术企业", "专精特新企业", "跨国公司地区总部", "外商投资企业", "服务包企业"]
    choices = labels(permission, "qualification")
    assert list(choices.values()) == [*named, "其他"]  # the guide's list is open (如…等)
    for value in choices:
        assert slots_for(permission, {"qualification": [value], "tax_years": "3"}) == [
            *(f"cy_qualification_cert_{value}", "cy_tax_vouchers")
        ]
    several = slots_for(permission, {"qualification": ["high_tech", "foreign_invested"], "tax_years": "0"})
    assert several == ["cy_qualification_cert_high_tech", "cy_qualification_cert_foreign_invested"]
    assert all(slot.several and "近三年" in slot.label.zh for slot in permission.slots)


def slots_for(scheme: Scheme, facts: Facts) -> list[str]:
    return [slot.key for slot in required_slots(scheme, facts)]


@pytest.mark.requirement("CY-27", "CY-28")
@pytest.mark.parametrize(
    ("years", "asked"),
    [
        ("3", [*THREE_YEARS]),
        ("2", [*THREE_YEARS[1:], "tax_fewer_reason"]),
        ("1", [THREE_YEARS[2], "tax_fewer_reason"]),
        ("0", ["tax_fewer_reason"]),
    ],
)
def test_a_younger_unit_gives_fewer_years_and_says_why(permission: Scheme, years: str, asked: list[str]) -> None:
    """AMB-34: the last three full calendar years before the round, numbered, or fewer with a reason."""
    facts = {"tax_years": years}
    found = [field for field in asked_fields(permission, facts) if field.key.startswith("tax_")]
    assert [field.key for field in found if field.key not in ("tax_district", "tax_years")] == asked
    assert all(is_required(field, facts) for field in found)


@pytest.mark.requirement("CY-59")
def test_years_are_those_before_the_round_and_change_as_parameters(permission: Scheme, declaration: Scheme) -> None:
    assert declaration.round is not None
    year = int(declaration.round.name)
    assert [f"{year - back}年纳税额（元）" for back in (3, 2, 1)] == [
        permission.field(key).label.zh for key in THREE_YEARS
    ]
    assert {key: text.zh for key, text in declaration.parameters.items()} == {
        "year": f"{year}年",
        "start_month": "2020年1月",
    }
    assert declaration.summary.zh.startswith(f"{year}年批次")


@pytest.mark.requirement("CY-49", "CY-51", "CY-52", "CY-53")
def test_three_numbered_items_have_their_own_places(declaration: Scheme) -> None:
    """AMB-35."""
    labels_zh = [slot.label.zh for slot in declaration.slots]
    assert labels_zh[0] == "1、2020年1月至今的《北京市社会保险个人权益记录（参保人员缴费信息）》电子版"
    assert labels_zh[1] == "2、《诚信声明》（法人签字盖公章）扫描件"
    third = "3、根据所选“引进依据及条件”需要佐证的其他材料"
    assert all(label.startswith(third) for label in labels_zh[2:])
    assert labels_zh[-1] == third
    assert declaration.slot("cy_basis_evidence").several
    assert [section.title.zh for section in declaration.sections] == ["基本信息", "引进依据及条件", "附件上传"]


ALWAYS = ["cy_social_insurance", "cy_integrity"]


@pytest.mark.requirement("CY-50", "CY-53", "CY-54", "CY-55")
def test_the_basis_decides_the_evidence(declaration: Scheme) -> None:
    evidence = {
        "patent": ["cy_basis_evidence_patents"],
        "financing": ["cy_basis_evidence_capital", "cy_basis_evidence_articles"],
    }
    for basis in labels(declaration, "basis"):
        own = evidence.get(str(basis), ["cy_basis_evidence"])
        assert slots_for(declaration, {"basis": basis}) == [*ALWAYS, *own]
        # 等材料: more may always be added.
        assert "cy_basis_evidence" in {slot.key for slot in offered_slots(declaration, {"basis": basis})}
    assert declaration.slot("cy_basis_evidence_patents").at_least == "patent_count"
    assert declaration.field("patent_count").when == {"basis": "patent"}
    assert [labels(declaration, "basis")[key].partition("：")[0] for key in evidence] == ["专利条款", "融资条款"]


@pytest.mark.requirement("CY-56")
def test_the_declaration_of_integrity_is_downloaded_with_what_is_known(declaration: Scheme) -> None:
    assert declaration.slot("cy_integrity").blank == "integrity"
    template = declaration.files[declaration.letters["integrity"].template]
    assert declaration.letters["integrity"].title.zh == "诚信声明"
    assert all(place in template for place in ("{{ unit", "{{ uscc", "{{ applicant", "fields.id_number"))
    assert all(word in template for word in ("法定代表人（签字）", "盖公章"))


@pytest.mark.requirement("CY-57", "CY-58")
def test_files_are_called_by_unit_name_and_material(declaration: Scheme) -> None:
    assert declaration.file_names == "{unit}-{applicant}-{material}"
    assert all(slot.material for slot in declaration.slots)
    assert any("XX单位-姓名-材料名称" in note.zh for note in declaration.section("attachments").notes)


@pytest.mark.requirement("CY-60")
def test_the_record_of_insurance_is_obtained_as_the_guide_says(declaration: Scheme) -> None:
    slot = declaration.slot("cy_social_insurance")
    assert slot.link == "http://fuwu.rsj.beijing.gov.cn/bjdkhy/ggfw/f/07"
    assert slot.guide is not None
    steps = slot.guide.zh
    assert [step[:4] for step in steps] == ["第一步：", "第二步：", "第三步：", "第四步："]
    named = (
        *("个人登录", "统一身份认证平台", "参保人员缴费信息查询", "“缴费起始年月”选择2020年1月"),
        *("“缴费截止年月”选择最近的可选月份", "查询", "下载打印", "上传"),
    )
    assert all(word in "".join(steps) for word in named)


def texts(part: object) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, dict):
        yield from itertools.chain.from_iterable(map(texts, part.values()))
    elif isinstance(part, list | tuple):
        yield from itertools.chain.from_iterable(map(texts, part))
    elif hasattr(part, "model_fields_set"):
        yield from itertools.chain.from_iterable(texts(getattr(part, name)) for name in type(part).model_fields)


@pytest.mark.parametrize("name", ["permission", "declaration"])
def test_every_text_is_chinese_in_the_one_language_and_english_in_the_other(name: str) -> None:
    """The English may quote Chinese words, as people must write them; years are the same in both."""
    scheme = chaoyang.scheme(name)
    for text in texts(scheme):
        if text not in scheme.parameters.values():
            assert any("\u4e00" <= char <= "\u9fff" for char in text.zh), text
            assert sum("a" <= char.lower() <= "z" for char in text.en) > 1, text
        assert "{" not in text.zh.replace("{applicant}", "") or text in _of_notices(scheme), text


def _of_notices(scheme: Scheme) -> list[Text]:
    return [rule.text for rule in scheme.notices.values()]
