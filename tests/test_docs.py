"""The documents say what is so: links lead somewhere, commands and buttons exist, settings are all named."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from applications.scheme.loader import SchemeError, load_scheme
from tests.review.walking.walks import walk

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DOCS = ROOT / "docs"
READERS = ("applicant", "unit", "reviewer", "clerk")
GUIDES = [DOCS / f"{name}.md" for name in READERS]
ENGLISH_GUIDES = [DOCS / "en" / f"{name}.md" for name in READERS]
PICTURES = DOCS / "images"
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
APPS = ("portal", "units", "applications", "certificates", "review")

CITIES = re.compile("ningbo|hangzhou|ningxia|chaoyang|宁波|杭州|宁夏|朝阳", re.IGNORECASE)
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"“([^“”\n]+)”")
PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\s]+)\)")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(text: str) -> str:
    """The text without its code."""
    return re.sub(r"`[^`\n]+`", "", FENCE.sub("", text))


def code_of(text: str) -> str:
    """What stands in code blocks and between backticks, a line each, without comments of a shell."""
    lines = [line.split("  #")[0] for block in FENCE.findall(text) for line in block.splitlines()]
    return "\n".join(lines + re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))


def anchors_of(text: str) -> set[str]:
    """The ids that headings get: small letters, spaces as hyphens, no punctuation."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def broken_links(path: Path, text: str) -> Iterator[str]:
    for link in LINK.findall(prose_of(text)):
        name, _hash, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (anchor and anchor not in anchors_of(text if target == path else read(target))):
            yield link


def settings_read() -> set[str]:
    """Every environment variable that portal/settings.py asks for."""
    tree = ast.parse(read(ROOT / "portal" / "settings.py"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    asked = [node.args[0] for node in calls if ast.unparse(node.func).startswith("env.")]
    return {str(one.value) for one in asked if isinstance(one, ast.Constant)}


def shown_words() -> str:
    """Everything a page can say: templates, code, and the procedures themselves."""
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "schemes").rglob("*.yaml")]
    sources += [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return "\n".join(map(read, sources)) + read(CATALOGUE)


def shown_english() -> str:
    """Everything that an English page can say: the catalogue's translations, and the texts of schemes."""
    whole = read(CATALOGUE).replace('"\n"', "").replace('\\"', '"')
    translated = re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', whole, re.MULTILINE)
    return "\n".join(
        [*translated, *map(read, (ROOT / "schemes").rglob("*.yaml")), read(ROOT / "applications/scheme/usual.py")]
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(path: Path) -> None:
    assert not list(broken_links(path, read(path)))


def test_link_to_a_missing_file_or_heading_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](gone.md) `[d](code.md)`\n", encoding="utf-8")
    assert list(broken_links(page, read(page))) == ["#three", "gone.md"]


def test_every_page_is_reached_from_the_index() -> None:
    index = DOCS / "README.md"
    linked = {(index.parent / link.split("#")[0]).resolve() for link in LINK.findall(read(index))}
    pages = {path for path in PAGES if path.parent in (DOCS, DOCS / "en")} - {index}
    assert not {str(path.relative_to(DOCS)) for path in pages - linked}


def test_make_targets_named_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    named = {name for path in PAGES for name in re.findall(r"^make ([a-z-]+)", code_of(read(path)), re.MULTILINE)}
    assert {"demo", "test"} <= named
    assert not named - targets


def test_management_commands_named_in_documents_exist() -> None:
    named = {name for path in PAGES for name in re.findall(r"manage\.py ([a-z_]+)", code_of(read(path)))}
    assert {"walk", "publish_scheme", "load_tenant", "run_jobs"} <= named
    assert not named - get_commands().keys()


def test_operator_reads_about_every_setting_and_no_other() -> None:
    table = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", read(DOCS / "operator.md"), re.MULTILINE)
    explained = {name for cell in table for name in re.findall(r"[A-Z_]+", cell)}
    assert explained == settings_read()


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_buttons_and_menus_named_in_guides_exist(path: Path) -> None:
    shown = shown_words()
    quoted = set(QUOTED.findall(prose_of(read(path))))
    assert quoted
    assert not {words for words in quoted if words not in shown}


@pytest.mark.parametrize("path", ENGLISH_GUIDES, ids=lambda path: path.stem)
def test_buttons_and_menus_named_in_english_guides_are_what_the_english_page_shows(path: Path) -> None:
    shown = shown_english()
    quoted = set(QUOTED.findall(prose_of(read(path))))
    assert quoted
    assert not {words for words in quoted if words not in shown}


@pytest.mark.parametrize("name", READERS)
def test_both_languages_of_a_guide_lead_to_each_other(name: str) -> None:
    assert f"\n[English](en/{name}.md)\n" in read(DOCS / f"{name}.md")
    assert f"\n[中文](../{name}.md)\n" in read(DOCS / "en" / f"{name}.md")


@pytest.mark.parametrize("name", READERS)
def test_both_languages_of_a_guide_have_the_same_examples(name: str) -> None:
    """What is copied out of a guide works, whichever language it was read in."""
    assert FENCE.findall(read(DOCS / f"{name}.md")) == FENCE.findall(read(DOCS / "en" / f"{name}.md"))


def test_every_picture_is_shown_by_a_guide_and_says_what_it_shows() -> None:
    """A link to a picture that does not exist is a broken link; a picture without words says nothing to who cannot see it."""
    shown = [(words, (path.parent / link).resolve()) for path in PAGES for words, link in PICTURE.findall(read(path))]
    assert {picture for _words, picture in shown} == {path.resolve() for path in PICTURES.glob("*")}
    assert not [picture.name for words, picture in shown if len(words) < 8]


@pytest.mark.django_db
def test_new_rule_of_the_clerks_guide_works_as_it_says(tmp_path: Path) -> None:
    slot, case, *_others = re.findall(r"```yaml\n(.*?)```", read(DOCS / "clerk.md"), re.DOTALL)
    shutil.copytree(ROOT / "schemes" / "ningbo", tmp_path / "ningbo")
    scheme = tmp_path / "ningbo" / "recognition" / "scheme.yaml"
    before, name, after = read(scheme).partition("  - key: nb_foreign_degree_auth\n")
    cases = scheme.parent / "cases"
    (cases / "translation.yaml").write_text(case.replace("ningbo/recognition", ".."), encoding="utf-8")

    scheme.write_text(before + slot.replace("degree_origin", "degree_orign") + name + after, encoding="utf-8")
    with pytest.raises(SchemeError, match=r"slots\[5\].when.degree_orign: no such fact; did you mean degree_origin\?"):
        load_scheme(scheme)

    scheme.write_text(before + slot + name + after, encoding="utf-8")
    walked = walk(cases / "translation.yaml")
    assert (walked.status, walked.errors) == (0, "")
    foreigner = cases / "foreign-doctor.yaml"
    foreigner.write_text(read(foreigner).replace("ningbo/recognition", ".."), encoding="utf-8")
    assert "学位证书中文翻译件未上传" in walk(foreigner).errors


def test_no_city_is_named_in_code_or_templates() -> None:
    """What differs from bureau to bureau is data: one city's name in the software is a rule in the wrong place."""
    sources = [path for app in (*APPS, "tools") for path in (ROOT / app).rglob("*.py")]
    sources += [path for folder in ("templates", "static") for path in (ROOT / folder).rglob("*.*")]
    texts = {path: path.read_text(encoding="utf-8", errors="ignore") for path in sources}
    assert len(texts) > 300
    assert not {str(path.relative_to(ROOT)): found[0] for path, text in texts.items() if (found := CITIES.search(text))}
