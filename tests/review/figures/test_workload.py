"""What each reviewer took, decided and has in hand."""

from review.models import Office, Seat
from review.queries.figures import Behind, behind, workload_of
from tests.builders import make_person
from tests.review.figures.conftest import cut_of
from tests.review.services.acting import officer

HAISHU = "alliance-haishu"


def work(start, end, *codes):
    cut = cut_of(start, end, *codes)
    return {line.reviewer.name: line for line in workload_of(cut, Office.objects.all())}


def test_work_is_counted_by_person_and_period(tenant, diary):
    first, second = officer(HAISHU, "甲审核"), make_person(tenant, name="乙审核")
    Seat.objects.create(office=Office.objects.get(code=HAISHU), user=second)
    done, held, late = (diary.send("2026-11-02", name) for name in ("done", "held", "late"))
    diary.take("2026-11-03", done)
    diary.take("2026-11-04", held)
    diary.decide("2026-11-05", done, user=first)
    diary.decide("2026-11-06", late, "return", user=second)

    found = work("2026-11-01", "2026-11-30", HAISHU)
    assert {name: (dict(line.numbers), line.median) for name, line in found.items()} == {
        "甲审核": ({"taken": 2, "decided": 1, "in_hand": 1, "overdue": 0}, 3),
        "乙审核": ({"decided": 1}, 4),
    }
    before = work("2026-11-01", "2026-11-04", HAISHU)
    assert dict(before["甲审核"].numbers) == {"taken": 2, "in_hand": 2, "overdue": 0}
    assert (before["乙审核"].numbers.total(), before["乙审核"].median) == (0, None)
    assert work("2027-02-01", "2027-02-10", HAISHU)["甲审核"].numbers["overdue"] == 1


def test_each_number_of_a_person_is_that_of_the_list(autumn):
    cut = cut_of("2026-10-01", "2026-12-31", HAISHU)
    line = work("2026-10-01", "2026-12-31", HAISHU)[officer(HAISHU).name]
    assert line.numbers["decided"] > 1
    for figure in ("taken", "decided", "in_hand", "overdue"):
        assert behind(cut, Behind(figure, reviewer=line.reviewer)).count() == line.numbers[figure]
    # who has left is named as long as the period has their work
    Seat.objects.filter(office__code=HAISHU).update(is_active=False)
    assert officer_name() in work("2026-10-01", "2026-10-31", HAISHU)
    assert work("2027-02-01", "2027-02-10", HAISHU) == {}


def officer_name():
    return Seat.objects.get(office__code=HAISHU).user.name
