"""What to send to each address: which kind of object it names, and a body that an entitled person could have sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from tests.applications.filling import picture
from tests.builders import PASSWORD
from tests.policy.authorising import SCHEME, statement_of
from tests.policy.certifying import a_form, a_licence, units_open_themselves
from tests.policy.claiming import a_decision, units_arrive
from tests.policy.desking import SCHEME as ENTERED
from tests.policy.desking import a_file, a_person
from tests.policy.filing import FILED, WORDS
from tests.policy.following import results_file
from tests.policy.networking import ACCOUNT_KIND, NEW_CLIENT, OF_NETWORK
from tests.policy.permitting import BEGUN
from tests.policy.printing import a_choice
from tests.policy.routes import Route
from tests.policy.workbench import a_filter, held_for_long, several
from tests.policy.world import HERE, RECORD, UNUSED_CATEGORY, Thing, World
from tests.review.services.acting import RECORDS

Body = dict[str, Any]

KIND_OF_APP = {"applications": "case", "units": "unit", "notices": "notice", "privacy": "export"}
KIND_OF = {
    "applications:start": "scheme",
    "applications:guide": "scheme",
    "applications:blank": "scheme",
    "applications:attachment": "attachment",
    "applications:add_record": "records-case",
    "applications:paste": "records-case",
    "applications:record": "records-case",
    "applications:autosave_record": "records-case",
    "applications:record_act": "records-case",
    "applications:preview": "records-case",
    "applications:of_scheme": "listed",
    "applications:unit_begin": "unit",
    "applications:unit_words": "unit",
    "applications:unit_enter": "unit",
    "applications:unit_imports": "unit",
    "applications:unit_template": "unit",
    "applications:unit_legacy": "unit",
    "applications:unit_import": "import",
    "applications:unit_import_report": "import",
    "applications:unit_print": "unit",
    "applications:unit_letters": "letters",
    "applications:unit_letters_file": "letters",
    "codes:find": "",
    "applications:thumbnail": "attachment",
    "applications:attachment_page": "attachment",
    "certificates:verify_token": "token",
    "certificates:download": "certificate",
    "privacy:notice_version": "privacy-notice",
    "privacy:withdraw": "purpose",
    "notices:receipts": "provider",
    "privacy:report": "report",
    "privacy:report_table": "report",
    "mfa_remove_webauthn": "passkey",
    "mfa_edit_webauthn": "passkey",
    "applications:unit_information": "unit",
    "review:authorise": "authorised",
    "review:open_for_unit": "authorised",
    "review:close_for_unit": "authorised",
    "review:set_administrator": "authorised",
    "review:dismiss_administrator": "authorised",
    "review:case": "case",
    "review:name_filter": "saved-filter",
    "review:remove_filter": "saved-filter",
    "review:revoke": "case",
    "review:resolve": "objection",
    "review:objection_receipt": "objection",
    "review:lift": "listing",
    "review:unit": "opening",
    "review:old_account": "old-account",
    "review:reveal_unit_contact": "opening",
    "review:reveal_objector": "objection",
    "review:object": "entry",
    "review:complain": "way",
    "help_page": "guide",
    "review:handed_on_list": "handed-on",
    "review:complaint": "complaint",
    "review:take_complaint": "complaint",
    "review:hand_back_complaint": "complaint",
    "review:answer_complaint": "complaint",
    "review:close_complaint": "complaint",
    "review:reveal_complainant": "complaint",
    "review:complaint_file": "complaint-file",
    "review:delete_phrase": "phrase",
    "units:certification": "certification",
    "network:begin": "",
    "network:callback": "",
    "network:ended": "",
    "units:licence": "certification",
    "article": "article",
    "service_area": "area",
    "download": "download",
    "admin:view_on_site": "row",
    "admin:app_list": "app",
    "admin:(no such page)": "page",
}
KIND_OF_REVIEW = "task"
REST = {
    "secret": "guessed",
    "number": "1",
    "section": "personal_information",
    "slot": "nb_photo",
    "key": "form",
    "record": RECORD,
    "scheme": ENTERED,
    "name": "gbt4658_education",
    "content_type_id": "1",
    "kind": "notice",
}
"""Arguments beside the one that names the object: as the portal's own pages have them."""


