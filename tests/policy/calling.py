"""Asking an address as somebody, and finding out what it did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import translation

from portal.calendar import set_clock
from portal.tenants.scope import tenant_scope
from tests.builders import sign_in
from tests.policy.calls import PREPARED, arguments, body_for
from tests.policy.routes import CATCH_ALL, Route
from tests.policy.world import HERE, MORNING, Person, Thing, World

AS_SERVED = override_settings(SMS_BACKEND="console")  # `page` is for demonstrations only
TOKEN = "x" * 32
NOTHING = "999999999"
SIGN_IN = ("/account/login/", "/manage/login/", "/account/reauthenticate/", "/account/2fa/authenticate/")
NOT_COUNTED = {"audit_event", "audit_pending", "django_session"}
"""What a refusal itself may write: that it happened, and the session in which it did."""


@dataclass
class Answer:
    """What came back, and the tables that were changed."""

    method: str
    status: int
    location: str
    headers: str
    body: bytes
    changed: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def word(self, *, reads: bool) -> str:
        """Return the answer in the table's words. A POST is allowed where it did something, or only had to read."""
        if self.status == 401 or (self.status == 302 and self.location.partition("?")[0] in SIGN_IN):
            return "sign-in"
        if self.status in (403, 404, 405, 409):
            return str(self.status)
        if self.method == "POST" and (self.changed or not reads):
            return "allow" if self.changed and self.status < 400 else "refuse"
        return {200: "allow", 302: "lead", 301: "lead"}.get(self.status, f"refuse ({self.status})")


class Caller:
    """Calls the portal as the people of a world, each call in a savepoint that is rolled back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions = {key: _session_of(person) for key, person in world.people.items()}
        self.tables = _tables()
        self.handler = ClientHandler(enforce_csrf_checks=True)
        self._nothing: dict[tuple[str, str, str], Answer] = {}
        self._written = _writes()
        self.digests = {table: self._digest(table) for table in self.tables}

    def call(
        self,
        route: Route,
        method: str,
        person: Person,
        thing: Thing | None,
        *,
        id: str = "",
        body: dict[str, Any] | None = None,
    ) -> Answer:
        """Ask for a thing, or for the id given in its stead."""
        address = address_of(route, id or (thing.id if thing else ""))
        if method in RARE:
            return self._refused(person, method, address)
        with self.undone() as trace:
            if prepare := PREPARED.get(route.name):
                prepare(self.world)
                trace.begin_anew()
            data = (body or body_for(route, thing, self.world)) if method == "POST" else {}
            response = self._send(person, method, address, data)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            touched = trace.touched() - NOT_COUNTED
            changed = {table for table in touched if self._digest(table) != self.digests.get(table)}
        return Answer(method, response.status_code, response.get("Location", ""), _headers(response), content, changed)

    def _refused(self, person: Person, method: str, address: str) -> Answer:
        """What no page has a use for is refused before anything is read; so nothing has to be undone."""
        response = self.client(person).generic(method, address)
        return Answer(method, response.status_code, response.get("Location", ""), "", response.content)

    def _digest(self, table: str) -> tuple[str, ...]:
        """What the table holds, of each portal: row security shows no more at once."""
        found = []
        for tenant in self.world.tenants.values():
            with tenant_scope(tenant):
                found.append(_digest(table))
        return tuple(found)

    def _send(self, person: Person, method: str, address: str, data: dict[str, Any]) -> HttpResponse:
        client = self.client(person)
        if method == "POST":
            return client.post(address, data | {"csrfmiddlewaretoken": TOKEN})
        return getattr(client, method.lower())(address)

    def client(self, person: Person) -> Client:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"host": HERE})
        client.handler = self.handler  # a server, too, sets its middlewares up once
        client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        if self.sessions[person.key]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person.key]
        return client

    def nothing(self, route: Route, method: str, person: Person, thing: Thing | None) -> Answer:
        """Ask for what does not exist; the answer is always the same."""
        key = (route.name, method, person.key)
        if key not in self._nothing:
            self._nothing[key] = self.call(route, method, person, thing, id=NOTHING)
        return self._nothing[key]

    @contextmanager
    def undone(self) -> Iterator[Trace]:
        """Leave nothing behind: no row, no language, nothing counted, and nothing remembered of what is undone."""
        with set_clock(MORNING), AS_SERVED, translation.override("zh-hans"), transaction.atomic():
            trace = Trace(self._written)
            yield trace
            remembers_what_was = trace.touched() <= NOT_COUNTED and not trace.had_begun
            self._written = trace.after
            transaction.set_rollback(True)
        caches["default"].clear()
        if not remembers_what_was:
            caches["process"].clear()


OF_EACH_REQUEST = ("Content-Length", "X-Request-ID", "Set-Cookie", "Expires", "Date")
RARE = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def address_of(route: Route, id: str) -> str:
    if route.name in (CATCH_ALL, "admin:app_list"):
        return f"{reverse('admin:index')}{id}/"
    if route.name.endswith("_object_redirect"):
        return reverse(route.name.replace("_object_redirect", "_change"), args=[id]).removesuffix("change/")
    return reverse(route.name, kwargs=arguments(route, id))


def _session_of(person: Person) -> str:
    if person.user is None:
        return ""
    client = Client(headers={"host": HERE})
    sign_in(client, person.user)
    _stay_fresh(client)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _stay_fresh(client: Client) -> None:
    """However long the tests take, everybody has given the password just now, and a code."""
    session = client.session
    for given in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        given |= {"at": given["at"] + 24 * 3600, "reauthenticated": True}
    session["portal_session"] |= {"seen": session["portal_session"]["seen"] + 24 * 3600}
    session.save()


def _headers(response: HttpResponse) -> str:
    return "\n".join(
        f"{name}: {value}" for name, value in sorted(response.headers.items()) if name not in OF_EACH_REQUEST
    )


# --- what was changed


@dataclass
class Trace:
    """What a block writes: `before` it, so many rows had been written of each table, undone ones included."""

    before: dict[str, int]
    after: dict[str, int] = field(default_factory=dict)
    had_begun: bool = False
    _touched: set[str] | None = None

    def begin_anew(self) -> None:
        """What was written so far made the portal ready, and is nobody's answer."""
        self.before, self.had_begun = _writes(), True

    def touched(self) -> set[str]:
        """Return the tables written until this was first asked."""
        if self._touched is None:
            self.after = _writes()
            self._touched = {table for table, rows in self.after.items() if rows != self.before.get(table)}
        return self._touched


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return [one for one in connection.introspection.table_names(cursor) if one != "django_migrations"]


