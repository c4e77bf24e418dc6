from __future__ import annotations

import io
import time

import pikepdf
import pytest
from PIL import Image

from portal.files.drawing import WIDTHS, UnableToDraw, draw_page
from portal.files.drawing.child_page import LONGEST_SIDE, MOST_PIXELS, Refused, scale_for
from portal.files.drawing.drawing import PATIENCE

ORIENTATION = 0x0112
TURNED_RIGHT = 6


def pdf(pages: int = 1, *, box: tuple[float, float] = (595, 842), content: bytes = b"", password: str = "") -> bytes:
    made, held = pikepdf.new(), io.BytesIO()
    for _number in range(pages):
        made.add_blank_page(page_size=(100, 100))
        made.pages[-1].MediaBox = pikepdf.Array([0, 0, *box])
        if content:
            made.pages[-1].Contents = made.make_stream(content)
    encryption = pikepdf.Encryption(user=password, owner="owner") if password else False
    made.save(held, encryption=encryption)
    return held.getvalue()


def photo(size: tuple[int, int], *, orientation: int = 1) -> bytes:
    held, exif = io.BytesIO(), Image.Exif()
    exif[ORIENTATION] = orientation
    Image.new("RGB", size, "#a3222b").save(held, "JPEG", exif=exif)
    return held.getvalue()


def size_of(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.format == "JPEG"
        return opened.size


def test_a_page_is_drawn_as_wide_as_wanted() -> None:
    drawn = draw_page(pdf(3), page=3, width=WIDTHS["page"])

    assert drawn.pages == 3
    assert size_of(drawn.picture)[0] == WIDTHS["page"]


@pytest.mark.parametrize("page", [0, 4])
def test_a_page_that_is_not_there_is_none(page: int) -> None:
    with pytest.raises(UnableToDraw) as caught:
        draw_page(pdf(3), page=page, width=300)

    assert caught.value.is_no_page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(password="secret"), "打开密码"),
        (b"%PDF-1.4 and nothing more", "已损坏"),
        (b"neither paper nor picture", "已损坏"),
        (pdf(501), "页数过多"),
    ],
)
def test_what_cannot_be_drawn_says_why_and_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(UnableToDraw) as caught:
        draw_page(content, page=1, width=300)

    assert words in caught.value.reason
    assert "下载" in caught.value.reason


@pytest.mark.parametrize("box", [(14400, 14400), (14400, 3), (3, 14400), (1e30, 1e30), (0, 0)])
def test_a_hostile_page_box_costs_no_more_than_a_page(box: tuple[float, float]) -> None:
    drawn = draw_page(pdf(box=box), page=1, width=WIDTHS["large"])

    across, down = size_of(drawn.picture)
    assert across * down <= 1.01 * MOST_PIXELS
    assert max(across, down) <= LONGEST_SIDE + 1


def test_endless_drawing_is_cut_off() -> None:
    began = time.monotonic()

    with pytest.raises(UnableToDraw, match="过于复杂"):
        draw_page(pdf(content=b"0 0 595 842 re f 0 0 m 500 500 l S\n" * 3_000_000), page=1, width=1200)

    assert time.monotonic() - began < PATIENCE + 5


def test_a_page_without_a_size_is_refused() -> None:
    for width, height in ((0.0, 10.0), (float("nan"), 10.0), (10.0, float("inf"))):
        with pytest.raises(Refused, match="broken"):
            scale_for(width, height, 1200)


def test_a_picture_is_upright_and_no_larger_than_wanted() -> None:
    drawn = draw_page(photo((3000, 2000), orientation=TURNED_RIGHT), page=1, width=1200)

    assert drawn.pages == 1
    assert size_of(drawn.picture) == (1200, 1800)


def test_a_small_picture_is_not_enlarged() -> None:
    assert size_of(draw_page(photo((300, 420)), page=1, width=1200).picture) == (300, 420)
