"""`make stack`: start everything, say where it is, and end it on Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tools.stack.layout import ROOT, Layout, layout_of
from tools.stack.preparing import UnableToPrepare, hosts
from tools.stack.running import AlreadyRunning, running_stack


def main() -> int:
    parser = argparse.ArgumentParser(prog="make stack", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="portals without the demonstration's people and cases")
    arguments = parser.parse_args()
    layout, ended = layout_of(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_ignored: ended.set())
    try:
        with running_stack(layout, with_people=not arguments.empty, say=_say):
            print(_where(layout, has_people=not arguments.empty), flush=True)
            ended.wait()
    except (AlreadyRunning, UnableToPrepare, TimeoutError) as error:
        print(f"stack: {error}", file=sys.stderr)
        return 1
    return 0


def _say(line: str) -> None:
    print(f"stack: {line}", flush=True)


def _where(layout: Layout, *, has_people: bool) -> str:
    portals = "\n".join(f"  {layout.address(host)}" for host in hosts())
    people = "\n  people: admin, person1, … with the password Juxian-demo-1" if has_people else ""
    return f"""
The portal runs, with the settings of production:
{portals}{people}
  codes by SMS: in {_short(layout, "logs")}/web-*.log and worker-*.log
  a browser trusts it with {_short(layout, "tls/authority.pem")}
  logs: {_short(layout, "logs")}
Ctrl-C ends everything; the data stays.
"""


def _short(layout: Layout, name: str) -> str:
    path = layout.home / name
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main())