WRITES = """
    SELECT relname, written FROM (
        SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
            + pg_stat_get_xact_tuples_deleted(oid) AS written
        FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    ) tables WHERE written > 0
"""
"""What pg_stat_xact_user_tables tells, without all else that it counts."""


def _writes() -> dict[str, int]:
    """Count the rows written by this transaction, undone ones included: cheap, and misses nothing."""
    with connection.cursor() as cursor:
        cursor.execute(WRITES)
        return dict(cursor.fetchall())


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {connection.ops.quote_name(table)} t"
        )
        return cursor.fetchone()[0] or ""


# --- comparing


_CHANGING = re.compile(
    r'(csrf[^>]*?(?:value|content)|nonce|name="write_key" value)="[^"]*"|data-seconds="\d+"|"X-CSRFToken": *"[^"]*"|nonce-[\w+/=-]+|<code>[0-9a-f]{32}</code>'
)


def without(text: str, id: str) -> str:
    """Return the text without the id that was asked for and without what differs from request to request."""
    for spelling in (quote(quote(id, safe=""), safe=""), quote(id, safe=""), quote(id), id):
        word = re.escape(spelling)
        # A short number stands for itself as well, so it is only taken where an address or a message quotes it.
        around = (r"(?<=[/“])", r"(?=[/”])") if id.isdigit() else (r"(?<![0-9A-Za-z_-])", r"(?![0-9A-Za-z_-])")
        text = re.sub(rf"{around[0]}{word}{around[1]}|(?<=%2F){word}(?=%2F)", "…", text)
    return _CHANGING.sub("", text)


class FormReader(HTMLParser):
    """Collects what a browser would send back from the page's form as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        name = at.get("name", "")
        if tag == "input" and name and at.get("type") not in ("submit", "file", "button"):
            is_box = at.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in at:
                self.values[name] = at.get("value", "on" if is_box else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in at:
            self.values[self._select] = at.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data
