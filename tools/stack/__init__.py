"""The whole installation on one machine, from Debian's and PyPI's packages: `make stack`.

`processes.py` says what runs; `docker-compose.yml` says the same for containers, and a test compares the two. One
supervisor (`supervisor.py`) starts what is missing, also after a crash, and ends everything in order. All it needs
from outside are files below JUXIAN_VAR, so that other processes can look at a running stack and hurt it (`handle.py`).
"""

from tools.stack.browser import Browser
from tools.stack.handle import Stack
from tools.stack.layout import Layout, layout_of

__all__ = ["Browser", "Layout", "Stack", "layout_of"]
