"""What a browser is told in production: the settings as they are there, in a process of their own, asked over WSGI."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ASK = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
from django.conf import settings
# Nobody collected static files for this.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from portal.wsgi import application
from django.test.client import RequestFactory

def ask(path, method="GET", **environ):
    base = RequestFactory(SERVER_NAME="ningbo.example").generic(method, path).environ
    base |= {"wsgi.url_scheme": "http", "HTTP_HOST": "ningbo.example", "REMOTE_ADDR": "127.0.0.1"} | environ
    said = {}
    def start(status, headers, exc_info=None):
        said["status"], said["headers"] = int(status[:3]), headers
    body = b"".join(application(base, start))
    return said | {"body": body.decode("utf-8", "replace")[:20000]}

print(json.dumps([ask(**one) for one in json.load(sys.stdin)]))
"""
pytestmark = pytest.mark.django_db
TLS = {"HTTP_X_FORWARDED_PROTO": "https"}


@pytest.fixture(scope="module")
def ask(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{connection.settings_dict['NAME']}"

    def ask(*requests: dict[str, Any], **settings_of_theirs: str) -> list[dict[str, Any]]:
        environment = {
            "PATH": os.environ["PATH"],
            "JUXIAN_ENV": "production",
            "JUXIAN_VAR": str(tmp_path_factory.mktemp("var")),
            "SECRET_KEY": "s" * 40,
            "IDENTITY_KEYS": "i" * 40,
            "AUDIT_SIGNING_KEYS": base64.b64encode(b"a" * 32).decode(),
            "DATABASE_URL": database,
            "REDIS_URL": os.environ["REDIS_URL"],
            "ALLOWED_HOSTS": "ningbo.example",
            "SMS_BACKEND": "console",
            "METRICS_TOKEN": "m" * 40,
            "BEHIND_TLS_PROXY": "on",
        } | settings_of_theirs
        done = subprocess.run(
            [sys.executable, "-c", ASK],
            input=json.dumps(requests),
            capture_output=True,
            text=True,
            cwd=settings.BASE_DIR,
            env=environment,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return ask


@pytest.fixture(scope="module")
def answers(ask: Any, django_db_blocker: Any) -> dict[str, dict[str, Any]]:
    """One process answers all; the tenant is made for it, and taken away again."""
    from portal.tenants.models import Tenant, TenantHost

    with django_db_blocker.unblock():
        tenant = Tenant.objects.create(slug="production", name_zh="门户", name_en="Portal")
        host = TenantHost.objects.create(tenant=tenant, host="ningbo.example")
    try:
        wanted = {
            "plain": {"path": "/"},
            "home": {"path": "/", **TLS},
            "login": {"path": "/account/login/", **TLS},
            "missing": {"path": "/no-such-page/", **TLS},
            "other host": {"path": "/", **TLS, "HTTP_HOST": "evil.example"},
            "forwarded host": {"path": "/", **TLS, "HTTP_X_FORWARDED_HOST": "evil.example"},
            "signed in": {"path": "/", **TLS, "HTTP_COOKIE": "__Host-juxian_session=abc"},
            "plain session": {"path": "/me/", **TLS, "HTTP_COOKIE": "juxian_session=abc"},
            "method": {"path": "/", "method": "TRACE", **TLS},
        }
        yield dict(zip(wanted, ask(*wanted.values()), strict=True))
    finally:
        with django_db_blocker.unblock():
            host.delete()
            tenant.delete()


def headers(answer: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in answer["headers"]}


def directives(answer: dict[str, Any]) -> dict[str, str]:
    policy = headers(answer)["content-security-policy"]
    return {name: value for name, _space, value in (part.strip().partition(" ") for part in policy.split(";"))}


def test_plain_http_is_sent_to_tls(answers: dict[str, Any]) -> None:
    assert answers["plain"]["status"] == 301
    assert headers(answers["plain"])["location"] == "https://ningbo.example/"


@pytest.mark.parametrize("name", ["home", "login", "missing", "method"])
def test_every_answer_has_the_headers(answers: dict[str, Any], name: str) -> None:
    told = headers(answers[name])

    assert told["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in told["permissions-policy"]
    assert "server" not in told
    assert "x-powered-by" not in told


@pytest.mark.parametrize("name", ["home", "login", "missing", "method"])
def test_the_content_policy_starts_from_nothing(answers: dict[str, Any], name: str) -> None:
    policy = directives(answers[name])

    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in " ".join(policy.values())
    assert "*" not in " ".join(policy.values())


def test_scripts_of_a_page_carry_its_nonce_and_each_page_has_its_own(answers: dict[str, Any]) -> None:
    home, missing = (directives(answers[name])["script-src"] for name in ("home", "missing"))

    assert home.startswith("'nonce-")
    assert home != missing
    assert answers["home"]["body"].count(f'nonce="{home[7:-1]}"') == answers["home"]["body"].count("<script")


def test_cookies_are_this_hosts_alone(answers: dict[str, Any]) -> None:
    set_by = [
        value.strip()
        for answer in answers.values()
        for name, value in answer["headers"]
        if name.lower() == "set-cookie"
    ]

    assert set_by
    for cookie in set_by:
        assert cookie.startswith("__Host-juxian_")
        lower = cookie.lower()
        assert "secure" in lower
        assert "path=/" in lower
        assert "httponly" in lower or "max-age=0" in lower  # one that is taken back holds nothing
        assert "samesite=lax" in lower
        assert "domain=" not in lower


def test_other_hosts_and_forwarded_ones_lead_nowhere(answers: dict[str, Any]) -> None:
    assert answers["other host"]["status"] == 400
    assert answers["forwarded host"]["status"] == 200
    assert "evil" not in json.dumps(answers["forwarded host"])


def test_pages_of_a_session_are_kept_nowhere_and_public_ones_may_be(answers: dict[str, Any]) -> None:
    assert headers(answers["signed in"])["cache-control"] == "private, no-store"
    assert "no-store" not in headers(answers["home"]).get("cache-control", "")


def test_a_session_without_the_prefix_is_nobodys(answers: dict[str, Any]) -> None:
    assert answers["plain session"]["status"] == 302


def test_without_a_proxy_nobody_says_that_this_is_tls(ask: Any) -> None:
    (answer,) = ask({"path": "/", **TLS}, BEHIND_TLS_PROXY="off")
    assert answer["status"] == 301


def test_the_image_installs_only_what_pages_load_and_the_lock_names_no_registry() -> None:
    assert "--omit=dev --omit=optional" in (settings.BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
    packages = json.loads((settings.BASE_DIR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    left_out = {"dev", "optional", "devOptional"}
    served = {
        name.removeprefix("node_modules/") for name, one in packages.items() if name and not left_out & one.keys()
    }
    assert served == {"@popperjs/core", "bootstrap", "bootstrap-icons", "cropperjs"}
    assert not [name for name, one in packages.items() if "resolved" in one]
