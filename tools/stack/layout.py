"""Where everything of a stack lies: folders, ports, addresses."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORT = 8443
DATABASE = "juxian"
OWNER, APP_ROLE = "juxian", "juxian_app"
BUCKET = "juxian"


@dataclass(frozen=True)
class Layout:
    """A stack below `var`, on `port` and the eight above it."""

    var: Path
    port: int = PORT

    @property
    def home(self) -> Path:
        return self.var / "stack"

    @property
    def written(self) -> Path:
        """What the portal's processes write to disk: nothing that a demonstration in the same folder has written, or will."""
        return self.home / "written"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def pids(self) -> Path:
        """A file for each running process, with its id."""
        return self.home / "pids"

    @property
    def held(self) -> Path:
        """A file here keeps the process of its name from being started."""
        return self.home / "held"

    @property
    def objects(self) -> Path:
        """What the S3-compatible server keeps; its folders are the buckets."""
        return self.home / "objects"

    @property
    def authority(self) -> Path:
        """The certificate that a visitor's browser has to trust."""
        return self.home / "tls" / "authority.pem"

    @property
    def http_port(self) -> int:
        return self.port + 1

    @property
    def web_ports(self) -> tuple[int, int]:
        return self.port + 2, self.port + 3

    @property
    def database_port(self) -> int:
        return self.port + 4

    @property
    def redis_port(self) -> int:
        return self.port + 5

    @property
    def s3_port(self) -> int:
        return self.port + 6

    @property
    def second_database_port(self) -> int:
        """For the restore drill."""
        return self.port + 7

    @property
    def second_web_port(self) -> int:
        return self.port + 8

    def address(self, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}"

    def database_home(self, name: str = "postgres") -> Path:
        """PostgreSQL refuses to run as root, and its own account may not come below `var`."""
        home = self.home / name
        if os.geteuid() != 0 or _may_enter(self.var):
            return home
        return Path("/var/lib/juxian") / f"stack-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"


def _may_enter(path: Path) -> bool:
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "test", "-x", str(existing)]
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def layout_of(var: str | None = None, port: int | None = None) -> Layout:
    """The stack that JUXIAN_VAR and PORT of the environment speak of."""
    chosen = Path(var or os.environ.get("JUXIAN_VAR") or ROOT / "var").resolve()
    return Layout(chosen, port or int(os.environ.get("PORT") or PORT))
