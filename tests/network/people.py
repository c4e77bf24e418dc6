"""Who has an account at the tests' network, and what a portal's clients are to it."""

from typing import Any

from portal.people.invented import invented_id_number, invented_phone, invented_uscc

PASSWORD = "right horse"
SECRET = "a secret of the tests that is long enough"


def individual(account: str, seed: int, **other: Any) -> dict[str, Any]:
    """An individual's account, at the advanced level."""
    return {
        "account": account,
        "password": PASSWORD,
        "kind": "person",
        "name": f"人员{seed}",
        "id_type": "CN_ID",
        "id_number": invented_id_number(seed),
        "level": "advanced",
        "mobile": invented_phone(seed),
    } | other


def legal_person(account: str, seed: int, **other: Any) -> dict[str, Any]:
    """A unit's account."""
    return {
        "account": account,
        "password": PASSWORD,
        "kind": "unit",
        "unit_name": f"单位{seed}",
        "uscc": invented_uscc(seed),
    } | other


def client_of(kind: str, portal: str, **other: Any) -> dict[str, Any]:
    """A client of the network at the portal `http://…`."""
    return {
        "client_id": f"{portal.split('//')[1].split(':')[0]}-{kind}",
        "client_secret": SECRET,
        "kind": kind,
        "redirect_uris": [f"{portal}/callback/{kind}/"],
        "post_logout_redirect_uris": [f"{portal}/"],
    } | other
