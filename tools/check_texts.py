"""Finds text that an English reader would meet in Chinese. `tools/check_messages.py` runs it within `make check`.

In templates everything that stands outside of a translating tag is looked at, in Python every string that no gettext call
holds, in scripts every string, and in schemes/ every text that has no English of its own. What may stay:

- docstrings and comments;
- the Chinese half of a pair: the value of a name that is `zh` or ends in `_zh`, `_ZH`, or a string with its English right
  after it;
- data: migrations, the demonstration, the samples of the styleguide, the case walker's people and words, invented people,
  code sets (`DATA`);
- what a part of the scheme language says of itself (`description=`), for who writes schemes;
- patterns, that read Chinese and say nothing: what is passed to `re` functions;
- a statement with `# in Chinese: <why>` (`//` in scripts) on its line or on the one
  above, e.g. words that are searched for in a licence;
- in templates: elements with `lang="zh-Hans"`, that are Chinese for every reader.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

import yaml

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u3400-\u9fff]")
WIDE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
"""Chinese letters and the full-width signs that belong to them."""
SOURCES = ("portal", "units", "applications", "certificates", "review")
DATA = re.compile(
    r"/migrations/|/demo/|portal/ui/styleguide/|/management/commands/|review/walking/|portal/people/invented\.py|portal/codes/"
    r"|portal/network/(server/|local\.py)|applications/fetching/standin"
)
GETTEXT = re.compile(r"^(_|n?p?gettext(_lazy|_noop)?|npgettext(_lazy)?)$")
PATTERNS = re.compile(r"^re\.")
IN_PAIRS = re.compile(r"(^|_)zh$", re.IGNORECASE)
ENGLISH = re.compile(r"[^A-Za-z\u3400-\u9fff]*[A-Z][^\u3400-\u9fff]*$")
"""A sentence or a name begins with a capital; a word of the code that stands beside a Chinese text does not."""
OF_ITSELF = ("description", "help")
EXCUSE = re.compile(r"#\s*in Chinese: \S")
EXCUSE_IN_SCRIPT = re.compile(r"//\s*in Chinese: \S")

COMMENTS = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}", re.DOTALL)
CHINESE_ELEMENT = re.compile(r"<(\w+)\b[^>]*\blang=\"zh[^\"]*\"[^>]*>.*?</\1>", re.DOTALL)
WORDS_IN_TAG = re.compile(r"(?<!_\()(?<!translate )(?<!trans )([\"'])((?:(?!\1).)*)\1")
SCRIPT_COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
SCRIPT_GETTEXT = re.compile(r"\b(?:n|p)?gettext\((?:[^()]|\([^()]*\))*\)")

PROPER = ("outlets", "hosts", "file_names")
"""Parts of a tenant's file that hold names and addresses as they are written on the door."""


def faults_in_template(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of what a template shows untranslated."""
    for start, words in _shown(_blanked(COMMENTS, text)):
        yield text.count("\n", 0, start) + 1, words


def _shown(text: str) -> Iterator[tuple[int, str]]:
    text = _blanked(CHINESE_ELEMENT, text)
    for tag in re.finditer(r"{%(?!\s*(?:blocktrans|trans)).*?%}|{{.*?}}", text):
        for found in WORDS_IN_TAG.finditer(tag[0]):
            if HAN.search(found[2]):
                yield tag.start(), found[2]
    rest = _blanked(TRANSLATED, text)
    for found in re.finditer(r"[^<>\n]+", rest):
        if WIDE.search(found[0]):
            yield found.start(), found[0].strip()


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with everything that matches made blank, each line where it was."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def faults_in_python(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of each Chinese string that no reader of English gets translated."""
    tree, lines = ast.parse(text), text.splitlines()
    allowed = set(_allowed(tree))
    for node in ast.walk(tree):
        if _is_chinese(node) and id(node) not in allowed and not _is_excused(node, tree, lines):
            yield node.lineno, node.value


def _is_chinese(node: ast.AST) -> TypeGuard[Any]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value) is not None


