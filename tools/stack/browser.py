"""A browser for measuring: cookies, TLS and CSRF as a real one has them, over HTTP through nginx."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.poolmanager import PoolManager

from tools.stack.layout import Layout

SESSION_COOKIE, CSRF_COOKIE = "__Host-juxian_session", "__Host-juxian_csrf"
HIDDEN = re.compile(r'<input (?=[^>]*\bhidden\b)[^>]*?\bname="([^"]+)" value="([^"]*)"')


class _ThisMachine(HTTPAdapter):
    """Connects to this machine whatever the address says, and presents the portal's name to nginx."""

    def __init__(self, host: str, pool_size: int) -> None:
        self.host = host
        super().__init__(pool_connections=1, pool_maxsize=pool_size)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        options |= {"server_hostname": self.host, "assert_hostname": self.host}
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)


class Browser:
    """One person's browser on one portal. Not safe for several threads at once."""

    def __init__(self, layout: Layout, host: str) -> None:
        self.layout, self.host = layout, host
        self.session = requests.Session()
        self.session.trust_env = False  # proxies and certificates of the caller are not for this machine
        self.session.mount("https://", _ThisMachine(host, 4))
        self.session.verify = str(layout.authority)
        self.session.headers.update({"Host": f"{host}:{layout.port}", "Accept-Language": "zh-hans"})

    def sign_in(self, session_key: str) -> Browser:
        """Take a session that was made in the database, see `tools.chaos.people`."""
        self._set_cookie(SESSION_COOKIE, session_key)
        return self

    def get(self, path: str, *, seconds: float = 30, **options: Any) -> requests.Response:
        return self._request("GET", path, seconds=seconds, **options)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, seconds: float = 30, **options: Any
    ) -> requests.Response:
        """Post a form as a page would: with the CSRF token of the cookie, and from the portal itself."""
        if CSRF_COOKIE not in self.session.cookies:
            self._set_cookie(CSRF_COOKIE, "c" * 32)
        token = self.session.cookies[CSRF_COOKIE]
        headers = {"Origin": self.origin, "Referer": self.origin + path}
        values = {"csrfmiddlewaretoken": token} | (data or {})
        return self._request("POST", path, data=values, headers=headers, seconds=seconds, **options)

    def hidden(self, page: requests.Response) -> dict[str, str]:
        """Return the hidden fields of a page's forms; of several with one name the first."""
        return dict(reversed(HIDDEN.findall(page.text)))

    @property
    def origin(self) -> str:
        return self.layout.address(self.host)

    def _request(self, method: str, path: str, *, seconds: float, **options: Any) -> requests.Response:
        # Redirects lead to the portal's own name, which this machine's resolver may not know.
        address = urljoin(f"https://127.0.0.1:{self.layout.port}/", path.removeprefix(self.origin))
        options.setdefault("allow_redirects", False)
        return self.session.request(method, address, timeout=(5, seconds), **options)

    def _set_cookie(self, name: str, value: str) -> None:
        self.session.cookies.set(name, value, domain=self.host, path="/", secure=True)
