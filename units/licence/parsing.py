"""Finds the name and the credit code among the lines of a licence, or in the content of its QR code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from units.licence.credit_codes import LENGTH, is_credit_code, repaired

# in Chinese: what follows is looked for on licences
NAME = "名称"
# in Chinese: as above
CODE = "信用代码"
# in Chinese: as above
TITLES = ("营业执照", "登记证书", "法人证书", "登记证")
# in Chinese: as above
OTHER_LABELS = (
    "类型", "住所", "法定代表人", "负责人", "经营者", "投资人", "执行事务合伙人", "注册资本", "成立日期", "营业期限", "经营范围",
    "主要经营场所", "经营场所", "营业场所", "组成形式", "注册日期", "登记机关", "出资额", "开办资金", "举办单位", "业务范围",
)  # fmt: skip
# in Chinese: as above
_HALF_LABELS = {"名": "称", "类": "型", "住": "所"}
# in Chinese: as above
_UNIT_ENDS = (
    "公司", "合伙）", "企业", "厂", "店", "部", "中心", "事务所", "研究院", "研究所", "学校", "医院", "社", "行", "馆",
    "站", "集团", "工作室", "商会", "协会", "基金会", "幼儿园",
)  # fmt: skip
# in Chinese: as above
_KINDS = (
    "有限责任公司",
    "股份有限公司",
    "个人独资",
    "合伙企业",
    "普通合伙",
    "有限合伙",
    "个体工商户",
    "其他",
    "非公司",
    "全民所有制",
)


@dataclass(frozen=True)
class Line:
    """Writing in a box: the left and right ends, the middle of its height, and the height; the page stands straight."""

    text: str
    left: float
    right: float
    middle: float
    height: float

    def is_beside(self, other: Line) -> bool:
        return abs(self.middle - other.middle) < 0.55 * max(self.height, other.height)


@dataclass(frozen=True)
class Found:
    name: str = ""
    uscc: str = ""
    below: float = 0.0
    """Where the name ends: lines further down do not belong to it."""
    is_licence: bool = False
    """Whether a title or a label was seen that an invoice or a letter does not have."""

    @property
    def is_whole(self) -> bool:
        return bool(self.name) and is_credit_code(self.uscc) and self.is_licence

    def or_else(self, other: Found) -> Found:
        """Return what both know together; a code with a right check character is preferred."""
        mine = self.uscc if is_credit_code(self.uscc) or not other.uscc else other.uscc
        return Found(self.name or other.name, mine, self.below or other.below, self.is_licence or other.is_licence)


def parse_lines(lines: Sequence[Line]) -> Found:
    """Return what the lines say, with empty strings for what they do not."""
    lines = _with_whole_labels([_compact(line) for line in lines])
    name, below = _name_in(lines)
    is_licence = any(line.text.startswith(OTHER_LABELS) or line.text.endswith(TITLES) for line in lines)
    return Found(name, _uscc_in(lines), below, is_licence)


def parse_code(content: str) -> tuple[str, str]:
    """Return name and credit code from a QR code: an address with parameters, or lines of text; empty if not there."""
    content = unquote(content)
    codes = [
        code for code in re.findall(r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])", content) if is_credit_code(code)
    ]
    name = re.search(r"(?:名称|entname|entName|name)\s*[:：=]\s*([^;；,，&\s]{2,100})", content)
    return _tidy(name.group(1)) if name else "", codes[0] if codes else ""


def _compact(line: Line) -> Line:
    return Line(re.sub(r"[\s　]", "", line.text), line.left, line.right, line.middle, line.height)


def _with_whole_labels(lines: Sequence[Line]) -> list[Line]:
    """Put together the labels of two characters that stand so far apart that they were taken for two lines, or one was lost."""
    whole = list(lines)
    for first, second in _HALF_LABELS.items():
        if not any(line.text.startswith(first + second) for line in whole):
            _put_together(whole, first, second)
    return whole


def _put_together(lines: list[Line], first: str, second: str) -> None:
    left = next((line for line in lines if line.text == first), None)
    candidates = _right_of(left, lines)[:1] if left else sorted(lines, key=lambda line: line.middle)
    right = next((line for line in candidates if _begins_with(second, line)), None)
    for half in (left, right):
        if half:
            lines.remove(half)
    if value := right or left:
        text = first + (right.text if right else second)
        lines.append(Line(text, (left or value).left, value.right, value.middle, value.height))


def _begins_with(half: str, line: Line) -> bool:
    """Whether it is this half of a label, alone or together with a value."""
    return line.text == half or (len(line.text) > 6 and line.text.startswith(half))


def _right_of(line: Line, lines: Sequence[Line]) -> list[Line]:
    beside = (one for one in lines if one is not line and one.left > line.left and one.is_beside(line))
    return sorted(beside, key=lambda one: one.left)


def _is_label(line: Line) -> bool:
    return line.text.startswith((NAME, *OTHER_LABELS)) or CODE in line.text


def _name_in(lines: Sequence[Line]) -> tuple[str, float]:
    for label in sorted(lines, key=lambda line: line.middle):
        if label.text.startswith(NAME) and (pieces := _value_of(label, lines)):
            name = _tidy("".join(piece.text for piece in pieces))
            if len(name) > 1:
                return name, pieces[-1].middle + 1.8 * pieces[-1].height
    return _name_by_its_end(lines)


def _value_of(label: Line, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a label's value: what follows it in its box, stands beside it, and goes on below that."""
    rest = label.text.removeprefix(NAME).lstrip(":：")
    pieces = [Line(rest, label.left, label.right, label.middle, label.height)] if rest else []
    for one in _right_of(label, lines):
        if _is_label(one) or (pieces and one.left - pieces[-1].right > 3 * one.height):
            break
        pieces.append(one)
    while pieces and (following := _line_below(pieces, lines, label)):
        pieces.append(following)
    return pieces


