"""What a visitor does, in the words of a test."""

import itertools
import re
from typing import Any

from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from portal.notices.models import Notice
from portal.people import captcha
from portal.people.choices import IdType, Sex
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.people.sign_in_models import SignInPage
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD


def registration(seed: int = 900, **answers: Any) -> dict[str, Any]:
    given = {
        "name": "欧阳娜",
        "id_type": IdType.CN_ID,
        "id_number": invented_id_number(seed),
        "sex": Sex.MALE if seed % 2 else Sex.FEMALE,
        "phone": invented_phone(seed),
        "password1": PASSWORD,
    }
    return given | answers


def register(client: Client, seed: int = 900, **answers: Any) -> HttpResponse:
    return client.post("/account/signup/", registration(seed, **answers))


def sign_in(client: Client, login: str, password: str = PASSWORD) -> HttpResponse:
    return client.post("/account/login/", {"login": login, "password": password})


def make_sign_in_page(tenant: Tenant, **settings: Any) -> SignInPage:
    """Give a tenant a sign-in page of its own: everything it may ask for, if nothing else is said."""
    given = {"modes": ["unit", "person"], "by": ["id_number"], "captcha": True, "remember_days": 14}
    with tenant_scope(tenant):
        return SignInPage.objects.create(**given | settings)


def read_picture(client: Client, page: str = "/account/login/") -> dict[str, str]:
    """Open a page with a picture and return what a person would send back with it."""
    client.get(page)
    return last_picture(client)


def last_picture(client: Client) -> dict[str, str]:
    key, (text, _posed_at) = list(client.session["people_captcha"].items())[-1]
    return {"captcha_key": key, "captcha": text}


def sign_in_as_member(client: Client, person: User, mode: str = "person", **answers: Any) -> HttpResponse:
    """Sign in by the number of one's document, with a picture that was read."""
    given = {"login": person.id_number, "password": PASSWORD, "mode": mode}
    return client.post("/account/login/", given | read_picture(client) | answers)


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def sms_to(tenant: Tenant, phone: str) -> list[str]:
    """The texts sent to a number, the newest first."""
    with tenant_scope(tenant):
        return [notice.text for notice in Notice.objects.order_by("-id") if notice.address == phone]


def code_sent_to(tenant: Tenant, phone: str) -> str:
    found = re.search(r"\b(\d{6})\b", sms_to(tenant, phone)[0])
    assert found
    return found[1]


ENTER = "/account/by-code/"


def make_one_form(tenant: Tenant, **settings: Any) -> SignInPage:
    """Let a tenant's people sign in and register by one form, with both numbers where one is changed."""
    given = {"modes": [], "by": ["phone"], "captcha": False, "remember_days": 0, "by_code": True, "both_numbers": True}
    return make_sign_in_page(tenant, **given | settings)


def ask_for_code(client: Client, phone: str, **answers: Any) -> HttpResponse:
    """Read the picture, if there is one for this number, and press 获取验证码."""
    shown = client.post(ENTER, {"phone": phone, "another": "yes"})
    picture = last_picture(client) if "captcha" in shown.context["form"].fields else {}
    return client.post(ENTER, {"phone": phone, "send": "yes"} | picture | answers)


def come_in(client: Client, tenant: Tenant, number: str, **answers: Any) -> HttpResponse:
    """Go the whole way through the one form."""
    ask_for_code(client, number)
    code = code_sent_to(tenant, f"+86{number.removeprefix('+86')}")
    return client.post(ENTER, {"phone": number, "code": code, "notice_read": "on"} | answers)


def wait_a_while() -> None:
    """Let the limits of numbers and addresses pass."""
    for cache in caches.all():
        cache.clear()


def work_of(client: Client, page: str) -> dict[str, str]:
    """Open a page with a picture and let the machine do its work instead of reading it."""
    key = read_picture(client, page)["captcha_key"]
    number = next(one for one in itertools.count() if captcha.is_found(key, str(one)))
    return {"captcha_key": key, "captcha_work": str(number)}
