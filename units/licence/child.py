"""Runs as a process of its own, without Django: `python -m units.licence.child codes|text SECONDS PICTURE…`.

It limits its memory and time and cuts itself off from the network before it opens a file, and prints a line of JSON for
each. Several pictures at once are for measures and tests, which so load the engine once. If it ends in any other way, its
parent takes the engine to be away.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

MEMORY = {"codes": 1024**3, "text": 2 * 1024**3}
"""Of address space: the engine's threads and models take more of it than they ever fill."""

Answer = dict[str, Any]


def limit_resources(task: str, seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY[task], MEMORY[task]))
    processor = round(2 * seconds) + 1  # two threads
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024**2, 1024**2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stay_offline() -> None:
    """Let every attempt to reach another machine fail: an engine that misses a model would go and fetch it."""

    def refuse(event: str, _arguments: object) -> None:
        if event in ("socket.connect", "socket.getaddrinfo"):
            raise PermissionError("the reading of licences reaches no other machine")

    sys.addaudithook(refuse)


def read_codes(path: Path) -> Answer:
    from units.licence.opening import Broken
    from units.licence.parsing import parse_code
    from units.licence.squares import contents_of_codes

    try:
        for content in contents_of_codes(path):
            name, uscc = parse_code(content)
            if uscc:
                return {"name": name, "uscc": uscc, "source": "qr"}
    except Broken:
        pass  # the other task says so
    return {}


def read_text(path: Path, until: float) -> Answer:
    import numpy as np

    from units.licence.judging import faults_of, shows_nothing
    from units.licence.opening import Broken, open_picture
    from units.licence.recognising import LONGEST_SIDE, recognise

    try:
        picture = np.ascontiguousarray(np.asarray(open_picture(path, LONGEST_SIDE))[:, :, ::-1])
    except Broken:
        return {"unreadable": ["no_licence"]}
    if not shows_nothing(picture):
        found = recognise(picture, until=until)
        if found.is_licence and (found.name or found.uscc):
            return {"name": found.name, "uscc": found.uscc, "source": "ocr"}
    return {"unreadable": faults_of(picture) or ["no_licence"]}


def main() -> None:
    task, seconds, *paths = sys.argv[1:]
    limit_resources(task, float(seconds))
    stay_offline()
    start = time.monotonic()
    for number, path in enumerate(paths, 1):
        until = start + float(seconds) * number / len(paths)
        answer = read_codes(Path(path)) if task == "codes" else read_text(Path(path), until)
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