def _line_below(pieces: Sequence[Line], lines: Sequence[Line], label: Line) -> Line | None:
    last = pieces[-1]
    left = pieces[0].left if pieces[0].left > label.left else label.left
    for one in sorted(lines, key=lambda line: line.middle):
        is_near = 0.6 * last.height < one.middle - last.middle < 1.75 * last.height
        is_under = one.left < last.right and one.right > left and one.left > label.left + label.height
        if is_near and is_under and not _begins_something_else(one, lines, pieces):
            return one
    return None


def _begins_something_else(line: Line, lines: Sequence[Line], pieces: Sequence[Line]) -> bool:
    """Whether it has a label of its own, or is the unit's kind below a name that is finished."""
    has_label = any(_is_label(one) and one.is_beside(line) and one.left < line.left for one in lines)
    # in Chinese: as above
    is_kind = line.text.removeprefix("型").startswith(_KINDS) and pieces[-1].text.endswith(_UNIT_ENDS)
    return has_label or _is_label(line) or is_kind


def _name_by_its_end(lines: Sequence[Line]) -> tuple[str, float]:
    """Without its label a name is known by its end, and stands above the others that end so."""
    for line in sorted(lines, key=lambda one: one.middle):
        if len(line.text) >= 6 and line.text.endswith(_UNIT_ENDS) and not line.text.startswith(_KINDS):
            return _tidy(line.text), line.middle + 1.8 * line.height
    return "", 0.0


def _tidy(name: str) -> str:
    """Names are registered without spaces and with the wide brackets."""
    name = re.sub(r"[\s　]", "", name).strip(":：;；,，.。|_-—")
    return name.replace("(", "（").replace(")", "）")


def _uscc_in(lines: Sequence[Line]) -> str:
    """Return the code that needs the least repair; of those beyond repair the one nearest to the label."""
    ranked = sorted(_codes_in(lines), key=lambda found: found[:2])
    return ranked[0][2] if ranked else ""


def _codes_in(lines: Sequence[Line]) -> Iterator[tuple[int, float, str]]:
    labels = [line for line in lines if CODE in line.text]
    for line in lines:
        for run in re.findall(rf"[0-9A-Za-z|]{{{LENGTH - 1},{LENGTH + 1}}}", _behind_label(line.text)):
            code, repairs = repaired(run)
            far = min((abs(line.middle - label.middle) for label in labels), default=1e6)
            if repairs < 99 or (len(code) == LENGTH and labels):
                yield repairs, far, code


def _behind_label(text: str) -> str:
    # in Chinese: as above
    return text.rpartition("代码")[2] if "代码" in text else text
