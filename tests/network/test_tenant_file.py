"""What a tenant's file says about its account network, from the file to the reader."""

from __future__ import annotations

import pytest
from django.utils import translation
from pydantic import ValidationError

from portal.network.words import network_words
from portal.people.queries import comes_by_network
from portal.tenants.scope import tenant_scope
from review.services.setting_up import _set_sign_in
from review.tenant_file import SignInEntry
from tests.builders import make_tenant
from tests.network.portal import words_of

WORDS = words_of("https://id.example", claims={"id_number": "cert_no"})


@pytest.mark.requirement("HZ-01", "HZ-11")
def test_words_go_from_the_file_to_the_page(db: None) -> None:
    with tenant_scope(make_tenant("riverside")):
        assert network_words() is None
        _set_sign_in(SignInEntry.model_validate({"network": WORDS}))
        words = network_words()
        assert words is not None
        assert (words.name, words.person.button, words.levels) == ("某省政务网", "个人账号登录", {"advanced"})
        assert words.claims == {"id_number": "cert_no"}
        with translation.override("en"):
            english = network_words()
    assert english is not None
    assert english.unit.transition == "Old accounts of a unit are found."


def test_portal_without_a_network_is_set_up_as_ever(db: None) -> None:
    with tenant_scope(make_tenant("plain")):
        _set_sign_in(SignInEntry.model_validate({"captcha": True}))
        assert not comes_by_network()


@pytest.mark.parametrize("beside", [{"by_code": True}, {"captcha": True}, {"modes": ["unit", "person"]}])
def test_nothing_stands_beside_a_network(beside: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="there is no other way to sign in"):
        SignInEntry.model_validate({"network": WORDS} | beside)
