"""The few signs a bureau may use in its own pages: paragraphs, `## headings`, `- lists`, `[words](address)`, addresses.

Everything else is shown as it was typed. HTML is escaped, never passed through.
"""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_LINK = re.compile(
    r"\[([^\]]+)\]\((https?://[^\s)]+|/[^\s)]*)\)|(https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+(?<![.,:;!?']))"
)


def render_markup(text: str, level: int = 3) -> SafeString:
    """Return the HTML of a text whose headings are of the given level."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("\n".join(_block(block, level) for block in blocks if block))  # each piece is escaped below


def render_line(text: str) -> SafeString:
    """Return the HTML of a single line, in which only links are marked."""
    return mark_safe(_inline(text))  # each piece is escaped there


def _block(block: str, level: int) -> str:
    lines = [line.strip() for line in block.split("\n")]
    if lines[0].startswith("## "):
        rest = _block("\n".join(lines[1:]), level) if lines[1:] else ""
        return f"<h{level}>{_inline(lines[0][3:])}</h{level}>{rest}"
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(_inline(line) for line in lines) + "</p>"


def _inline(line: str) -> str:
    html, end = "", 0
    for found in _LINK.finditer(line):
        html += escape(line[end : found.start()]) + _anchor(found)
        end = found.end()
    return html + escape(line[end:])


def _anchor(found: re.Match[str]) -> str:
    words, address, bare = found.groups()
    if bare:  # it is read as it stands, so a printed page need not say it once more
        return format_html('<a class="address" href="{}">{}</a>', bare, bare)
    return format_html('<a href="{}">{}</a>', address, words)