SCHEMES_OF = {"applications:unit_begin": BEGUN, "applications:unit_words": FILED}
"""Which scheme these addresses of a unit are asked for."""


def kind_of(route: Route) -> str:
    """Return the kind of object that the address names; empty where it names none."""
    if not route.arguments:
        return ""
    if route.name in KIND_OF:
        return KIND_OF[route.name]
    app = route.name.partition(":")[0]
    if app == "admin":
        return f"admin:{route.model}"
    return KIND_OF_APP.get(app, KIND_OF_REVIEW)


def things_for(route: Route, world: World) -> list[Thing | None]:
    """Return what to ask the address for; None stands for an address that names nothing."""
    kind = kind_of(route)
    return list(world.of_kind(kind)) if kind else [None]


def arguments(route: Route, id: str) -> dict[str, str]:
    if kind_of(route) == "records-case":
        return {name: (REST | {"section": "papers"}).get(name, id) for name in route.arguments}
    if route.name in SCHEMES_OF:
        return {"public_id": id, "scheme": SCHEMES_OF[route.name]}
    if route.name in OF_NETWORK:
        return dict.fromkeys(route.arguments, ACCOUNT_KIND)
    rest = {} if route.name.startswith(("privacy:", "certificates:", "mfa")) else REST
    return {name: rest.get(name, id) for name in route.arguments}


def body_for(route: Route, thing: Thing | None, world: World) -> Body:
    if route.name in BODIES:
        return BODIES[route.name](thing, world)
    return admin_body(route, world) if route.model else {}


def admin_body(route: Route, world: World) -> Body:
    if route.name.endswith("_change"):
        return world.forms.get(route.model, {})
    if route.name.endswith("_delete"):
        return {"post": "yes"}
    ids = {
        one.kind: one.id
        for one in reversed(world.things)
        if one.tenant == HERE and (one.kind.startswith("admin:") or one.kind in ("science-department", "newcomer"))
    }
    return {name: ids.get(value, value) for name, value in NEW_ROWS.get(route.model, {}).items()}


def _decision(thing: Thing | None, _world: World) -> Body:
    assert thing is not None
    records = {f"record-{key}": value for key, value in RECORDS.get(thing.extra.get("stage", ""), {}).items()}
    given = {"decision": "pass", "words": "同意", "category": "E", "revision": thing.extra.get("revision", 0)}
    return given | {key: "on" if value is True else value for key, value in records.items()}


def _unit(_thing: Thing | None, _world: World | None) -> Body:
    return {
        "name": "丁测试公司",
        "uscc": invented_uscc(9003),
        "level": "district",
        "kind": "enterprise",
        "location_district": "330203",
        "tax_district": "330203",
        "contact_name": "联系人",
        "contact_phone": invented_phone(9003),
    }


def _registration(_thing: Thing | None, world: World) -> Body:
    """Of a district that both departments of this world have."""
    return {"name": "戊测试公司", "uscc": invented_uscc(9010), "region": "330205"}


def _placing(_thing: Thing | None, world: World) -> Body:
    unit = next(one for one in world.of_kind("unit-of-both") if one.tenant == HERE)
    who = world.people["colleague"].user
    return {"go": "place", "person": who.username, "place-unit": unit.extra["uscc"], "place-reason": "调动"}


def _listing(_thing: Thing | None, _world: World) -> Body:
    return {
        "name": "某人",
        "id_type": "CN_ID",
        "id_number": invented_id_number(9004),
        "reason": "查实",
        "verified_on": "2026-11-02",
    }


def _new_administrator(_thing: Thing | None, world: World) -> Body:
    user = world.people["colleague"].user
    return {"administrator-name": user.name, "administrator-phone": user.phone}


def _signup(_thing: Thing | None, _world: World) -> Body:
    return {
        "name": "新来人",
        "id_type": "CN_ID",
        "id_number": invented_id_number(9005),
        "sex": "1",
        "phone": invented_phone(9005),
        "password1": "Left-Donkey-77",
    }


def _login(_thing: Thing | None, world: World) -> Body:
    return {"login": world.people["stranger"].user.phone, "password": PASSWORD}


