"""The guides of `docs/` as pages of the portal, so that what one reads beside a page is what the project keeps true."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import count, pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

CHINESE, ENGLISH = "zh-Hans", "en"
GUIDES = {
    "applicant": (CHINESE, ENGLISH),
    "unit": (CHINESE, ENGLISH),
    "reviewer": (CHINESE, ENGLISH),
    "clerk": (CHINESE, ENGLISH),
    "auditor": (ENGLISH,),
    "scheme-language": (ENGLISH,),
    "case-files": (ENGLISH,),
}
"""Which guides are shown, and in which languages they are written. Those for operators and developers stay with the code."""

# in Chinese: for who reads the Chinese guide
FRAME = {CHINESE: "表格", ENGLISH: "Table"}
"""What the frame of a wide table is called, in the guide's own language."""
# in Chinese: a pattern
OTHER_LANGUAGE = r"\[(English|中文)\]\(\S+\)"
# in Chinese: a pattern
BOTH_LANGUAGES = r"([^一-鿿]*[A-Za-z][^一-鿿]*) ([一-鿿][^A-Za-z]*)"
"""A heading of a guide that is written once for all: its English, then its Chinese."""
PICTURES = "help"
"""Where static files hold what lies under `docs/images`."""


@dataclass(frozen=True)
class Heading:
    """A part of a guide: what one jumps to."""

    id: str
    words: str
    language: str


@dataclass(frozen=True)
class Guide:
    """A guide as it is shown: its own title apart from the text, in one language."""

    name: str
    language: str
    title: Heading
    contents: tuple[Heading, ...]
    html: str


def guide_in(name: str, language: str) -> Guide:
    """Return a guide in the reader's language, else in the one that it is written in."""
    written = GUIDES[name]
    wanted = ENGLISH if language.startswith("en") else CHINESE
    guide = _rendered(name, wanted if wanted in written else written[0])
    contents = tuple(_read_in(wanted, part) for part in guide.contents)
    return replace(guide, title=_read_in(wanted, guide.title), contents=contents)


def _read_in(language: str, heading: Heading) -> Heading:
    """Of a heading in both languages, the reader's own."""
    both = re.fullmatch(BOTH_LANGUAGES, heading.words)
    return replace(heading, words=both[1 if language == ENGLISH else 2], language=language) if both else heading


def source_of(name: str, language: str) -> Path:
    """The file of a guide: what has two languages keeps its English apart."""
    folder = settings.BASE_DIR / "docs"
    return folder / "en" / f"{name}.md" if language == ENGLISH and CHINESE in GUIDES[name] else folder / f"{name}.md"


def section_id(words: str) -> str:
    """The id of a heading: by its number where it has one, so that it is the same in both languages (`7. …` → `s7`)."""
    number = re.match(r"(\d+)\. ", words)
    return f"s{number[1]}" if number else re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")


@cache
def _rendered(name: str, language: str) -> Guide:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(source_of(name, language).read_text(encoding="utf-8"))
    title, body = Heading("", tokens[1].content, language), _without_way_to_other_language(tokens[3:])
    headings = _name_headings(body, language)
    for token in body:
        for child in token.children or ():
            _lead(child)
    html = reader.renderer.render(_framed(body, language), reader.options, {})
    return Guide(name, language, title, tuple(headings), html)


def _without_way_to_other_language(tokens: list[Token]) -> list[Token]:
    """Who reads the file needs the link below its title; who reads the page has the portal's own switch."""
    return tokens[3:] if len(tokens) > 3 and re.fullmatch(OTHER_LANGUAGE, tokens[1].content) else tokens


def _name_headings(tokens: list[Token], language: str) -> list[Heading]:
    """Give each heading its id; return those of the first level."""
    found = []
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", section_id(words.content))
            if opening.tag == "h2":
                found.append(Heading(section_id(words.content), _plain(words), language))
    return found


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _framed(tokens: list[Token], language: str) -> list[Token]:
    """What is wide scrolls within a frame of its own, by keyboard as well, so that the page never does."""
    framed: list[Token] = []
    numbers = count(1)
    for token in tokens:
        if token.type == "table_open":
            name = f"{FRAME[language]} {next(numbers)}"
            framed.append(_html(f'<div class="table-frame" tabindex="0" role="region" aria-label="{name}">'))
        framed.append(token)
        if token.type == "table_close":
            framed.append(_html("</div>"))
        elif token.type in ("fence", "code_block"):
            token.attrSet("tabindex", "0")
    return framed


def _html(words: str) -> Token:
    return Token("html_block", "", 0, content=words)


def _lead(token: Token) -> None:
    """Turn addresses of files into addresses of the portal."""
    if token.type == "link_open":
        _turn(token, str(token.attrGet("href")))
    elif token.type == "image":  # its words stay its children: the renderer makes them the alternative text
        token.attrs = _picture(Path(str(token.attrGet("src"))).name)


def _picture(name: str) -> dict[str, str | int | float]:
    """A picture says its size beforehand, so that nothing jumps when it comes."""
    with Image.open(settings.BASE_DIR / "docs" / "images" / name) as picture:
        width, height = picture.size
    return {"src": static(f"{PICTURES}/{name}"), "alt": "", "width": width, "height": height, "loading": "lazy"}


def _turn(token: Token, href: str) -> None:
    if re.match(r"[a-z]+:", href):
        return
    file, _hash, anchor = href.partition("#")
    address = _address(Path(file).stem) if file else ""
    if file and not address:  # kept with the code: nothing of the portal shows it
        token.attrs = {}
        return
    token.attrSet("href", f"{address}#{_id_of(anchor)}" if anchor else address)


def _address(name: str) -> str:
    return reverse("help_page", args=[name]) if name in GUIDES else ""


def _id_of(anchor: str) -> str:
    number = re.match(r"(\d+)-", anchor)
    return f"s{number[1]}" if number else anchor
