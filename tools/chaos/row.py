"""`python -m tools.chaos.row NAME`: measures one row on the running stack, and writes its figures a line each."""

from __future__ import annotations

import importlib
import sys

from tools.stack import Stack, layout_of


def main() -> None:
    row = importlib.import_module(f"tools.chaos.{sys.argv[1]}")
    for figure in row.measure(Stack(layout_of())):
        print(figure.as_json(), flush=True)


if __name__ == "__main__":
    main()
