"""Pages that answer what was sent wrong: a form with its faults, and the pages that only say no.

Who sends it is the first whom docs/policy.csv lets send it, for the first thing for which it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from certificates.throttle import PER_ADDRESS
from portal.calendar import today
from portal.people.invented import invented_phone
from portal.people.queries import sign_in_page
from portal.people.sign_in_models import SmsDay
from portal.tenants.scope import tenant_scope
from tests.policy.calling import NOTHING, TOKEN, Caller, address_of
from tests.policy.calls import NO_INLINES, PREPARED, kind_of, things_for
from tests.policy.judging import Asked
from tests.policy.routes import Route
from tests.policy.world import HERE, Thing, World

Body = dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """What is sent to an address that cannot be taken, and with which status the page comes that says so.

    Without a `body` the page is opened; `who` names somebody other than the first who may; `times` is how often it
    has to be sent before it is too often; `nothing` asks for what does not exist; `before` makes the portal refuse it.
    """

    name: str
    body: Callable[[Thing | None, World], Body] | None = None
    status: int = 200
    who: str = ""
    times: int = 0
    nothing: bool = False
    before: Callable[[World], None] | None = None

    @property
    def state(self) -> str:
        return "refused" if self.status in (200, 422) else str(self.status)


@dataclass(frozen=True)
class Sender:
    """Somebody at an address, and what they send there."""

    refusal: Refusal
    asked: Asked
    address: str
    body: Body | None

    def prepare(self, caller: Caller) -> None:
        """Make the portal ready to refuse it; called within what is undone."""
        if prepare := PREPARED.get(self.refusal.name):
            prepare(caller.world)
        if self.refusal.before:
            self.refusal.before(caller.world)
        for _time in range(self.refusal.times):
            self.send(caller)

    def send(self, caller: Caller) -> HttpResponse:
        client = caller.client(self.asked.person)
        return client.get(self.address) if self.body is None else client.post(self.address, fresh(self.body))


def fresh(body: Body) -> Body:
    """What is sent once more: a file is read from its beginning again."""
    for value in body.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    return body


def _given(**body: Any) -> Callable[[Thing | None, World], Body]:
    return lambda _thing, _world: dict(body)


def _returned_without_words(thing: Thing | None, _world: World) -> Body:
    assert thing is not None
    remark = {"remark:field:graduate_school": "校名与证书不一致"}
    return {"decision": "return", "words": "", "revision": thing.extra.get("revision", 0)} | remark


def _no_picture(_thing: Thing | None, _world: World) -> Body:
    files = {"slot:nb_photo": SimpleUploadedFile("证件照.txt", b"no picture", "text/plain")}
    return {"field:major": "材料工程", "go": "save"} | files


def _codes_are_spent(world: World) -> None:
    caches["default"].clear()  # each visit asks for a code; what counts here is how many all have asked for
    with tenant_scope(world.tenants[HERE]):
        SmsDay.objects.update_or_create(day=today(), defaults={"sent": sign_in_page().codes_a_day})


FORMS = (
    Refusal("account_login", _given(login="15400009999", password="wrong-horse")),
    Refusal("account_signup", _given(name="", id_type="CN_ID", id_number="339999", phone="1", password1="1")),
    Refusal("account_reset_password", _given(phone="1")),
    Refusal("account_request_login_code", _given(phone="1")),
    Refusal("account_change_password", _given(oldpassword="wrong-horse", password1="1")),
    Refusal("account_change_phone", _given(phone="1")),
    Refusal("certificates:verify", _given(number="", name=""), who="visitor"),
    Refusal("applications:start", _given(), who="stranger"),
    Refusal("applications:page", _no_picture),
    Refusal("applications:unit_enter", _given(), 422),
    Refusal("applications:unit_imports", _given(), 422),
    Refusal("applications:unit_information", _given(), 422),
    Refusal("applications:unit_decide", _given(decision="return", words=""), 422),
    Refusal("privacy:agree", _given()),
    Refusal("review:object", _given(name="", contact="", words="")),
    Refusal("review:complain", _given(about="", words="", name="戴投诉")),
    Refusal("review:complaints", _given(number="1", code="1"), who="visitor"),
    Refusal("review:decide", _returned_without_words, 422),
    Refusal("review:blacklist", _given(name="某人", id_number="1")),
    Refusal("review:lift", _given(reason="")),
    Refusal("review:revoke", _given(reason="")),
    Refusal("review:resolve", _given(outcome="", words="")),
    Refusal("review:register_unit", _given(name="", uscc="1", region=""), 422),
    Refusal("review:new_unit", _given(name="", uscc="1")),
    Refusal("review:phrases", _given(text=""), 422),
    Refusal("units:request", _given(name="", uscc="1")),
    Refusal("units:change", _given(address="", contact_name="", contact_phone="1"), 422),
    Refusal("units:add_administrator", _given(**{"administrator-name": "", "administrator-phone": "1"}), 422),
    Refusal("admin:review_office_add", _given(**NO_INLINES, code="a b", name_zh="")),
    Refusal("admin:review_seat_add", _given(user="", office="")),
    Refusal("admin:calendar_day_add", _given(date="someday", note="")),
    Refusal("admin:calendar_calendaryear_add", _given(year="1", source="", days="x")),
    Refusal("admin:tenants_article_add", _given(title_zh="", body_zh="")),
    Refusal("admin:privacy_privacynotice_add", _given(**{"purposes-TOTAL_FORMS": "1", "purposes-INITIAL_FORMS": "0"})),
)
FAILURES = (
    Refusal("applications:detail", status=404, who="stranger", nothing=True),
    Refusal("certificates:verify_token", status=429, who="visitor", times=PER_ADDRESS.misses, nothing=True),
    Refusal("admin:review_seat_add", status=403, who="system"),
    Refusal("account_login", _given(csrfmiddlewaretoken="y" * 32), status=403, who="visitor"),
    Refusal("account_signup", _given(phone="1"), status=429, who="visitor", times=20),
    Refusal(
        "account_request_login_code",
        _given(phone=invented_phone(70_000_009)),
        status=429,
        who="visitor",
        before=_codes_are_spent,
    ),
    Refusal("applications:page", _given(revision="99", go="save", **{"field:major": "材料工程"}), status=409),
    Refusal("review:decide", _given(decision="pass", words="同意", category="E", revision="99"), status=409),
)


def senders_to(route: Route, caller: Caller) -> list[Sender]:
    """Return who sends what to this address that is refused."""
    return [_sender(one, route, caller) for one in FORMS + FAILURES if one.name == route.name]


def _sender(refusal: Refusal, route: Route, caller: Caller) -> Sender:
    asked = _who_may(refusal, route, caller.world)
    thing = asked.thing
    body = refusal.body(thing, caller.world) if refusal.body else None
    address = address_of(route, NOTHING if refusal.nothing else thing.id if thing else "")
    return Sender(refusal, asked, address, body if body is None else {"csrfmiddlewaretoken": TOKEN} | body)


def _who_may(refusal: Refusal, route: Route, world: World) -> Asked:
    things = things_for(route, world)
    if refusal.who:
        return Asked(route, "GET", world.people[refusal.who], things[0] if kind_of(route) else None, "-", "-")
    for thing in things:
        for person in world.people.values():
            relation, state = (world.relation(person, thing), thing.state) if thing else ("-", "-")
            asked = Asked(route, "POST", person, thing, relation, state)
            if asked.row and asked.row.answer == "allow":
                return asked
    raise AssertionError(f"nobody may send anything to {route.name}")
