"""What the check of translations finds, and what it lets stand."""

from typing import Any

import pytest

from tools import check_texts
from tools.check_texts import (
    all_faults,
    faults_in_catalogue,
    faults_in_file_of_tenant,
    faults_in_python,
    faults_in_script,
    faults_in_template,
)


def words(found: Any) -> list[str]:
    return [text for _line, text in found]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>请填写</p>", ["请填写"]),
        ("<p>{{ name }}：</p>", ["："]),
        ('<input placeholder="请输入">', ['input placeholder="请输入"']),
        ('{% include "a.html" with title="标题" only %}', ["标题"]),
        ('{{ value|default:"没有" }}', ["没有"]),
        ('{% translate "请填写" %}{% translate "提交" as submit %}', []),
        ('{% include "a.html" with title=_("标题") only %}', []),
        ("{% blocktranslate with a=b %}共 {{ a }} 件{% endblocktranslate %}", []),
        ("{% comment %}说明{% endcomment %}{# 说明 #}<p>OK</p>", []),
        ('<button lang="zh-Hans" name="language">中文</button>', []),
    ],
)
def test_template_shows_no_chinese_outside_of_translating_tags(template: str, found: list[str]) -> None:
    assert words(faults_in_template(template)) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('raise Refused("不能提交")', ["不能提交"]),
        ('raise Refused("不能提交", "words")', ["不能提交"]),
        ('reason = f"第 {n} 行有误"', ["第 ", " 行有误"]),
        ('KINDS = {"a": "甲"}', ["甲"]),
        ('raise Refused(_("不能提交"))', []),
        ('label = gettext_lazy("标签")\ncount = ngettext("一件", "多件", n)', []),
        ('def f():\n    """说明：见《办法》。"""', []),
        ("x = 1  # 说明", []),
        ('Text(zh="甲", en="A")', []),
        ('{"name_zh": "甲", "name_en": "A"}', []),
        ('TEXT_ZH = "甲"', []),
        ('TEXTS = {"a": ("甲{b}", "A {b}")}', []),
        ('column("name", "姓名", "Name")', []),
        ('re.compile("第[一二三]条")', []),
        ('# in Chinese: looked for on licences\nTITLES = ("营业执照",\n  "登记证书")', []),
        ('# in Chinese:\nTITLES = ("营业执照",)', ["营业执照"]),
        ('# in Chinese: one of them\nA = "甲"\nB = "乙"\nC = "丙"', ["乙", "丙"]),
    ],
)
def test_python_says_nothing_in_chinese_without_gettext(code: str, found: list[str]) -> None:
    assert words(faults_in_python(code)) == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('box.textContent = "请稍候";', ['box.textContent = "请稍候";']),
        ('box.textContent = gettext("请稍候"); // 说明\n/* 说明 */', []),
        ("// in Chinese: read, in what people write\nconst year = /(\\d{4})年/;", []),
    ],
)
def test_scripts_say_nothing_in_chinese_without_gettext(script: str, found: list[str]) -> None:
    assert words(faults_in_script(script)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title: {zh: 甲, en: A}", []),
        ("title: {zh: 甲}", ["no English: 甲"]),
        ("title: {zh: 甲, en: ''}", ["no English: 甲"]),
        ("title: {zh: 甲, en: 甲}", ["the English is the Chinese: 甲"]),
        ("fields:\n  - {key: a, hint: 请填写}", ["hint: 请填写"]),
        ("text: {zh: [甲, 乙], en: [A, 乙]}", ["the English is the Chinese: 乙"]),
        ("note: {zh: 请如实填写 / Please fill in truthfully now, en: 请如实填写 / Please fill in truthfully now}", []),
        ("name: {zh: '2026', en: '2026'}", []),
        ("outlets:\n  - {name: 海曙窗口, address: 示例路1号}", []),
    ],
)
def test_files_of_tenants_have_their_english(text: str, found: list[str]) -> None:
    assert words(faults_in_file_of_tenant(text)) == found


def test_a_translation_that_says_the_chinese_again_is_none() -> None:
    class Entry:
        obsolete, msgid_plural, msgstr_plural = False, "", {}

        def __init__(self, msgid: str, msgstr: str) -> None:
            self.msgid, self.msgstr = msgid, msgstr

    entries = [Entry("提交", "提交"), Entry("保存", "Save"), Entry("OK", "OK")]
    assert list(faults_in_catalogue(entries)) == ["the English is the Chinese: '提交'"]


def test_the_portal_has_no_such_text() -> None:
    assert list(all_faults()) == []


def test_each_kind_of_file_is_looked_at(tmp_path, monkeypatch) -> None:
    """The check goes into every folder, and says file and line."""
    for path, text in {
        "templates/a.html": "<p>\n请填写</p>",
        "portal/a.py": 'x = "请填写"',
        "portal/migrations/0001.py": 'x = "数据"',
        "static/js/a.js": 'x = "请填写";',
        "schemes/here/tenant.yaml": "name: 请填写",
        "schemes/here/demo.yaml": "name: 数据",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.setattr(check_texts, "ROOT", tmp_path)
    assert [fault.rpartition(": ")[0] for fault in all_faults()] == [
        "templates/a.html:2",
        "portal/a.py:1",
        "static/js/a.js:1",
        "schemes/here/tenant.yaml:1: name",
    ]
