"""`docker-compose.yml` describes what `make stack` starts. No container was run for this: the two texts are compared."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.stack import database, nginx
from tools.stack.environment import LONG, SHORT
from tools.stack.layout import ROOT, Layout
from tools.stack.processes import Process, all_processes
from tools.stack.secrets import NAMES

OURS = ("gunicorn", "celery")
PLACES = re.compile(r"(127\.0\.0\.1|0\.0\.0\.0)?:\d+|/\S*/")
BY_HAND = {"migrate"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Process]:
    layout = Layout(tmp_path_factory.mktemp("stack"))
    return {process.name: process for process in all_processes(layout)}


def without_places(command: Any) -> list[str]:
    """A command without what differs between one machine and many: folders, addresses, ports."""
    return [PLACES.sub("", str(word)) for word in command]


def test_the_same_processes_run(services: dict[str, Any], processes: dict[str, Process]) -> None:
    assert services.keys() - BY_HAND == processes.keys()
    assert all(services[name].get("profiles") for name in BY_HAND)


def test_the_portals_processes_are_started_alike(services: dict[str, Any], processes: dict[str, Process]) -> None:
    ours = [process for process in processes.values() if Path(process.command[0]).name in (*OURS, "python")]
    assert len(ours) >= 6
    for process in ours:
        assert without_places(process.command) == without_places(services[process.name]["command"]), process.name


def test_the_portals_processes_are_given_the_same_settings(
    services: dict[str, Any], processes: dict[str, Process]
) -> None:
    for name, process in processes.items():
        if "JUXIAN_ENV" not in process.environment:
            continue
        described = services[name]["environment"]
        assert described.keys() == process.environment.keys(), name
        limits = SHORT if name.startswith("web") else LONG
        same = {"JUXIAN_ENV": "production", "BEHIND_TLS_PROXY": "on", "TRUSTED_PROXY_COUNT": "1"} | limits
        assert {key: described[key] for key in same} == {key: process.environment[key] for key in same} == same, name


def test_servers_are_given_the_same_options(services: dict[str, Any], processes: dict[str, Process]) -> None:
    described = services["postgres"]["command"]
    for option, value in database.OPTIONS.items():
        assert option == "listen_addresses" or f"{option}={value}" in described
    redis = " ".join(services["redis"]["command"])
    assert "--maxmemory 256mb --maxmemory-policy noeviction" in redis
    assert services["storage"]["environment"].keys() == processes["storage"].environment.keys()


def test_nginx_is_given_every_name_of_its_template(services: dict[str, Any], tmp_path: Path) -> None:
    names = set(re.findall(r"\$\{([A-Z0-9_]+)\}", nginx.TEMPLATE.read_text(encoding="utf-8")))
    assert names == services["nginx"]["environment"].keys() == nginx.values(Layout(tmp_path)).keys()


def test_every_secret_is_asked_for_and_explained() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{([A-Z0-9_]+):\?\}", compose))
    explained = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / "deploy" / "env.example").read_text(encoding="utf-8"), re.M))
    assert asked == explained
    assert set(NAMES) <= asked


def test_nothing_needs_a_default_that_everybody_knows() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert not re.findall(r"\$\{[A-Z0-9_]+(?!:\?)[^}A-Z0-9_]*\}", compose)


def test_nginxs_own_page_may_have_its_style() -> None:
    """The page is shown while the portal is away, with a policy that allows this one style and nothing else."""
    page = (ROOT / "deploy" / "unavailable.html").read_text(encoding="utf-8")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in nginx.TEMPLATE.read_text(encoding="utf-8")
