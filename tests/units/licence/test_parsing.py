import pytest

from tests.units.licence.album import lettered_uscc
from units.licence.parsing import Line, parse_code, parse_lines

CODE = lettered_uscc(7)


def line(text: str, left: float, middle: float, height: float = 30) -> Line:
    return Line(text, left, left + len(text) * 28, middle, height)


PORTRAIT = [
    line("营业执照", 300, 100, 90),
    line(f"统一社会信用代码 {CODE}", 200, 200),
    line("名称", 100, 300),
    line("示例市云帆软件有限公司", 250, 302),
    line("类型", 100, 370),
    line("有限责任公司(自然人投资或控股)", 250, 371),
    line("登记机关", 500, 900),
    line("示例市市场监督管理局", 500, 940),
]


@pytest.mark.requirement("CY-13")
def test_name_and_code_stand_behind_their_labels() -> None:
    found = parse_lines(PORTRAIT)
    assert (found.name, found.uscc, found.is_whole) == ("示例市云帆软件有限公司", CODE, True)


@pytest.mark.parametrize(
    "name_lines",
    [
        [line("名", 100, 300), line("称", 200, 300), line("示例市云帆(集团)有限公司", 250, 301)],
        [line("名    称", 100, 300), line("示例市云帆(集团)有限公司", 250, 301)],
        [line("名称：示例市云帆（集团）有限公司", 100, 300)],
        [line("名", 100, 300), line("称示例市云帆（集团）有限公司", 200, 300)],
        [line("名", 100, 300), line("示例市云帆（集团）有限公司", 250, 301)],
        [line("称", 200, 300), line("示例市云帆（集团）有限公司", 250, 301)],
        [line("名称", 100, 300), line("示例市云帆（集团", 250, 300), line("）有限公司", 250, 342)],
        [line("示例市云帆（集团）有限公司", 250, 301)],
    ],
)
def test_labels_may_be_spread_joined_or_lost_and_names_wrapped(name_lines: list[Line]) -> None:
    others = [one for one in PORTRAIT if one.middle not in (300, 302)]
    assert parse_lines([*others, *name_lines]).name == "示例市云帆（集团）有限公司"


def test_the_kind_of_unit_is_not_taken_for_the_second_line_of_its_name() -> None:
    close = [line("名称", 100, 300), line("示例市云帆软件有限公司", 250, 300), line("型有限责任公司", 220, 345)]
    assert parse_lines(close).name == "示例市云帆软件有限公司"


def test_the_other_column_is_not_taken_for_the_name() -> None:
    beside = [line("注册资本", 800, 301), line("伍佰万元整", 950, 301)]
    assert parse_lines([*PORTRAIT, *beside]).name == "示例市云帆软件有限公司"


def test_a_code_under_its_label_is_preferred_to_other_numbers() -> None:
    spoiled = CODE[:17] + ("0" if CODE[17] != "0" else "1")
    lines = [line("统一社会信用代码", 100, 100), line(spoiled, 100, 140), line("110108012345678901", 500, 900)]
    assert parse_lines(lines).uscc == spoiled


@pytest.mark.requirement("CY-17")
def test_a_letter_is_no_licence_even_if_a_company_signs_it() -> None:
    found = parse_lines([line("关于年度申报的通知", 100, 100), line("示例市云帆软件有限公司", 300, 500)])
    assert not found.is_licence


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (f"http://www.gsxt.gov.cn/indexquery.jspx?uniscid={CODE}", "", CODE),
        (f"https://example.invalid/?entname=%E7%A4%BA%E4%BE%8B%E5%BA%97&uniscid={CODE}", "示例店", CODE),
        (f"统一社会信用代码:{CODE};企业注册号:;名称:示例(测试)店;登记机关:示例局", "示例（测试）店", CODE),
        (f"统一社会信用代码：{CODE}\r\n名称：示例店\r\n", "示例店", CODE),
        (f"http://example.invalid/{CODE}9", "", ""),
        (f"uniscid={CODE[:17]}{'0' if CODE[17] != '0' else '1'}", "", ""),
    ],
)
def test_qr_codes_hold_addresses_or_lines(content: str, name: str, code: str) -> None:
    assert parse_code(content) == (name, code)
