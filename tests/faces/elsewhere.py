"""Addresses that show no page of their own here, and where what they show is looked at."""

from __future__ import annotations

_BUTTON = "a button's address: it leads to the page on which the button stands"
_PORTALS = "no page of this portal; tests/faces/test_portals.py visits it where it is one"

ELSEWHERE = {
    "network:begin": "leads to the network's own machine",
    "network:callback": "leads on; what it says of a failure stands on the page that it leads to",
    "account_by_code": _PORTALS,
    "account_sign_in_code": _PORTALS,
    "account_both_numbers": _PORTALS,
    "account_captcha": "a picture",
    "styleguide": "for developers, while DEBUG; tests/portal/ui/test_styleguide.py reads it",
    "applications:blank": "a PDF",
    "account_set_password": "whoever has an account here has a password: it leads to the page that changes it",
    "mfa_login_webauthn": "answers the script of the sign-in page, in JSON",
    "notices:sms_page": "a demonstration's page, which nobody else is shown",
    "people:switch_mode": _BUTTON,
    "applications:go_on": "leads to the page of the form on which filling in goes on",
    "review:case": "leads to the case's page at the desk",
    **dict.fromkeys(
        (
            *("review:decide", "review:take", "review:hand_back", "review:hand_over", "review:reveal"),
            *("review:take_complaint", "review:hand_back_complaint", "review:answer_complaint"),
            *("review:close_complaint", "review:reveal_complainant", "review:reveal_objector"),
            *("review:reveal_unit_contact", "review:take_back", "review:delete_phrase"),
        ),
        _BUTTON,
    ),
}
