"""The bureau looks at its figures and takes a list away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cases import make_case
from tests.e2e.stage import Portal, Visitors, snap


@pytest.mark.requirement("NB-83", "NB-91")
def test_the_bureau_goes_from_a_number_to_its_case_and_to_the_list_for_the_board(
    ningbo: Portal, visitors: Visitors
) -> None:
    make_case(ningbo, until="publicity")
    bureau = visitors.sign_in("bureau")
    bureau.goto("/desk/overview/")
    bureau.get_by_label("期间", exact=True).select_option(label="今年")
    bureau.get_by_role("button", name="查看").click()
    expect(bureau.locator("svg[role=img]").first).to_be_visible()
    for summary in bureau.locator("details.figures-counted > summary, details.figures-table > summary").all():
        summary.click()
    snap(bureau, "figures")
    bureau.get_by_role("link", name="审核人工作量").click()
    snap(bureau, "figures-workload")
    bureau.go_back()
    bureau.get_by_role("link", name="收件：1").click()
    snap(bureau, "figures-cases")
    bureau.get_by_role("link", name="钱江潮").click()
    expect(bureau.get_by_role("heading", level=1)).to_contain_text("钱江潮")
    bureau.get_by_role("link", name="公示名单").click()
    snap(bureau, "publicity-lists")
    with bureau.expect_download() as taken:
        bureau.get_by_role("link", name="下载筛选出的名单（Excel）").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
