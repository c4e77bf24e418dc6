"""No form of ours writes without a key; the forms that bring none say why."""

import re

import pytest
from django.conf import settings

WITHOUT = {
    "account/login.html": "what it writes is the session itself: no answer to it can be given twice",
    "account/by_code.html": "what it writes is the session itself; a code and a picture count once by themselves",
    "account/by_password.html": "what it writes is the session itself; a picture counts once by itself",
    "account/member_login.html": "what it writes is the session itself; a picture counts once by itself",
    "account/sign_in_code.html": "a code counts once by itself",
    "account/operator_login.html": "what it writes is the session itself: no answer to it can be given twice",
    "account/logout.html": "ends the session; twice is once",
    "account/signup.html": "opens a session; a number that was registered is refused by itself",
    "account/reauthenticate.html": "changes the session only",
    "account/request_login_code.html": "belongs to a session that begins; limited by rate",
    "account/base_confirm_code.html": "a code counts once by itself",
    "account/password_reset.html": "belongs to a session that begins; limited by rate",
    "account/password_reset_code.html": "a code counts once by itself",
    "admin/base_site.html:admin:logout": "signs out; twice is once",
    "admin/people/user/search_form.html": "writes nothing: a number that is sought has no place in an address",
    "certificates/verify.html": "writes nothing: a person who is asked for has no place in an address",
    "home.html": "writes nothing: a person who is asked for has no place in an address",
    "mfa/authenticate.html": "belongs to a session that begins; a code counts once by itself",
    "mfa/reauthenticate.html": "changes the session only; a code counts once by itself",
    "mfa/webauthn/_use.html": "what a passkey answers counts once by itself",
    "components/language_switch.html": "sets a cookie",
    "components/sign_out.html": "signs out; twice is once",
    "components/user_menu.html": "signs out; twice is once",
    "privacy/mine.html:privacy:export": "hands out a copy; twice is two copies",
    "people/profile.html:set_language": "sets a cookie",
}
TEMPLATES = settings.BASE_DIR / "templates"
FORM = re.compile(r"<form\b[^>]*method=.?post.*?</form>", re.IGNORECASE | re.DOTALL)


def forms_that_write():
    for path in sorted(TEMPLATES.rglob("*.html")):
        for number, form in enumerate(FORM.findall(path.read_text())):
            yield str(path.relative_to(TEMPLATES)), number, form


def is_excepted(name, form):
    marked = [key.partition(":")[2] for key in WITHOUT if key.partition(":")[0] == name]
    return any(mark in form for mark in marked)


@pytest.mark.parametrize(
    ("name", "number", "form"), [pytest.param(*one, id=f"{one[0]}:{one[1]}") for one in forms_that_write()]
)
def test_every_form_brings_its_key_and_its_token(name, number, form):
    assert "csrf" in form
    assert ("{% write_key %}" in form) != is_excepted(name, form)


def test_every_exception_is_a_form_that_is_there():
    with_forms = {name for name, _number, _form in forms_that_write()}
    assert {key.partition(":")[0] for key in WITHOUT} <= with_forms
