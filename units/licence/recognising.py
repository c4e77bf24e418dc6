"""The engine: finds the lines of writing in a picture, and reads them in turn until name and credit code are known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import cv2
import numpy as np

from units.licence.judging import Picture, fitted, stretched
from units.licence.parsing import Found, Line, parse_lines

LONGEST_SIDE = 2000
SIDE, SECOND_SIDE = 960, 1600
"""In which size lines are looked for, at first and if that was not enough."""
BATCH = 4
LEAST_SCORE = 0.5
_THREADS = 1  # a second one mostly waits, and takes its core from others while it does

Boxes = Any  # an array of boxes with their four corners: upper left, upper right, lower right, lower left


@cache
def engine(**settings: Any) -> Any:
    """Return the engine, with models that lie in its package: what is not there would be downloaded, and must not be."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 4000,
            "Det.limit_type": "max",
            "Det.limit_side_len": 4000,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": 1,  # together, short lines would cost as much as the longest
            **settings,
        }
    )


def recognise(picture: Picture, *, until: float) -> Found:
    """Return what the picture says; a second, closer look is taken if the first leaves half the time (`until`, monotonic)."""
    half = time.monotonic() + (until - time.monotonic()) / 2
    found = _read(stretched(picture), SIDE)
    if not found.is_whole and time.monotonic() < half:
        found = found.or_else(_read(_evenly_lit(picture), SECOND_SIDE))
    return found


def _evenly_lit(picture: Picture) -> Picture:
    lightness, a, b = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB))
    lightness = cv2.createCLAHE(clipLimit=2, tileGridSize=(4, 4)).apply(lightness)
    return stretched(cv2.cvtColor(cv2.merge((lightness, a, b)), cv2.COLOR_LAB2BGR))


def _read(picture: Picture, side: int) -> Found:
    picture, boxes = _upright(picture, side)
    lines: list[Line] = []
    found = Found()
    for batch in _lines_in_turn(picture, boxes):
        lines += batch
        found = parse_lines(lines)
        if found.is_whole and batch[-1].middle > found.below:
            break
    return found


def _upright(picture: Picture, side: int) -> tuple[Picture, Boxes]:
    """Turn the picture by quarters until its lines are level and not upside down, and return it with their boxes."""
    boxes = _boxes_in(picture, side)
    if len(boxes) and np.median(_heights(boxes) / _widths(boxes)) > 1:
        picture = np.ascontiguousarray(np.rot90(picture))
        boxes = _boxes_in(picture, side)
    if len(boxes) and _is_upside_down(picture, boxes):
        picture = np.ascontiguousarray(np.rot90(picture, 2))
        boxes = np.roll(np.array(picture.shape[1::-1], np.float32) - boxes, 2, axis=1)
    return picture, boxes


def _boxes_in(picture: Picture, side: int) -> Boxes:
    look = fitted(picture, side)
    found = engine()(look, use_det=True, use_cls=False, use_rec=False).boxes
    scale = max(picture.shape) / max(look.shape)
    return np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32) * scale


def _is_upside_down(picture: Picture, boxes: Boxes) -> bool:
    longest = boxes[np.argsort(-_widths(boxes))[:7]]
    turned = engine().cls_and_rotate(engine().crop_text_regions(picture, longest))[1].cls_res
    return sum(label == "180" and score > 0.6 for label, score in turned) > len(longest) / 2


def _lines_in_turn(picture: Picture, boxes: Boxes) -> Iterator[list[Line]]:
    """Yield the lines in batches, read one batch at a time, those that matter first."""
    level = levelled(boxes)
    order = _in_turn(level)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        read = engine().recognize_txt(engine().crop_text_regions(picture, boxes[chosen]))
        yield [
            line_of(text if score >= LEAST_SCORE else "", level[number])
            for number, text, score in zip(chosen, read.txts, read.scores, strict=True)
        ]


def _in_turn(level: Boxes) -> Any:
    """Return the order in which boxes are worth reading: from the top, the title, the right half and small print last.

    Both forms have name and code on the left or across the middle, in letters of the usual height.
    """
    if not len(level):
        return []
    heights, lefts = _heights(level), level[:, 0, 0]
    usual = np.median(heights)
    middle = lefts.min() + 0.52 * (level[:, 1, 0].max() - lefts.min())
    is_late = (lefts > middle) | (heights > 1.9 * usual) | (heights < 0.72 * usual)
    return np.lexsort((level.mean(axis=1)[:, 1], is_late))


def levelled(boxes: Boxes) -> Boxes:
    """Return the boxes as if the page stood straight: turned back by the slope of its longest lines."""
    if not len(boxes):
        return boxes
    longest = boxes[np.argsort(-_widths(boxes))[:9]]
    along = longest[:, 1] - longest[:, 0]
    angle = float(np.median(np.arctan2(along[:, 1], along[:, 0])))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    return boxes @ turn


def line_of(text: str, box: Boxes) -> Line:
    height = float(np.linalg.norm(box[3] - box[0]) + np.linalg.norm(box[2] - box[1])) / 2
    return Line(text, float(box[[0, 3], 0].mean()), float(box[[1, 2], 0].mean()), float(box[:, 1].mean()), height)


def _widths(boxes: Boxes) -> Any:
    return np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)


def _heights(boxes: Boxes) -> Any:
    return np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
