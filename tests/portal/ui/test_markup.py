"""What a bureau may write in its pages, and what it may not."""

import pytest

from portal.ui.markup import render_line, render_markup


def test_paragraphs_lists_and_headings() -> None:
    assert render_markup("一\n二\n\n- 甲\n- 乙\n\n## 三\n四") == (
        "<p>一<br>二</p>\n<ul><li>甲</li><li>乙</li></ul>\n<h3>三</h3><p>四</p>"
    )


def test_addresses_become_links_and_end_before_chinese_punctuation() -> None:
    assert render_markup("见https://example.cn/a?b=1&c=2。") == (
        '<p>见<a class="address" href="https://example.cn/a?b=1&amp;c=2">https://example.cn/a?b=1&amp;c=2</a>。</p>'
    )
    assert render_markup("See https://example.cn/a. Then") == (
        '<p>See <a class="address" href="https://example.cn/a">https://example.cn/a</a>. Then</p>'
    )
    assert render_markup("[指南](/guide/)") == '<p><a href="/guide/">指南</a></p>'


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", '[x](https://a"onclick=alert(1))', "[<img src=x>](/a)"],
)
def test_nothing_typed_becomes_active(text: str) -> None:
    html = render_markup(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '"onclick' not in html


def test_an_empty_text_is_nothing() -> None:
    assert render_markup("  \n") == ""


def test_a_single_line_marks_links_and_nothing_else() -> None:
    assert render_line("## 查看[《手册》](/downloads/)<b>") == '## 查看<a href="/downloads/">《手册》</a>&lt;b&gt;'
    assert 'href="javascript' not in render_line("[x](javascript:alert(1))")
