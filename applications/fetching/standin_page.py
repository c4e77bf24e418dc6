"""The certificate that the local service gives out: a page that says of itself that it is an example."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from django.utils.html import escape

from portal.documents import make_pdf

_PAGE = """<html lang="zh-hans"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4; margin: 25mm }}
body {{ font-family: sans-serif; font-size: 12pt; line-height: 1.8 }}
h1 {{ font-size: 18pt; text-align: center }}
.example {{ color: #b00020; text-align: center; font-size: 16pt }}
td, th {{ border: 1px solid #444; padding: 2mm 4mm; text-align: left }}
table {{ border-collapse: collapse; width: 100% }}
</style></head><body>
<p class="example">示例 · 不是真实的证明</p>
<h1>{title}</h1>
<table>
<tr><th>姓名</th><td>{name}</td></tr>
<tr><th>证件号码</th><td>{number}</td></tr>
<tr><th>参保单位</th><td>{unit}</td></tr>
<tr><th>参保状态</th><td>正常参保</td></tr>
</table>
<p>本页由演示用的本地服务生成，所载人员均为虚构。</p>
</body></html>"""


def certificate_of(title: str, name: str, question: Mapping[str, str]) -> bytes:
    """Return the PDF about a person who is insured by the unit of the question."""
    return _printed(title, name, question.get("id_number", ""), question.get("unit_uscc", ""))


@lru_cache(maxsize=50)
def _printed(*words: str) -> bytes:
    title, name, number, unit = map(escape, words)
    html = _PAGE.format(title=title, name=name, number=number, unit=unit)
    return make_pdf(html, identity=hashlib.sha256(html.encode()).digest()[:16])
