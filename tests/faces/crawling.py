"""Every page of a portal that somebody gets to by following its links."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import resolve

from portal.people.models import User
from tests.builders import sign_in
from tests.faces.faces import Face, page_in, parts_of

NOT_FOLLOWED = ("/static/", "/manage/", "/account/logout/", "/notices/open/")
AT_MOST_OF_ONE_KIND = 40
"""So many pages of one address are read, which differ in what they are of: a form has a page for each part."""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "a" and at.get("href") and "download" not in at:
            self.found.append(at["href"] or "")


class Crawler:
    """Reads a portal as one person, `user` being None for somebody who has not signed in."""

    def __init__(self, host: str, role: str, user: User | None = None) -> None:
        self.host, self.role, self.user = host, role, user
        self.client = Client(headers={"host": host})
        if user is not None:
            sign_in(self.client, user)
        self.seen, self.waiting = {"/"}, ["/"]
        self.read: dict[str, int] = {}

    def go(self, address: str) -> None:
        """Have this address read as well, and what it leads to."""
        if address not in self.seen:
            self.seen.add(address)
            self.waiting.append(address)

    def send(self, address: str, body: dict[str, str]) -> None:
        """Press a button, and have the page read to which it leads."""
        response = self.client.post(address, body)
        if response.status_code == 302:
            self.go(urlsplit(urljoin(address, response["Location"])).path)

    def faces(self) -> Iterator[Face]:
        """Return the pages, following links until there is none that was not."""
        while self.waiting:
            address = self.waiting.pop(0)
            name = resolve(urlsplit(address).path).view_name
            self.read[name] = self.read.get(name, 0) + 1
            if self.read[name] > AT_MOST_OF_ONE_KIND:
                continue
            html = self._html(address)
            if html is not None:
                yield self._face(name, address, html)

    def _html(self, address: str) -> str | None:
        response = self.client.get(address)
        if response.status_code in (301, 302):
            self.go(urlsplit(urljoin(address, response["Location"])).path)
        html = page_in(response)
        for link in _links_in(html or "", address):
            self.go(link)
        return html

    def _face(self, name: str, address: str, html: str) -> Face:
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        return Face(
            name,
            address,
            self.role,
            self.role,
            urlsplit(address).path,
            html,
            self.host,
            cookie.value if cookie else "",
            self.user.pk if self.user else None,
            parts=parts_of(html),
        )


def _links_in(html: str, address: str) -> Iterator[str]:
    links = _Links()
    links.feed(html)
    for link in links.found:
        whole = urlsplit(urljoin(f"http://here{address}", link))
        if whole.netloc == "here" and not whole.path.startswith(NOT_FOLLOWED) and not whole.query:
            yield whole.path
