"""The public list's period: how it ends, and what holds it."""

import pytest

from applications.services.withdrawing import withdraw_application
from certificates.models import Certificate
from portal.calendar import set_clock
from portal.calendar.services import set_day
from portal.policy import Refused
from review.models import Objection, PublicityEntry
from review.services import publicising
from review.services.objecting import file_objection, resolve_objection
from review.services.publicising import end_due_publicity
from review.services.reminding import recompute_limits
from tests.review.services.acting import at, fresh, officer, told

WORDS = {"name": "戴明", "contact": "15400000008", "words": "学位证书存疑"}


@pytest.fixture
def entry(cases) -> PublicityEntry:
    """Begun on Tuesday 3 November: the fifth working day after is the 10th."""
    return cases.at("publicity").publicity.get()


def settle(objection, *, upheld=False):
    return resolve_objection(objection_id=objection.pk, user=officer("bureau"), upheld=upheld, words="经核实")


@pytest.mark.requirement("NB-83", "NB-98")
def test_publicity_ends_by_itself_after_its_last_day(entry):
    assert (str(entry.starts_on), str(entry.ends_on)) == ("2026-11-03", "2026-11-10")
    with set_clock(at("2026-11-10", 23)):
        assert end_due_publicity() == 0
        assert not Certificate.objects.exists()
    with set_clock(at("2026-11-11", 0)):
        assert end_due_publicity() == 1
        assert end_due_publicity() == 0
    application = fresh(entry.application)
    assert (application.state, application.decided_at) == ("approved", at("2026-11-11", 0))
    assert Certificate.objects.get().application == application


@pytest.mark.requirement("NB-84", "NB-85")
def test_objection_holds_the_case_and_its_dismissal_lets_it_go_on_at_once(entry):
    with set_clock(at("2026-11-10")):
        objection = file_objection(entry_id=entry.pk, **WORDS)
    with set_clock(at("2026-11-20")):
        assert end_due_publicity() == 0
        settle(objection)
    assert fresh(entry.application).state == "approved"


@pytest.mark.requirement("NB-84")
def test_dismissal_during_the_period_lets_it_run_on(entry):
    settle(file_objection(entry_id=entry.pk, **WORDS))
    entry.refresh_from_db()
    assert (entry.state, fresh(entry.application).state) == ("RUNNING", "publicity")


@pytest.mark.requirement("NB-84", "NB-85")
def test_every_objection_must_be_settled(entry):
    first, second = (file_objection(entry_id=entry.pk, **WORDS) for _ in range(2))
    with set_clock(at("2026-11-20")):
        settle(first)
        assert fresh(entry.application).state == "publicity"
        settle(second)
    assert fresh(entry.application).state == "approved"


@pytest.mark.requirement("NB-85")
def test_upheld_objection_ends_the_case_and_the_line(entry):
    first, second = (file_objection(entry_id=entry.pk, **WORDS) for _ in range(2))
    settle(first, upheld=True)
    entry.refresh_from_db()
    assert (entry.state, fresh(entry.application).state) == ("CANCELLED", "rejected")
    assert told("rejected")[0].text.count("宁波市人力资源和社会保障局") == 1
    settle(second, upheld=True)
    assert fresh(entry.application).state == "rejected"
    assert Objection.objects.filter(state="OPEN").count() == 0


@pytest.mark.parametrize("upheld", [True, False])
def test_objection_to_a_case_withdrawn_meanwhile_is_settled_and_moves_nothing(entry, upheld):
    objection = file_objection(entry_id=entry.pk, **WORDS)
    application = entry.application
    withdraw_application(application_id=application.pk, user=application.applicant)
    settle(objection, upheld=upheld)
    assert fresh(application).state == "withdrawn"
    with set_clock(at("2026-11-20")):
        assert end_due_publicity() == 0


@pytest.mark.requirement("NB-84")
def test_objection_comes_in_until_the_last_day_and_not_later(entry):
    with set_clock(at("2026-11-11", 0)), pytest.raises(Refused, match="公示期已结束"):
        file_objection(entry_id=entry.pk, **WORDS)
    with set_clock(at("2026-11-10", 23)):
        file_objection(entry_id=entry.pk, **WORDS)


@pytest.mark.requirement("NB-84")
def test_bureau_is_told_of_an_objection_and_where_to_settle_it(entry):
    officer("bureau")
    file_objection(entry_id=entry.pk, **WORDS)
    notices = told("objection")
    assert [notice.recipient for notice in notices] == [officer("bureau")]
    assert notices[0].link == "/bureau/objections/"


@pytest.mark.requirement("NB-84")
def test_only_the_bureau_settles_an_objection_once_and_with_words(entry):
    objection = file_objection(entry_id=entry.pk, **WORDS)
    for user, words in ((officer("alliance-haishu"), "经核实"), (officer("bureau"), " ")):
        with pytest.raises(Refused):
            resolve_objection(objection_id=objection.pk, user=user, upheld=True, words=words)
    settle(objection)
    with pytest.raises(Refused, match=officer("bureau").name):
        settle(objection, upheld=True)


def test_case_that_cannot_go_on_does_not_hold_up_the_others(entry, cases, monkeypatch):
    other = cases.at("publicity").publicity.get()
    end = publicising.end_publicity

    def fail_first(*, entry_id):
        if entry_id == entry.pk:
            raise RuntimeError("the certificate's number is taken")
        return end(entry_id=entry_id)

    monkeypatch.setattr(publicising, "end_publicity", fail_first)
    with set_clock(at("2026-11-11")):
        assert end_due_publicity() == 1
    assert fresh(other.application).state == "approved"
    assert fresh(entry.application).state == "publicity"


@pytest.mark.requirement("NB-83", "NB-90")
def test_holiday_declared_meanwhile_lengthens_the_period_and_a_working_day_does_not_shorten_it(entry, bureau):
    set_day(date=at("2026-11-05").date(), is_working=False, by=bureau)
    assert recompute_limits() == 1
    entry.refresh_from_db()
    assert str(entry.ends_on) == "2026-11-11"
    assert fresh(entry.application).stage_due_on == entry.ends_on
    set_day(date=at("2026-11-07").date(), is_working=True, by=bureau)
    recompute_limits()
    entry.refresh_from_db()
    assert str(entry.ends_on) == "2026-11-11"
