"""The second portal's form to print: its template with the words that a letter is given."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from applications.scheme.loader import load_scheme
from portal.documents import fill_template, make_pdf

FOLDER = Path(__file__).resolve().parents[3] / "schemes" / "ningxia" / "collection"
TEMPLATE = (FOLDER / "letters" / "form.html").read_text(encoding="utf-8")
ONCE = {
    "name_zh": "马思远",
    "name_en": "Ma Siyuan",
    "sex": "男性",
    "birth_date": "1984-11-03",
    "ethnicity": "汉族",
    "political_status": "中共党员",
    "marital_status": "已婚",
    "id_type": "居民身份证(户口簿)",
    "id_number": "339999198411030018",
    "nationality": "中国",
    "household_place": "户籍某街道",
    "work_start": "2006-07",
    "phone": "15400000201",
    "email": "masiyuan@example.com",
    "mail_address": "通讯某路1号",
    "talent_category": "专业技术人才",
    "high_talent_type": "自治区级拔尖人才",
}
FULL_TIME = {
    "education": "大学本科",
    "degree": "工学学士学位",
    "education_type": "全日制教育",
    "school": "甲大学",
    "major": "化学",
}
IN_SERVICE = {
    "education": "硕士研究生",
    "degree": "工学硕士学位",
    "education_type": "在职教育",
    "school": "乙大学",
    "major": "材料",
}
PAPERS = {
    "key": "papers",
    "title": "论文专著",
    "rows": [],
    "columns": ["论文（专著）名称", "排名/担任角色"],
    "records": [[f"论文第{number}篇", "一作"] for number in range(1, 11)],
}
SHORT = {
    "key": "contact",
    "title": "委托联系人",
    "rows": [{"label": "姓名", "value": "白示例"}],
    "columns": [],
    "records": [],
}


def printed(tmp_path: Path, education: list[dict[str, str]], sections: list[dict[str, Any]]) -> str:
    context = {
        "title": {"zh": "高层次人才信息采集表", "en": "Form"},
        "applicant": "马思远",
        "digest_code": "ABCD-1234",
        "printed_on": "2026年3月2日",
        "fields": {field.key: "" for field in load_scheme(FOLDER).section("basic").fields} | ONCE,
        "records": {"education": education},
        "sections": [{"key": "basic", "title": "基本信息", "rows": [], "columns": [], "records": []}, *sections],
        "attachments": [{"label": "论文专著名称: 论文第1篇-一作, 相关证明材料", "count": 2}],
    }
    file = tmp_path / "form.pdf"
    file.write_bytes(make_pdf(fill_template(TEMPLATE, context), identity=b"0" * 16))
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.requirement("NX-105")
def test_first_section_has_the_cells_of_the_manual(tmp_path: Path) -> None:
    text = printed(tmp_path, [FULL_TIME, IN_SERVICE], [PAPERS, SHORT])

    assert "高层次人才信息采集表" in text
    assert "一、基本信息" in text
    for label in ("中文", "英文", "性别", "出生日期", "民族", "政治面貌", "婚姻状况", "证件类型", "证件号码", "国籍"):
        assert label in text
    for label in ("户籍所在", "参加工作时间", "联系电话", "邮箱地址", "通讯地址", "人才类别", "高层次人才"):
        assert label in text
    for value in ONCE.values():
        assert value in text


@pytest.mark.requirement("NX-106")
def test_education_stands_in_its_row_by_its_type(tmp_path: Path) -> None:
    lines = printed(tmp_path, [FULL_TIME, IN_SERVICE], []).splitlines()

    full = next(line for line in lines if "甲大学" in line)
    serving = next(line for line in lines if "乙大学" in line)
    assert "大学本科" in full
    assert "工学学士学位" in full
    assert "硕士研究生" in serving
    assert "工学硕士学位" in serving


@pytest.mark.requirement("NX-106")
@pytest.mark.parametrize(("education", "rows"), [([], (1, 1)), ([FULL_TIME], (1, 1)), ([FULL_TIME] * 3, (3, 1))])
def test_a_kind_of_education_that_nobody_had_has_an_empty_row(
    tmp_path: Path, education: list[dict[str, str]], rows: tuple[int, int]
) -> None:
    text = printed(tmp_path, education, [])
    assert (text.count("全日制教育"), text.count("在职教育")) == rows


@pytest.mark.requirement("NX-104", "NX-105")
def test_each_tab_has_its_table_and_pages_are_numbered_upright(tmp_path: Path) -> None:
    text = printed(tmp_path, [FULL_TIME], [PAPERS, SHORT] + [PAPERS] * 6)

    assert "二、论文专著" in text
    assert "三、委托联系人" in text
    assert "十、附件管理" in text
    assert "论文第10篇" in text
    assert text.count("白示例") == 1
    pages = text.count("\f")
    assert pages > 1
    assert f"第 {pages} 页，共 {pages} 页" in text
    size = subprocess.run(["pdfinfo", tmp_path / "form.pdf"], capture_output=True, check=True).stdout.decode()
    assert "595.276 x 841.89" in size
