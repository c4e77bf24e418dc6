"""The second portal's example cases: each passes as its own `expect` says."""

import pytest

from tests.review.walking.walks import CASES, walk

pytestmark = pytest.mark.django_db

NINGXIA = CASES.parents[2] / "ningxia" / "collection" / "cases"
SHOWN = {
    "individual-through-three-tiers": ("NX-42", "NX-94", "NX-101", "NX-109", "NX-110", "NX-111",
                                       "NX-115"),
    "unit-on-behalf": ("NX-95", "NX-97", "NX-101", "NX-102"),
    "city-level-unit": ("NX-113", "NX-114"),
    "city-unit-in-a-district": ("NX-113",),
    "directly-under-the-region": ("NX-112", "NX-114"),
    "central-unit-in-a-district": ("NX-112",),
    "not-passed-by-the-county": ("NX-110", "NX-116"),
    "not-passed-by-the-city": ("NX-111", "NX-116", "NX-122"),
    "not-passed-by-the-region": ("NX-116",),
    "returned-by-the-unit": ("NX-103", "NX-107"),
    "unit-corrects": ("NX-103", "NX-107"),
    "on-record-at-another-unit": ("NX-96",),
    "not-opened": ("NX-26", "NX-14"),
    "eleven-papers": ("NX-82",),
    "incomplete": ("NX-60", "NX-68", "NX-83", "NX-89"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.requirement(*ids)) for name, ids in SHOWN.items()]
)
def test_example_case_goes_as_it_expects(name):
    walked = walk(NINGXIA / f"{name}.yaml")

    assert (walked.status, walked.errors) == (0, "")


def test_every_example_case_is_walked():
    assert {path.stem for path in NINGXIA.glob("*.yaml")} == set(SHOWN)


@pytest.mark.requirement("NX-84", "NX-90")
def test_rows_of_proofs_follow_their_records(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(RECORDS, encoding="utf-8")

    walked = walk(path)

    assert (walked.status, walked.errors) == (0, "")


RECORDS = """\
scheme: ningxia/collection
clock: 2026-03-02
unit: {name: 宁夏示例大学, region: "640000", information: {affiliation: "20"}}
base: sample
answers:
  papers:
    - {name: 论文甲, publisher: 示例学报, date: 2018-11-06, rank: 一作}
    - {name: 论文乙, publisher: 示例学报, date: 2019-11-06, rank: 二作}
attachments: {paper_proof: null}
steps:
  - {submit: true, expect_refusal: "论文专著名称: 论文乙-示例学报-20191106-二作, 相关证明材料"}
  - {edit: {answers: {papers: {2: {name: 论文丙}}}}}
  - {submit: true, expect_refusal: "论文专著名称: 论文丙-示例学报-20191106-二作, 相关证明材料"}
  - {edit: {answers: {papers: [{name: 论文甲, publisher: 示例学报, date: 2018-11-06, rank: 一作}]}}}
  - {submit: true, expect_refusal: "论文专著名称: 论文甲-示例学报-20181106-一作, 相关证明材料"}
  - {edit: {answers: {papers: []}}}
  - submit
expect: {outcome: unit_confirm}
"""
