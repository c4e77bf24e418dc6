"""The pictures on which the reading is judged: invented units, both forms, and what phones, light and messengers do to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from stdnum.cn import uscc

from tests.units.licence import drawing, photographing
from tests.units.licence.drawing import Licence
from tests.units.licence.photographing import Change, as_jpeg, blurred, far, glare, lit, noisy, shrunk, tilted, turned

NAMES = (
    "示例市云帆软件有限公司", "示例市镕犇翀昱新能源科技发展（集团）股份有限责任公司", "测试区鑫淼垚建筑工程有限公司",
    "示例省启明星辰生物医药研究院有限公司", "示例市骁骥鼐琯文化传媒有限公司", "测试区老街口小面馆", "示例市华章会计师事务所（普通合伙）",
    "示例（测试区）国际会展服务有限责任公司", "示例省喆堃燚智能装备制造股份有限公司", "测试区璟瑄玥儿童教育咨询中心（有限合伙）",
    "示例市第三建筑设计研究院有限公司测试区分公司", "示例市䶮骉精密仪器有限公司", "示例省祎溦镠数字经济产业发展集团有限公司",
    "示例市一二三网络科技有限公司", "测试区向阳花农业专业合作社", "示例市未来之翼咨询有限公司", "示例市朝花夕拾人力资源服务有限公司",
    "示例省士千贸易有限公司", "示例市嘉懿德供应链管理有限公司", "测试区三味书屋", "示例市昊旻航空零部件制造有限公司",
    "示例省蓝鲸海洋工程技术服务有限公司", "示例市赟翾影视制作工作室", "示例（北区）半导体材料股份有限公司", "示例市孚佑堂中医门诊部有限公司",
    "示例省瀚堃投资管理合伙企业（有限合伙）", "测试区芯屿微电子有限公司", "示例市晟彧律师事务所", "示例市甬上人家餐饮管理有限公司",
    "示例省璞玉珠宝首饰有限公司", "示例市穗丰粮油购销有限责任公司", "示例市量子跃迁信息安全技术有限公司",
)  # fmt: skip
PEOPLE = ("欧阳喆翀", "市云帆", "镕犇", "张三", "仇昱", "单鼐", "查骁")
FORMS: dict[str, Callable[[Licence], Image.Image]] = {"portrait": drawing.portrait, "landscape": drawing.landscape}
PHONE = (tilted(0.04), lit(0.95, uneven=0.35, vignette=0.5), blurred(0.8), noisy(7))
WAYS: dict[str, tuple[Change, ...]] = {
    "scan": (),
    "left": (turned(5),),
    "right": (turned(-5), noisy(4)),
    "phone": (*PHONE, as_jpeg(80)),
    "phone_left": (*PHONE, turned(3), as_jpeg(60)),
    "dark": (turned(-2), lit(0.32, gamma=1.3, vignette=0.4), noisy(5)),
    "dark_phone": (tilted(0.03), lit(0.25, uneven=0.5), blurred(0.7), noisy(4), as_jpeg(75)),
    "messenger": (turned(1.5), shrunk(1080), as_jpeg(60)),
    "soft": (turned(-3.5), blurred(1.5), noisy(5), as_jpeg(60)),
    "grainy": (turned(2), noisy(22), as_jpeg(60)),
    "uneven": (tilted(0.05), lit(1.1, uneven=1.1, vignette=0.8), noisy(6), as_jpeg(70)),
    "lamp": (turned(-1), glare(0.62, 0.7), blurred(0.6), noisy(6), as_jpeg(60)),
    "far": (far(0.65), turned(2), blurred(0.7), noisy(5), as_jpeg(80)),
    "dim_messenger": (turned(-4), lit(0.4, gamma=1.2), noisy(4), shrunk(1280), as_jpeg(60)),
    "sideways": (*PHONE, turned(92)),
    "overhead": (lit(0.8), noisy(6), turned(178), as_jpeg(60)),
}


@dataclass(frozen=True)
class Taken:
    """A picture and what it must be read as."""

    path: Path
    licence: Licence


def lettered_uscc(seed: int) -> str:
    """An invented code with the letters that codes have had since 2015, in the division that is not assigned."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    middle = "MA" + "".join(alphabet[(seed * 17 + 11 * place * place + place) % len(alphabet)] for place in range(6))
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(character) for character in middle]
    total = sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body = f"9{1 + seed % 3}339999{middle}{'0123456789X0'[11 - total % 11]}"
    return body + uscc.calc_check_digit(body)


def licence(number: int, *, code_says: str = "", spoiled: bool = False) -> Licence:
    """An invented unit's licence, the same one for the same number."""
    name, person = NAMES[number % len(NAMES)], PEOPLE[number % len(PEOPLE)]
    return Licence(name, lettered_uscc(number), person, code_says=code_says, code_spoiled=spoiled)


def take_all(folder: Path) -> list[Taken]:
    """Both forms in every way, none with a QR code that can be read."""
    taken: list[Taken] = []
    for way, changes in WAYS.items():
        for form, draw in FORMS.items():
            number = len(taken)
            shown = licence(number, code_says="http://example.invalid/" if number % 3 else "", spoiled=True)
            path = folder / f"{number:02d}-{form}-{way}.jpg"
            taken.append(Taken(photographing.save(draw(shown), path, *changes), shown))
    return taken