def _extra(*names: str, **more: Any) -> Callable[[Thing | None, World], Body]:
    """Fields that the object itself knows, as an entitled person's page would have them."""
    return lambda thing, _world: (
        {name: (thing.extra if thing else {}).get(key, "") for name, key in _pairs(names)} | more
    )


def _pairs(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name.partition("=")[0], name.partition("=")[2] or name) for name in names]


def _to_report(world: World) -> Body:
    """A case of each unit: whoever asks has one of them."""
    [here] = [one for one in world.of_kind("to-report") if one.tenant == HERE]
    return {"case": here.extra["chosen"]}


def _followed(world: World) -> Thing:
    return next(one for one in world.of_kind("handed-on") if one.tenant == HERE)


def _fixed(**body: Any) -> Callable[[Thing | None, World], Body]:
    return lambda _thing, _world: dict(body)


def _download(_thing: Thing | None, _world: World) -> Body:
    upload = SimpleUploadedFile("新手册.jpg", picture())
    return {"title_zh": "新手册", "published_on": "2026-11-02", "order": "5", "upload": upload}


BODIES: dict[str, Callable[[Thing | None, World], Body]] = {
    "account_change_password": _fixed(oldpassword=PASSWORD, password1="Left-Donkey-77"),
    "account_change_phone": _fixed(phone=invented_phone(9006)),
    "account_login": _login,
    "admin:tenants_download_add": _download,
    "account_request_login_code": lambda _thing, world: {"phone": world.people["stranger"].user.phone},
    "account_reset_password": lambda _thing, world: {"phone": world.people["stranger"].user.phone},
    "account_signup": _signup,
    "applications:autosave_record": _fixed(**{"field:name": "新名"}),
    "applications:paste": _fixed(table="甲\t学报\t2018-01-02\t\t一作", do="add"),
    "applications:record": _fixed(**{"field:name": "新名", "go": "stay"}),
    "applications:record_act": _fixed(do="copy"),
    "applications:autosave": _fixed(**{"field:major": "材料工程"}),
    "applications:page": _fixed(**{"field:major": "材料工程", "go": "save"}),
    "applications:remove": _extra("id=attachment"),
    "applications:start": _fixed(agreed="yes"),
    "applications:unit_check": lambda _thing, world: _to_report(world),
    "applications:unit_report": lambda _thing, world: _to_report(world),
    "applications:unit_print": lambda _thing, world: a_choice(_to_report(world)["case"]),
    "applications:unit_enter": a_person,
    "applications:unit_imports": a_file,
    "applications:unit_import": _fixed(informed="yes"),
    "applications:unit_decide": lambda thing, world: (
        {"decision": "confirm", "words": "同意"}
        | {key: thing.extra[key] for key in ("revision", "decision") if key in thing.extra}
        if thing
        else {}
    ),
    "applications:unit_words": _fixed(**WORDS),
    "applications:delete": _extra("revision"),
    "applications:unit_information": lambda thing, _world: statement_of(
        thing.extra.get("superior", thing.id) if thing else ""
    ),
    "applications:upload": lambda _thing, _world: {"file": SimpleUploadedFile("新.jpg", picture())},
    "applications:withdraw": _fixed(words="不再申报"),
    "notices:open": _fixed(),
    "privacy:agree": lambda _thing, world: (
        {"notice_read": "on"} | {f"purpose_{one.id}": "on" for one in world.of_kind("purpose")}
    ),
    "review:answer_complaint": _extra("revision", words="已核实"),
    "review:blacklist": _listing,
    "review:close_for_unit": _extra("revision", scheme=SCHEME, **{"close-reason": "撤并"}),
    "review:close_complaint": _extra("revision"),
    "review:complain": _fixed(about="某处", words="事实", name="戴投诉", contact="15400000011", agreed="on"),
    "review:complaints": _fixed(number="20261103-ABCDEF", code="ABCD-EFGH-JKLM-NPQR"),
    "review:add_filter": a_filter,
    "review:name_filter": a_filter,
    "review:desk_keys": _fixed(keys="off"),
    "review:pass_many": several,
    "review:hand_over_many": several,
    "review:decide": _decision,
    "review:dismiss_administrator": _extra(
        "revision", "person=administrator", scheme=SCHEME, **{"remove-reason": "离职"}
    ),
    "review:hand_on": lambda _thing, world: {"seen": _followed(world).extra["seen"]},
    "review:record_results": lambda _thing, world: {"case": _followed(world).extra["chosen"], "value": "listed"},
    "review:results_file": lambda _thing, world: results_file(_followed(world).extra["chosen"]),
    "review:hand_back_complaint": _extra("revision"),
    "review:hand_over": _extra("to=colleague"),
    "review:lift": _fixed(reason="申诉成立"),
    "review:new_unit": _unit,
    "review:open_for_unit": _extra("revision", scheme=SCHEME),
    "review:phrases": _fixed(text="请补充近三个月的社保证明。"),
    "review:place_person": _placing,
    "review:register_unit": _registration,
    "review:object": _fixed(name="戴异议", contact="15400000007", words="存疑"),
    "review:resolve": _fixed(outcome="DISMISSED", words="不成立"),
    "review:set_administrator": _extra("revision", "person=colleague", scheme=SCHEME, go="appoint"),
    "review:revoke": _fixed(reason="弄虚作假"),
    "review:take_complaint": _extra("revision"),
    "review:unit": _fixed(decision="open"),
    "review:old_account": a_decision,
    "set_language": _fixed(language="en"),
    "units:add_administrator": _new_administrator,
    "units:certifications": a_licence,
    "units:certification": a_form,
    "units:change": _fixed(address="新址", contact_name="联系人", contact_phone=invented_phone(9007)),
    "units:remove_administrator": _extra("user=administrator"),
    "units:request": _unit,
}

