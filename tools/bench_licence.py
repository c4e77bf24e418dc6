"""Licences in `make bench`: time, accuracy and memory of the reading, and what of it the web processes carry.

As a command, `python -m tools.bench_licence usual|slow PICTURE…`, it is the process that is measured: it reads the pictures one
after the other and prints what it found, the seconds of each, and the most memory it had.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEB = """
import sys, django
django.setup()
import portal.wsgi, units.licence
from django.urls import get_resolver
from tools.bench_licence import most_megabytes
get_resolver().url_patterns
loaded = sorted({"cv2", "onnxruntime", "rapidocr"} & set(sys.modules))
print(f"at most {most_megabytes():.0f} MB, of the engine {', '.join(loaded) or 'nothing'} loaded")
"""


def most_megabytes() -> float:
    """Return the most memory this process has held; getrusage would count its parent's too, from before it was itself."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def licences() -> Iterator[str]:
    """Pictures with a QR code, pictures without, the engine as it comes, and the memory of all."""
    from tests.units.licence.album import take_all

    with tempfile.TemporaryDirectory() as folder:
        taken = take_all(Path(folder))
        yield from _with_code(Path(folder))
        yield _whole_reading(taken[0].path)
        yield from _engine("usual", "as the portal uses it", taken)
        yield from _engine(
            "slow", "every line, its angle looked at, in full size, with as many threads as it likes", taken
        )
    web = subprocess.run([sys.executable, "-c", WEB], capture_output=True, text=True, check=True, cwd=ROOT)
    yield f"web process: {web.stdout.strip()}"


def _with_code(folder: Path) -> Iterator[str]:
    from tests.units.licence.album import WAYS, lettered_uscc, licence
    from tests.units.licence.drawing import landscape
    from tests.units.licence.photographing import save
    from units.licence import read_licence

    shown = licence(1, code_says=f"http://www.gsxt.gov.cn/indexquery.jspx?uniscid={lettered_uscc(1)}")
    pictures = [save(landscape(shown), folder / f"code-{way}.jpg", *changes) for way, changes in WAYS.items()]
    found = [read_licence(path) for path in pictures]
    right = sum(one.source == "qr" and one.uscc == shown.uscc for one in found)
    seconds = statistics.median(one.seconds for one in found)
    yield f"with a QR code: {seconds:.2f} s a picture, process and all · {right} of {len(found)} without the engine"


def _whole_reading(path: Path) -> str:
    from units.licence import read_licence

    seconds = statistics.median(read_licence(path).seconds for _round in range(3))
    return f"without: {seconds:.2f} s a picture, both processes and the loading of the engine in it"


def _engine(options: str, title: str, taken: Sequence[Any]) -> Iterator[str]:
    command = [sys.executable, "-m", "tools.bench_licence", options, *(str(one.path) for one in taken)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    *answers, total = [json.loads(line) for line in done.stdout.splitlines()]
    codes = sum(answer["uscc"] == one.licence.uscc for answer, one in zip(answers, taken, strict=True))
    names = sum(answer["name"] == one.licence.name for answer, one in zip(answers, taken, strict=True))
    seconds = statistics.median(answer["seconds"] for answer in answers[1:])
    slowest = max(answer["seconds"] for answer in answers[1:])
    processor = total["processor"] / len(taken)
    yield f"the engine, {title}:"
    yield f"  {seconds:.2f} s a picture once it is loaded, the slowest {slowest:.1f} s; of the processor {processor:.2f} s"
    yield f"  codes {codes} and names {names} of {len(taken)}; at most {total['megabytes']:.0f} MB"


def main(options: str, paths: Sequence[str]) -> None:
    read = {"usual": _usual, "slow": _slow}[options]
    for path in paths:
        start = time.perf_counter()
        name, uscc = read(Path(path))
        print(json.dumps({"name": name, "uscc": uscc, "seconds": time.perf_counter() - start}))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"processor": used.ru_utime + used.ru_stime, "megabytes": most_megabytes()}))


def _usual(path: Path) -> tuple[str, str]:
    from units.licence.child import read_text

    answer = read_text(path, time.monotonic() + 60)
    return answer.get("name", ""), answer.get("uscc", "")


@cache
def _engine_as_it_comes() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def _slow(path: Path) -> tuple[str, str]:
    """The engine with the settings it comes with, and no choice of what to read."""
    import numpy as np

    from units.licence.opening import open_picture
    from units.licence.parsing import parse_lines
    from units.licence.recognising import levelled, line_of

    read = _engine_as_it_comes()(np.ascontiguousarray(np.asarray(open_picture(path, 4000))[:, :, ::-1]))
    if read.boxes is None:
        return "", ""
    level = levelled(np.asarray(read.boxes, np.float32))
    found = parse_lines([line_of(text, box) for text, box in zip(read.txts, level, strict=True)])
    return found.name, found.uscc


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
