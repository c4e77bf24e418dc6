"""A browser without a screen: it goes through the network's pages as a visitor would, and stops where a portal begins."""

import html
import re
from urllib.parse import urljoin

import requests

from tests.network.people import PASSWORD

FORM = re.compile(r'<form method="post" action="([^"]+)">(.*?)</form>', re.DOTALL)


class Visitor:
    """Somebody's browser. It keeps the network's cookies, and with them who is signed in there."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy stands between a test and this machine
        self.session.headers["Accept"] = "text/html"

    def open(self, url: str) -> requests.Response:
        """Return the page that `url` leads to, or the answer that leads away from the network (`is_led_away`)."""
        return self._follow(self.session.get(url, allow_redirects=False, timeout=20))

    def send(self, page: requests.Response, **fields: str) -> requests.Response:
        """Fill in the first form of the page and send it."""
        action, _ = form_of(page)
        address = urljoin(page.url, action)
        return self._follow(self.session.post(address, data=fields, allow_redirects=False, timeout=20))

    def sign_in(self, url: str, account: str, password: str = PASSWORD) -> str:
        """Go where the portal's redirect leads, sign in, and return the portal's address one comes back to.

        Whoever is signed in already comes back without being asked.
        """
        answer = self.open(url)
        if not is_led_away(answer):
            answer = self.send(answer, account=account, password=password)
        return led_to(answer)

    def upgrade(self, url: str, account: str, password: str = PASSWORD) -> str:
        """Raise the account at the upgrade page and return where that leads back to."""
        return led_to(self.send(self.open(url), account=account, password=password))

    def _follow(self, answer: requests.Response) -> requests.Response:
        while answer.is_redirect:
            address = urljoin(answer.url, answer.headers["Location"])
            if not address.startswith(f"{self.issuer}/"):
                break
            answer = self.session.get(address, allow_redirects=False, timeout=20)
        return answer


def is_led_away(answer: requests.Response) -> bool:
    """Whether the network leads back to a portal."""
    return answer.is_redirect


def led_to(answer: requests.Response) -> str:
    """Return the portal's address that the network leads to."""
    assert answer.is_redirect, f"{answer.status_code} {answer.url}\n{answer.text[:3000]}"
    return answer.headers["Location"]


def form_of(page: requests.Response) -> tuple[str, str]:
    """Return where the first form of the page goes, and what stands in it."""
    found = FORM.search(page.text)
    assert found, f"{page.status_code} {page.url}\n{page.text[:3000]}"
    return html.unescape(found[1]), found[2]