def _allowed(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        for part in _parts_allowed(node):
            yield from (id(one) for one in ast.walk(part))


def _parts_allowed(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children of a node in which Chinese may stand."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node  # a docstring, also of an attribute
    elif isinstance(node, ast.Call):
        yield from node.args if GETTEXT.match(_called(node)) or PATTERNS.match(_called(node)) else ()
        yield from _before_english(node.args)
    elif isinstance(node, ast.Tuple | ast.List):
        yield from _before_english(node.elts)
    else:
        yield from _named_chinese(node)


def _named_chinese(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a name declares to be the Chinese of something."""
    if isinstance(node, ast.keyword) and (IN_PAIRS.search(node.arg or "") or node.arg in OF_ITSELF):
        yield node.value
    elif isinstance(node, ast.Dict):
        yield from (value for key, value in zip(node.keys, node.values, strict=True) if _is_zh(key))
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from [node.value] if any(_is_zh(target) for target in targets) else []


def _before_english(parts: list[ast.expr]) -> Iterator[ast.AST]:
    """Yield the strings that have their English right after them."""
    for one, after in itertools.pairwise(parts):
        if isinstance(after, ast.Constant) and isinstance(after.value, str) and _is_english(after.value):
            yield one


def _is_english(text: str) -> bool:
    return ENGLISH.match(re.sub(r"{\w*}", "", text)) is not None


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"re.{function.attr}" if function.value.id == "re" else function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_zh(node: ast.AST | None) -> bool:
    name = node.value if isinstance(node, ast.Constant) else getattr(node, "id", getattr(node, "attr", ""))
    return isinstance(name, str) and bool(IN_PAIRS.search(name))


def _is_excused(node: ast.Constant, tree: ast.AST, lines: list[str]) -> bool:
    """Whether the statement around it, or the line above that, says why it is in Chinese."""
    around = [one for one in ast.walk(tree) if isinstance(one, ast.stmt) and _holds(one, node)]
    first = max((one.lineno for one in around), default=node.lineno)
    return any(EXCUSE.search(line) for line in (*lines[max(0, first - 2) : first], lines[node.lineno - 1]))


def _holds(statement: ast.stmt, node: ast.Constant) -> bool:
    return statement.lineno <= node.lineno <= (statement.end_lineno or statement.lineno)


def faults_in_script(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of Chinese that a script has outside of gettext."""
    rest = _blanked(SCRIPT_GETTEXT, _blanked(SCRIPT_COMMENTS, text))
    lines = text.splitlines()
    for number, line in enumerate(rest.splitlines(), start=1):
        if HAN.search(line) and not any(EXCUSE_IN_SCRIPT.search(one) for one in lines[max(0, number - 2) : number]):
            yield number, line.strip()


def faults_in_file_of_tenant(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of what a scheme or a tenant's file says in Chinese alone."""
    yield from _in_node(yaml.compose(text), "")


def _in_node(node: Any, key: str) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        pairs = {one.value: value for one, value in node.value}
        if "zh" in pairs and set(pairs) <= {"zh", "en"}:
            yield from _in_pair(pairs["zh"], pairs.get("en"))
            return
        for name, value in pairs.items():
            if name not in PROPER:
                yield from _in_node(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _in_node(one, key)
    elif isinstance(node, yaml.ScalarNode) and HAN.search(node.value):
        yield node.start_mark.line + 1, f"{key}: {node.value[:60]}"


def _in_pair(zh: Any, en: Any) -> Iterator[tuple[int, str]]:
    line = zh.start_mark.line + 1
    if en is None:
        yield line, f"no English: {_words(zh)[:60]}"
        return
    pairs = zip(zh.value, en.value, strict=False) if isinstance(zh, yaml.SequenceNode) else [(zh, en)]
    for one, other in pairs:
        if not other.value.strip():
            yield line, f"no English: {one.value[:60]}"
        elif HAN.search(one.value) and one.value == other.value and not is_bilingual(one.value):
            yield line, f"the English is the Chinese: {one.value[:60]}"


def _words(node: Any) -> str:
    return str(node.value if isinstance(node, yaml.ScalarNode) else node.value[0].value)


def is_bilingual(text: str) -> bool:
    """Whether a text says the same twice, 中文 / English: it may then be the same for both readers."""
    parts = text.split(" / ")
    return len(parts) == 2 and bool(HAN.search(parts[0])) and len(re.findall(r"[A-Za-z]{2,}", parts[1])) > 2


def faults_in_catalogue(entries: Any) -> Iterator[str]:
    """Yield the sentences whose translation says the Chinese again."""
    for entry in entries:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not entry.obsolete and HAN.search(entry.msgid) and entry.msgid in texts:
            yield f"the English is the Chinese: {entry.msgid!r}"


def all_faults() -> Iterator[str]:
    """Yield every fault as file:line: what stands there."""
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield from _named(path, faults_in_template)
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.py")):
            if not DATA.search(str(path.relative_to(ROOT))):
                yield from _named(path, faults_in_python)
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        yield from _named(path, faults_in_script)
    for path in sorted((ROOT / "schemes").rglob("*.yaml")):
        if path.name in ("scheme.yaml", "tenant.yaml"):
            yield from _named(path, faults_in_file_of_tenant)


def _named(path: Path, faults: Any) -> Iterator[str]:
    for line, words in faults(path.read_text(encoding="utf-8")):
        yield f"{path.relative_to(ROOT)}:{line}: {words}"


if __name__ == "__main__":
    found = list(all_faults())
    print(*found, sep="\n")
    sys.exit(bool(found))
