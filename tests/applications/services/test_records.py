"""Records of a repeating section: kept as typed, in their order, within their number."""

import pytest

from applications.models import Application
from applications.scheme.records import records_in
from applications.services.drafts import start_application
from applications.services.records import (
    NoSuchRecord,
    add_record,
    add_records,
    copy_record,
    move_record,
    remove_record,
    save_record,
)
from portal.policy import Refused
from tests.applications.tiered import tiers  # noqa: F401
from tests.tiers import GOOD_POST, Tiers, attach, fresh


@pytest.fixture
def draft(tiers: Tiers) -> Application:  # noqa: F811
    return start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")


def posts(application: Application) -> list[str]:
    return [record.get("employer", "") for record in records_in(fresh(application).answers, "posts")]


def given(application: Application, **more: object) -> dict[str, object]:
    return {"application_id": application.pk, "user": application.applicant, "section": "posts", **more}


@pytest.mark.requirement("NX-47")
def test_records_are_added_changed_moved_copied_and_removed(draft: Application) -> None:
    first = add_record(**given(draft, values={"employer": "甲"}))
    second = add_record(**given(draft, values={"employer": "乙"}))
    save_record(**given(draft, record=first, values={"employer": "丙"}))
    move_record(**given(draft, record=second, by=-1))
    assert posts(draft) == ["乙", "丙"]
    move_record(**given(draft, record=second, by=-5))
    copied = copy_record(**given(draft, record=second))
    assert posts(draft) == ["乙", "乙", "丙"]
    assert copied not in (first, second)
    remove_record(**given(draft, record=second))
    remove_record(**given(draft, record=second))
    assert posts(draft) == ["乙", "丙"]


@pytest.mark.requirement("NX-82")
def test_one_more_than_the_list_takes_is_refused_and_costs_nothing(draft: Application) -> None:
    for employer in "甲乙丙":
        add_record(**given(draft, values={"employer": employer}))
    record = records_in(fresh(draft).answers, "posts")[0]["id"]
    with pytest.raises(Refused, match="最多填写 3 条工作经历"):
        add_record(**given(draft, values={"employer": "丁"}))
    with pytest.raises(Refused, match="最多填写 3 条"):
        copy_record(**given(draft, record=record))
    assert posts(draft) == ["甲", "乙", "丙"]


def test_several_come_whole_or_not_at_all(draft: Application) -> None:
    add_records(**given(draft, many=[{"employer": "甲"}, {"employer": "乙"}]))
    with pytest.raises(Refused):
        add_records(**given(draft, many=[{"employer": "丙"}, {"employer": "丁"}]))
    assert posts(draft) == ["甲", "乙"]


def test_what_no_field_asks_is_not_kept(draft: Application) -> None:
    add_record(**given(draft, values={"employer": "甲", "id": "mine", "salary": 1}))
    (record,) = records_in(fresh(draft).answers, "posts")
    assert record.keys() == {"id", "employer"}
    assert record["id"] != "mine"


def test_a_record_deleted_elsewhere_is_named(draft: Application) -> None:
    record = add_record(**given(draft))
    remove_record(**given(draft, record=record))
    with pytest.raises(NoSuchRecord):
        save_record(**given(draft, record=record, values={"employer": "甲"}))


def test_a_stranger_adds_nothing(draft: Application, tiers: Tiers) -> None:  # noqa: F811
    with pytest.raises(Refused):
        add_record(application_id=draft.pk, user=tiers.keeper, section="posts", values={})
    assert posts(draft) == []


@pytest.mark.requirement("NX-90")
def test_the_files_of_a_record_go_with_it(draft: Application) -> None:
    record = add_record(**given(draft, values=GOOD_POST))
    attach(draft, draft.applicant)
    assert draft.attachments.get().slot == f"post_papers.{record}"
    remove_record(**given(draft, record=record))
    assert not draft.attachments.filter(removed_at__isnull=True).exists()
