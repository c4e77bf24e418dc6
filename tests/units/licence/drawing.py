"""Business licences drawn by the tests: invented units on the two forms in use, the older portrait and the landscape one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import segno
from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/opentype/noto/Noto{}.ttc"
SIMPLIFIED = 2  # the collection's third face
PAPER, INK, GOLD, RED = (253, 250, 242), (24, 22, 20), (196, 160, 92), (200, 30, 34)


@dataclass(frozen=True)
class Licence:
    name: str
    uscc: str
    person: str
    scope: str = "技术开发、技术咨询、技术服务；软件开发；会议服务；销售电子产品、机械设备。（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
    kind: str = "有限责任公司（自然人投资或控股）"
    capital: str = "伍佰万元整"
    founded: str = "2016年05月18日"
    address: str = "示例省示例市测试区云帆路88号3幢1205室"
    code_says: str = ""
    """The content of its QR code; a licence without one if empty."""
    code_spoiled: bool = False
    """Whether a spot covers the middle of the QR code."""


Row = tuple[str, str]


def rows_of(licence: Licence) -> list[Row]:
    return [
        ("名称", licence.name),
        ("类型", licence.kind),
        ("住所", licence.address),
        ("法定代表人", licence.person),
        ("注册资本", licence.capital),
        ("成立日期", licence.founded),
        ("营业期限", f"{licence.founded}至长期"),
        ("经营范围", licence.scope),
    ]


def portrait(licence: Licence) -> Image.Image:
    """The older form: the code under the title, one row under the other."""
    sheet = _sheet((1060, 1500), "营 业 执 照", title_at=(530, 250))
    draw = ImageDraw.Draw(sheet)
    draw.text((530, 345), "（副  本）", INK, font(26), anchor="mm")
    draw.text((530, 420), f"统一社会信用代码  {licence.uscc}", INK, font(30, "SansCJK-Regular"), anchor="mm")
    y = 490
    for label, value in rows_of(licence):
        y = _row(draw, (130, y), (label, value), value_at=330, right=930) + 22
    draw.text((560, 1240), "登 记 机 关", INK, font(28))
    draw.text((560, 1300), "2021 年 09 月 06 日", INK, font(26))
    _foot(draw, 1415, 530)
    _seal(sheet, (690, 1270))
    return _with_code(sheet, licence, (150, 1170, 200))


def landscape(licence: Licence) -> Image.Image:
    """The newer form: the code at the upper left, the QR code at the upper right, the rows in two columns."""
    sheet = _sheet((1500, 1060), "营业执照", title_at=(750, 220))
    draw = ImageDraw.Draw(sheet)
    draw.text((750, 305), "（副  本）（1-1）", INK, font(24), anchor="mm")
    draw.text((130, 170), "统一社会信用代码", INK, font(24))
    draw.text((130, 210), licence.uscc, INK, font(28, "SansCJK-Bold"))
    hint = "扫描二维码登录\n“国家企业信用\n信息公示系统”\n了解更多登记、\n备案、许可、监\n管信息。"
    draw.multiline_text((1250, 150), hint, INK, font(18), spacing=8)
    rows = dict(rows_of(licence))
    bottom = _column(draw, 120, 590, [(key, rows[key]) for key in ("名称", "类型", "法定代表人", "经营范围")])
    assert bottom < 980
    _column(draw, 830, 520, [(key, rows[key]) for key in ("注册资本", "成立日期", "营业期限", "住所")])
    draw.text((900, 800), "登 记 机 关", INK, font(28))
    draw.text((1060, 870), "2022 年 03 月 11 日", INK, font(26))
    _foot(draw, 975, 750)
    _seal(sheet, (1180, 840))
    return _with_code(sheet, licence, (1080, 140, 165))


def _column(draw: ImageDraw.ImageDraw, x: int, width: int, rows: Sequence[Row]) -> int:
    y = 390
    for row in rows:
        y = _row(draw, (x, y), row, value_at=x + 165, right=x + width, size=26) + 26
    return y


def _row(draw: ImageDraw.ImageDraw, at: tuple[int, int], row: Row, *, value_at: int, right: int, size: int = 30) -> int:
    """Draw the label, spread over the width of five characters, and the value in as many lines as it needs."""
    (x, y), (label, value) = at, row
    step = size if len(label) == 5 else (5 * size - size) / (len(label) - 1)
    for number, character in enumerate(label):
        draw.text((x + number * step, y), character, INK, font(size, "SerifCJK-Bold"))
    face = font(size)
    for line in _wrapped(value, face, right - value_at):
        draw.text((value_at, y), line, INK, face)
        y += round(size * 1.45)
    return y


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for character in text:
        if font.getlength(lines[-1] + character) > width and character not in "，。；、）":
            lines.append("")
        lines[-1] += character
    return lines


def _sheet(size: tuple[int, int], title: str, *, title_at: tuple[int, int]) -> Image.Image:
    """Paper with its pale waves, the frame, an emblem and the title."""
    sheet = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(sheet)
    width, height = size
    for shift in range(0, height, 24):
        wave = [(x, shift + 9 * math.sin(x / 37 + shift)) for x in range(60, width - 60, 6)]
        draw.line(wave, fill=(246, 238, 220), width=2)
    for inset, thick in ((40, 7), (54, 2)):
        draw.rectangle((inset, inset, width - inset, height - inset), outline=GOLD, width=thick)
    x, y = title_at
    draw.ellipse((x - 55, y - 165, x + 55, y - 65), fill=RED, outline=GOLD, width=8)
    draw.text(title_at, title, INK, font(82, "SerifCJK-Bold"), anchor="mm")
    return sheet


def _foot(draw: ImageDraw.ImageDraw, y: int, middle: int) -> None:
    text = "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告"
    draw.text((middle, y), text, INK, font(17), anchor="mm")


def _seal(sheet: Image.Image, middle: tuple[int, int]) -> None:
    """A red seal that lets the writing shine through."""
    stamp = Image.new("RGBA", (220, 220), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((5, 5, 215, 215), outline=(*RED, 190), width=7)
    star = [
        (110 + r * math.sin(i * math.pi / 5), 110 - r * math.cos(i * math.pi / 5)) for i, r in enumerate([38, 15] * 5)
    ]
    draw.polygon(star, fill=(*RED, 170))
    x, y = middle
    sheet.paste(stamp, (x - 110, y - 110), stamp)


def _with_code(sheet: Image.Image, licence: Licence, place: tuple[int, int, int]) -> Image.Image:
    """Put the QR code at x, y in a square of that many pixels, or leave its place empty."""
    if licence.code_says:
        x, y, side = place
        drawn = BytesIO()
        segno.make(licence.code_says, error="m").save(drawn, kind="png", scale=8, border=2)
        sheet.paste(Image.open(drawn).convert("RGB").resize((side, side)), (x, y))
        if licence.code_spoiled:
            ImageDraw.Draw(sheet).ellipse((x + side / 4, y + side / 4, x + side, y + side), fill=PAPER)
    return sheet


@cache
def font(size: int, face: str = "SerifCJK-Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS.format(face), size, index=SIMPLIFIED)