PREPARED: dict[str, Callable[[World], None]] = (
    {
        name: lambda world: units_open_themselves(world.tenants[HERE])
        for name in ("units:certifications", "units:certification")
    }
    | {name: lambda world: units_arrive(world.tenants[HERE]) for name in ("review:old_accounts", "review:old_account")}
    | {"review:take_back": lambda world: held_for_long(world.tenants[HERE])}
)
"""What has to hold in the portal for an address to be there at all, and does not hold in the rest of this world."""

NO_INLINES = {
    f"{name}-{count}_FORMS": "0"
    for name in ("outlets", "seats", "conditions", "parts")
    for count in ("TOTAL", "INITIAL")
}
NEW_ROWS: dict[str, Body] = {
    "tenants_article": {"kind": "notice", "title_zh": "新通知", "body_zh": "正文", "published_on": "2026-11-02"},
    "tenants_servicearea": NO_INLINES | {"key": "new", "title_zh": "新专区", "order": "5"},
    "tenants_contentpage": {"key": "new", "title_zh": "新页", "body_zh": "正文", "order": "5"},
    "applications_cataloguecategory": NO_INLINES
    | {"scheme_key": "recognition", "code": "Z", "name_zh": "新类", "order": "9"},
    "applications_cataloguecondition": {
        "code": "Z1",
        "text_zh": "新条件",
        "category": "admin:applications_cataloguecategory",
    },
    "review_office": NO_INLINES | {"code": "new", "name_zh": "新机构", "kind": "department", "tier": "city"},
    "review_seat": {"user": "newcomer", "office": "admin:review_office"},
    "review_auditdivision": {
        "scheme_key": "recognition",
        "category_code": UNUSED_CATEGORY,
        "office": "science-department",
    },
    "applications_documentservice": {
        "key": "other",
        "name_zh": "另一服务",
        "address": "https://a.example/",
        "seconds": "9",
    },
    "units_unit": _unit(None, None),
    "calendar_day": {"date": "2026-11-11", "is_working": "", "note": "演习"},
    "calendar_calendaryear": {"year": "2031", "source": "通知", "days": ""},
    "notices_noticetext": {"key": "role_changed", "text_zh": "已收到"},
    "privacy_privacynotice": {
        "body_zh": "新的告知",
        "purposes-TOTAL_FORMS": "1",
        "purposes-INITIAL_FORMS": "0",
        "purposes-0-key": "review",
        "purposes-0-name_zh": "审核",
        "purposes-0-basis": "statutory_duty",
        "purposes-0-order": "0",
    },
    "privacy_retentionperiod": {"rule": "files_unused", "days": "400"},
    "network_networkclient": NEW_CLIENT,
    "people_user": {"name": "新人", "phone": invented_phone(9008)},
}
