"""A unit certifies itself by its licence: what is read, what is submitted, and whose unit it is then."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.people.invented import invented_uscc
from portal.policy import Overtaken, Refused
from tests.builders import make_application, make_person, make_unit, publish
from tests.units.licences import EMAIL, NAME, USCC, certified, uploaded
from units import certified as telling
from units import services
from units.choices import CertificationState, UnitState
from units.licence import EngineAway, Reading, Unreadable
from units.models import Certification, Unit
from units.policies import may_certify_reason, may_request_unit_reason, units_ask_to_be_opened
from units.queries import administrators_of, certified_unit_of, find_units, units_of

OTHER = invented_uscc(5002)
WRONG = USCC[:17] + ("A" if USCC[17] != "A" else "B")


def read(certification):
    services.read_certification(certification_id=certification.pk)
    certification.refresh_from_db()
    return certification


def submit(certification, by, name=NAME, uscc=USCC, email=EMAIL):
    return services.pass_certification(certification=certification, by=by, name=name, uscc=uscc, email=email)


@pytest.fixture
def colleague(licensed):
    return make_person(licensed, name="同事")


# --- reading


@pytest.mark.requirement("CY-12", "CY-13")
def test_licence_is_read_and_nothing_is_certified_before_it_is_submitted(licensed, person, engine):
    engine.says(source="qr")
    found = read(uploaded(person))
    assert (found.state, found.read_name, found.read_uscc, found.read_from) == ("READ", NAME, USCC, "qr")
    assert engine.seen[0][:3] == b"\xff\xd8\xff"
    assert len(found.sha256) == 64
    assert not Unit.objects.exists()
    read(found)
    assert len(engine.seen) == 1  # once, whoever calls again


@pytest.mark.requirement("CY-17")
def test_unreadable_picture_says_why_and_the_second_one_opens_the_form(licensed, person, engine):
    for _ in range(2):
        engine.fails(Unreadable(["too_dark", "blurred"]))
    first = read(uploaded(person))
    assert (first.state, first.advice) == ("UNREADABLE", ["too_dark", "blurred"])
    with pytest.raises(Refused, match="重新拍摄"):
        submit(first, person)
    second = read(uploaded(person))
    unit = submit(second, person)
    second.refresh_from_db()
    assert (unit.state, second.state, second.is_typed) == (UnitState.OPEN, "PASSED", True)


def test_picture_in_which_nothing_was_found_is_unreadable(licensed, person, engine):
    engine.says("", "")
    assert read(uploaded(person)).advice == ["no_licence"]


@pytest.mark.requirement("CY-14")
def test_engine_that_is_away_opens_the_form_at_once_and_is_asked_again(licensed, person, engine):
    engine.fails(EngineAway())
    found = uploaded(person)
    with pytest.raises(EngineAway):
        read(found)
    found.refresh_from_db()
    assert found.state == "BY_HAND"
    submit(found, person, name=f"{NAME}甲")
    engine.says()
    found = read(found)
    assert (found.state, found.read_name) == ("PASSED", NAME)
    assert found.differences == [{"field": "name", "read": NAME, "submitted": f"{NAME}甲"}]


def test_engine_that_stays_away_is_given_up_quietly(licensed, person, engine):
    found = uploaded(person)
    for _ in range(2):
        engine.fails(EngineAway())
        with pytest.raises(EngineAway):
            read(found)
    engine.fails(EngineAway())
    assert read(found).state == "BY_HAND"
    assert read(found).attempts == 3


def test_worker_that_is_killed_in_the_middle_leaves_the_licence_to_the_next(licensed, person, engine):
    engine.answers = [KeyboardInterrupt(), KeyboardInterrupt(), KeyboardInterrupt()]
    found = uploaded(person)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            read(found)
        found.refresh_from_db()
        assert found.state == "READING"
    assert read(found).state == "BY_HAND"
    assert len(engine.seen) == 3


@pytest.mark.requirement("CY-22")
def test_name_that_comes_too_late_for_the_form_is_compared_with_what_was_typed(licensed, person, engine):
    found = uploaded(person)
    submit(found, person, uscc=f" {USCC.lower()} ")
    engine.says()
    assert read(found).differences == []
    assert Event.objects.filter(action="certification.read").count() == 1


def test_only_so_many_licences_a_day(licensed, person, monkeypatch):
    monkeypatch.setattr("units.services.licences.MOST_A_DAY", 1)
    uploaded(person)
    with pytest.raises(Refused, match="明天"):
        uploaded(person)
    with set_clock(now() + dt.timedelta(days=1)):
        uploaded(person)


def test_file_that_is_no_picture_is_refused_in_words(licensed, person):
    upload = SimpleUploadedFile("执照.jpg", b"hello, this is no picture at all")
    with pytest.raises(Refused, match="JPG、PNG 图片或 PDF"):
        services.begin_certification(by=person, upload=upload)
    assert not Certification.objects.exists()


# --- submitting


@pytest.mark.requirement("CY-16", "CY-18")
def test_what_was_read_and_submitted_passes_by_itself(licensed, person):
    told = []
    telling.register_certified(told.append)
    unit = certified(person)
    telling._acts.remove(told.append)
    assert (unit.state, unit.name, unit.uscc, unit.org_code) == (UnitState.OPEN, NAME, USCC, USCC[8:17])
    assert (unit.contact_name, unit.contact_phone) == (person.name, person.phone)
    assert (unit.level, unit.kind, unit.location_district) == ("", "", "")
    assert list(administrators_of(unit)) == [person]
    assert find_units("朝北") == [unit]
    assert told == [unit]
    event = Event.objects.get(action="unit.certified")
    assert (event.actor, event.detail["from"], event.detail["differences"]) == (person, "qr", [])
    assert EMAIL not in str(event.detail)


@pytest.mark.requirement("CY-14", "CY-23")
def test_what_was_corrected_by_hand_passes_too_and_is_kept_for_a_later_look(licensed, person, engine):
    engine.says("朝北科技（测拭）有限公司", WRONG)
    found = read(uploaded(person))
    submit(found, person)
    found.refresh_from_db()
    assert [one["field"] for one in found.differences] == ["name", "uscc"]
    assert Event.objects.get(action="unit.certified").detail["differences"] == found.differences


def test_width_of_brackets_and_spaces_are_no_difference(licensed, person, engine):
    engine.says("朝北科技(测试) 有限公司")
    found = read(uploaded(person))
    submit(found, person)
    found.refresh_from_db()
    assert found.differences == []


@pytest.mark.requirement("CY-22")
@pytest.mark.parametrize(
    ("changes", "words"),
    [({"uscc": WRONG}, "校验位"), ({"uscc": USCC[:-1]}, "18 位"), ({"name": " "}, "名称"), ({"email": "hr@"}, "邮箱")],
)
def test_wrong_values_are_refused_with_what_to_do(licensed, person, changes, words):
    with pytest.raises(Refused, match=words):
        submit(uploaded(person), person, **changes)
    assert not Unit.objects.exists()


def test_submitting_twice_is_said(licensed, person):
    found = uploaded(person)
    submit(found, person)
    with pytest.raises(Overtaken, match="已通过"):
        submit(found, person)


@pytest.mark.requirement("CY-16")
def test_unit_that_somebody_else_certified_is_refused_with_whom_to_ask(licensed, person, colleague):
    unit = certified(person)
    with pytest.raises(Refused, match=r"154\*\*\*\*\d{4}.*单位管理员.*添加您"):
        certified(colleague)
    assert list(administrators_of(unit)) == [person]
    services.add_administrator(unit=unit, user=colleague, by=person)
    certified(colleague)
    assert set(administrators_of(unit)) == {person, colleague}


def test_unit_of_the_register_that_nobody_acts_for_is_found_by_its_code(licensed, person):
    known = make_unit(licensed, "旧名称", uscc=USCC)
    unit = certified(person)
    assert (unit.pk, unit.name, unit.level) == (known.pk, NAME, known.level)


def test_unit_that_was_closed_stays_closed(licensed, person):
    Unit.objects.filter(pk=make_unit(licensed, uscc=USCC).pk).update(state=UnitState.CLOSED)
    with pytest.raises(Refused, match="停用"):
        certified(person)


# --- again


@pytest.mark.requirement("CY-19", "CY-20")
def test_licence_with_a_new_name_renames_the_unit_and_keeps_the_history(licensed, person):
    certified(person)
    unit = certified(person, name="朝南科技有限公司")
    assert Unit.objects.count() == 1
    assert find_units("朝南") == [unit]
    assert find_units("朝北") == []
    assert [one.name for one in Certification.objects.order_by("id")] == [NAME, "朝南科技有限公司"]
    assert Event.objects.filter(action="unit.certified").latest("id").detail["before"] == NAME


@pytest.mark.requirement("CY-19")
def test_who_belongs_to_another_unit_leaves_the_former_one(licensed, person):
    former = certified(person)
    unit = certified(person, uscc=OTHER)
    assert list(units_of(person)) == [unit]
    assert certified_unit_of(person) == unit
    assert Event.objects.filter(action="unit.administrator_left", actor=person).count() == 1
    assert not administrators_of(former).exists()


@pytest.mark.requirement("CY-19")
def test_unit_with_cases_under_way_is_not_left_alone(licensed, person, colleague):
    unit = certified(person)
    version = publish(licensed)
    make_application(licensed, version, unit=unit, state="pre_review", submitted_at=now())
    with pytest.raises(Refused, match="唯一的管理员"):
        certified(person, uscc=OTHER)
    assert list(units_of(person)) == [unit]
    services.add_administrator(unit=unit, user=colleague, by=person)
    assert certified(person, uscc=OTHER).uscc == OTHER
    assert list(administrators_of(unit)) == [colleague]


# --- where units certify themselves


def test_nobody_asks_for_a_unit_to_be_opened(licensed, person):
    assert "营业执照" in may_request_unit_reason(person)
    assert not units_ask_to_be_opened()


def test_elsewhere_nobody_certifies(ningbo, person):
    assert may_certify_reason(person)
    assert units_ask_to_be_opened()
    with pytest.raises(Refused):
        uploaded(person)


def test_phone_must_be_verified(licensed):
    assert "手机" in may_certify_reason(make_person(licensed, phone_verified_at=None))


def test_reading_of_a_form_by_hand_leaves_it_to_be_filled_in(licensed, person):
    found = uploaded(person)
    services.open_by_hand(certification_id=found.pk)
    services.note_unreadable(certification_id=found.pk, advice=["blurred"])
    found.refresh_from_db()
    assert found.state == CertificationState.BY_HAND
    services.note_reading(certification_id=found.pk, found=Reading(NAME, "", "ocr", 0.1))
    found.refresh_from_db()
    assert found.state == CertificationState.READ
