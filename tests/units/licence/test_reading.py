import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.units.licence import drawing
from tests.units.licence.album import PHONE, WAYS, licence
from tests.units.licence.drawing import Licence
from tests.units.licence.photographing import save
from tests.units.licence.spoiling import black_picture, tiny_picture
from units.licence import EngineAway, Reading, Unreadable, read_licence, reading
from units.licence.opening import open_picture

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "http://www.gsxt.gov.cn/indexquery.jspx?uniscid={uscc}"
TEXT = "统一社会信用代码：{uscc}\n企业名称：{name}\n登记机关：示例市市场监督管理局"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What child processes are asked for."""
    ask_child, asked = reading.ask_child, list[str]()

    def listen(task: Any, *arguments: Any, **options: Any) -> Any:
        asked.append(task)
        return ask_child(task, *arguments, **options)

    monkeypatch.setattr(reading, "ask_child", listen)
    return asked


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A file on which whoever opens it waits for ever."""
    path = tmp_path / "licence.jpg"
    os.mkfifo(path)
    return path


def with_code(content: str) -> Licence:
    plain = licence(3)
    return licence(3, code_says=content.format(uscc=plain.uscc, name=plain.name))


@pytest.mark.requirement("CY-13")
@pytest.mark.parametrize("draw", [drawing.portrait, drawing.landscape])
@pytest.mark.parametrize("way", ["phone", "dark_phone", "messenger"])
def test_a_qr_code_is_believed_without_the_engine(tmp_path: Path, asked: list[str], draw: Any, way: str) -> None:
    shown = with_code(ADDRESS)
    found = read_licence(save(draw(shown), tmp_path / "a.jpg", *WAYS[way]))
    assert (found.name, found.uscc, found.source) == ("", shown.uscc, "qr")
    assert asked == ["codes"]


@pytest.mark.requirement("CY-13")
def test_a_qr_code_of_text_gives_the_name_too(tmp_path: Path, asked: list[str]) -> None:
    shown = with_code(TEXT)
    found = read_licence(save(drawing.landscape(shown), tmp_path / "a.jpg", *PHONE))
    assert (found.name, found.uscc, found.source) == (shown.name, shown.uscc, "qr")
    assert asked == ["codes"]


@pytest.mark.requirement("CY-13")
def test_a_qr_code_without_a_credit_code_leads_to_the_writing(tmp_path: Path, asked: list[str]) -> None:
    """On the page of a PDF besides."""
    shown = licence(3, code_says="https://example.invalid/poster?code=913399990000012300")
    drawing.landscape(shown).save(tmp_path / "a.pdf", resolution=150)
    found = read_licence(tmp_path / "a.pdf")
    assert (found.name, found.uscc, found.source) == (shown.name, shown.uscc, "ocr")
    assert asked == ["codes", "text"]
    assert 0 < found.seconds < 20


def test_a_qr_code_is_found_in_a_pdf(tmp_path: Path) -> None:
    shown = with_code(TEXT)
    drawing.portrait(shown).save(tmp_path / "a.pdf", resolution=150)
    assert read_licence(tmp_path / "a.pdf").uscc == shown.uscc


def test_a_photograph_says_itself_how_it_was_held(tmp_path: Path) -> None:
    """Phones leave the picture as the lens saw it and write the turn beside it."""
    held = Image.new("RGB", (3000, 2000), "white")
    beside = Image.Exif()
    beside[0x0112] = 6
    held.save(tmp_path / "a.jpg", exif=beside)
    assert open_picture(tmp_path / "a.jpg", 900).size == (600, 900)


@pytest.mark.requirement("CY-17")
def test_a_picture_without_anything_on_it_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as dark:
        read_licence(black_picture(tmp_path))
    with pytest.raises(Unreadable) as small:
        read_licence(tiny_picture(tmp_path))
    assert (dark.value.advice, small.value.advice) == (["too_dark"], ["too_small"])


@pytest.mark.requirement("CY-17")
@pytest.mark.parametrize("content", [b"", b"no picture", b"%PDF-1.7 and nothing more", b"\xff\xd8\xff\xe0 cut off"])
def test_what_is_no_picture_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read_licence(tmp_path / "a.jpg")
    assert refused.value.advice == ["no_licence"]


def test_an_engine_that_takes_too_long_is_away(pipe: Path) -> None:
    start = time.monotonic()
    with pytest.raises(EngineAway):
        read_licence(pipe, seconds=1)
    assert time.monotonic() - start < 5


def test_an_engine_killed_in_the_middle_is_away(pipe: Path) -> None:
    outcome = list[Reading | Exception]()

    def read() -> None:
        try:
            outcome.append(read_licence(pipe, seconds=60))
        except EngineAway as away:
            outcome.append(away)

    thread = threading.Thread(target=read)
    thread.start()
    for task in ("codes", "text"):
        os.kill(_child_with(task, pipe), signal.SIGKILL)
    thread.join(timeout=30)
    assert [type(one) for one in outcome] == [EngineAway]
    assert "-9" in str(outcome[0])


def _child_with(task: str, path: Path) -> int:
    """Return the process that does the task on the picture, once it is there."""
    wanted = f"units.licence.child\0{task}\0".encode()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = process.read_bytes()
            except OSError:
                continue
            if wanted in line and os.fsencode(path) in line:
                return int(process.parent.name)
    raise AssertionError(f"no child process does {task}")


def test_an_engine_that_is_not_installed_is_away_but_qr_codes_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "units").symlink_to(ROOT / "units")
    for package in ("rapidocr", "onnxruntime", "cv2", "numpy"):
        (bare / f"{package}.py").write_text("raise ModuleNotFoundError(__name__)")
    monkeypatch.setattr(reading, "_ROOT", bare)
    shown = with_code(ADDRESS)
    assert read_licence(save(drawing.portrait(shown), tmp_path / "a.jpg")).uscc == shown.uscc
    with pytest.raises(EngineAway):
        read_licence(save(drawing.portrait(licence(3)), tmp_path / "b.jpg"))


PORTAL = """
import sys, django
django.setup()
import portal.wsgi, portal.celery, units.licence
from django.urls import get_resolver
def load(patterns):
    for pattern in patterns:
        load(getattr(pattern, "url_patterns", []))
load(get_resolver().url_patterns)
portal.celery.app.loader.import_default_modules()
print(sorted({"cv2", "onnxruntime", "rapidocr", "zxingcpp", "pypdfium2"} & set(sys.modules)))
"""


def test_the_portal_loads_nothing_of_the_engine() -> None:
    environment = {"JUXIAN_ENV": "test", "DJANGO_SETTINGS_MODULE": "portal.settings", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", PORTAL], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert done.stdout.strip() == "[]"


OFFLINE = """
import urllib.request
from units.licence.child import stay_offline
stay_offline()
urllib.request.urlopen("http://127.0.0.1:9/")
"""


def test_a_child_reaches_no_other_machine() -> None:
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "PermissionError" in done.stderr
