"""Pictures in which nobody, or no engine, can read a licence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tests.units.licence import drawing
from tests.units.licence.album import licence
from tests.units.licence.drawing import font
from tests.units.licence.photographing import blurred, lit, noisy, save, shrunk

LETTER = (
    "关于开展年度人才项目申报的通知", "各有关单位：", "为做好年度人才项目申报工作，现将有关事项通知如下。",
    "一、申报条件与时间安排详见附件。", "二、请各单位于月底前报送材料。", "示例市云帆软件有限公司", "2024年3月1日",
)  # fmt: skip


def spoiled_pictures(folder: Path) -> dict[Path, list[str]]:
    """Pictures, and the advice that each deserves."""
    sheet = drawing.portrait(licence(3))
    return {
        save(sheet, folder / "night.jpg", lit(0.03), noisy(2)): ["too_dark"],
        save(sheet, folder / "blurred.jpg", blurred(9)): ["blurred"],
        save(_hills(), folder / "hills.jpg", noisy(8)): ["no_licence"],
        save(_letter(), folder / "letter.jpg", noisy(3)): ["no_licence"],
    }


def black_picture(folder: Path) -> Path:
    """What a phone takes in a pocket."""
    return save(Image.new("RGB", (1200, 900), (6, 5, 5)), folder / "black.jpg", noisy(1.5))


def tiny_picture(folder: Path) -> Path:
    """The thumbnail of a licence."""
    return save(drawing.landscape(licence(3)), folder / "tiny.jpg", shrunk(90))


def _hills() -> Image.Image:
    y, x = np.mgrid[0:900, 0:1400]
    is_land = y > 450 + 80 * np.sin(x / 170) + 40 * np.sin(x / 53)
    colours = [np.where(is_land, land, sky) for land, sky in ((60, 150 + y / 12), (110, 190), (50, 235))]
    return Image.fromarray(np.stack(colours, axis=-1).astype(np.uint8))


def _letter() -> Image.Image:
    """A page of writing that ends with a unit's name."""
    page = Image.new("RGB", (1000, 1400), "white")
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(LETTER):
        draw.text((120, 150 + number * 90), line, "black", font(32))
    return page
