"""The third portal's way: statuses, offices, words of buttons, the portal's pages, read off its files."""

import pytest

from applications.scheme import Scheme
from review.tenant_file import TenantFile
from tests.applications.scheme import chaoyang


@pytest.fixture(scope="module")
def tenant() -> TenantFile:
    return chaoyang.tenant()


@pytest.fixture(scope="module")
def permission() -> Scheme:
    return chaoyang.scheme("permission")


@pytest.fixture(scope="module")
def declaration() -> Scheme:
    return chaoyang.scheme("declaration")


@pytest.mark.requirement("CY-63", "CY-65", "CY-66", "CY-68", "CY-69", "CY-71", "CY-80")
def test_two_reviews_have_the_labels_of_the_guide(declaration: Scheme) -> None:
    first, again = declaration.stages
    assert (first.label.zh, again.label.zh, declaration.labels["approved"].zh) == ("待审核", "待复审", "已完成")
    assert [stage.returned.zh for stage in declaration.stages if stage.returned] == ["未通过"] * 2
    assert [[office.code for office in stage.offices] for stage in declaration.stages] == [
        ["talent-service"],
        ["talent-office"],
    ]
    # Whichever review failed, the case comes to the first one again.
    assert (first.again, again.again) == (True, False)


@pytest.mark.requirement("CY-38", "CY-39", "CY-80")
def test_the_permission_has_one_review(permission: Scheme) -> None:
    (stage,) = permission.stages
    assert stage.returned is not None
    assert (stage.returned.zh, stage.offices[0].code) == ("业务权限审核不通过", "talent-service")
    assert permission.labels["approved"].zh == "已开通"
    assert (permission.subject, permission.valid_months) == ("unit", 36)


@pytest.mark.requirement("CY-26", "CY-32", "CY-33", "CY-37", "CY-39", "CY-44", "CY-61", "CY-66", "CY-67")
def test_buttons_have_the_words_of_the_guide(permission: Scheme, declaration: Scheme) -> None:
    keys = ("open", "details", "correct", "change", "submit")
    assert [permission.word(key, "zh") for key in keys] == ["申请开通", "查看详情", "重新申请", "修改资料", "提交"]
    assert [declaration.word(key, "zh") for key in ("enter", "details", "correct", "submit")] == [
        *("新增申报", "查看", "重新申请", "提交")
    ]
    assert permission.word("submitted", "zh").startswith("提交成功")
    assert {stage.return_action.zh for s in (permission, declaration) for stage in s.stages if stage.return_action} == {
        "不通过"
    }


@pytest.mark.requirement("CY-34", "CY-43")
def test_only_units_with_the_permission_declare(permission: Scheme, declaration: Scheme) -> None:
    assert (declaration.fills_in, declaration.submits, declaration.needs) == (("unit",), ("unit",), permission.scheme)
    assert (permission.fills_in, permission.submits) == (("unit",), ("unit",))


@pytest.mark.requirement("CY-63", "CY-64")
def test_every_review_has_its_time_limit(permission: Scheme, declaration: Scheme) -> None:
    assert permission.working_days is not None
    assert all(stage.working_days for stage in declaration.stages)


def test_nobody_is_refused_for_good_and_nothing_is_there_that_the_guide_has_not(
    permission: Scheme, declaration: Scheme
) -> None:
    for scheme in (permission, declaration):
        assert {word for stage in scheme.stages for word in stage.allows} == {"pass", "return"}
        assert (scheme.statement, scheme.publicity, scheme.certificate, scheme.window) == (None, None, None, None)


@pytest.mark.requirement("CY-70", "CY-74", "CY-75", "CY-76")
def test_completed_means_the_district_only_and_the_city_follows(declaration: Scheme) -> None:
    note = "“已完成”仅表示区级审核通过，还需报市级部门研究审批。"
    assert declaration.state_notes["approved"].zh == note
    assert note in declaration.notices["approved"].text.zh
    follow_up = declaration.follow_up
    assert follow_up is not None
    assert follow_up.office == "talent-office"
    assert {"name", "id_number", "basis", "unit.name"} <= set(follow_up.columns)
    listed = next(result for result in follow_up.results if result.value == "listed")
    assert listed.label.zh == "列入拟引进人才名单"
    notice = declaration.notices[listed.notice or ""]
    assert "unit" in notice.to
    assert "北京市“人才业务办理平台”" in notice.text.zh


@pytest.mark.requirement("CY-01", "CY-02")
def test_the_portal_has_its_name_and_says_which_browsers(tenant: TenantFile) -> None:
    assert tenant.name.zh == "朝阳国际人才港"
    pages = {page.key: page.body.zh for page in tenant.pages}
    assert "chytalents.gov.cn" in pages["about"]
    assert all(word in pages["help"] for word in ("谷歌浏览器", "360浏览器（极速模式）", "IE浏览器已停止维护"))


@pytest.mark.requirement("CY-06", "CY-79")
def test_support_names_whom_to_call_and_asks_for_one_contact(tenant: TenantFile) -> None:
    assert tenant.support is not None
    assert "指派一名具体负责同志统一对接" in tenant.support.zh
    assert tenant.hotline in tenant.support.zh
    assert tenant.hotline.endswith("-00000000")  # nobody's
    help_page = next(page.body.zh for page in tenant.pages if page.key == "help")
    assert "建议及时修改密码，并记住密码" in help_page


@pytest.mark.requirement("CY-03", "CY-04", "CY-05", "CY-08", "CY-11", "CY-12")
def test_people_sign_in_by_phone_and_units_open_themselves(tenant: TenantFile) -> None:
    assert tenant.sign_in is not None
    assert (tenant.sign_in.by, tenant.sign_in.captcha, tenant.sign_in.by_code) == (("phone",), True, True)
    assert tenant.sign_in.both_numbers
    assert tenant.units is not None
    assert tenant.units.certified_by_licence


@pytest.mark.requirement("CY-24", "CY-25", "CY-26")
def test_the_area_shows_policy_conditions_and_procedure_and_leads_to_the_declaration(tenant: TenantFile) -> None:
    (area,) = tenant.areas
    assert area.title.zh == "人才引进"
    assert [part.title.zh for part in area.parts][:3] == ["政策依据", "办理条件", "办理流程"]
    assert "declaration" in area.schemes


@pytest.mark.requirement("CY-09", "CY-21", "CY-40", "CY-41", "CY-43", "CY-77")
def test_the_area_and_the_guide_have_the_notes_for_units(tenant: TenantFile) -> None:
    area = "".join(part.body.zh for part in tenant.areas[0].parts)
    guide = chaoyang.handbook("everyone") + chaoyang.handbook("unit")
    for words in (
        "仅支持单位填报，不支持个人填报",
        "避免因经办人离职等导致频繁更换用户名",
        "应选择“单位认证”，不能选择“人才认证”，否则无法进入后续环节",
        "可直接填写其他申报人信息并提交",
        "杜绝提供各类虚假性信息",
    ):
        assert words in area, words
        assert words in guide, words
    assert "业务权限应再次开通" in area


@pytest.mark.requirement("CY-78")
def test_guides_are_those_of_this_round_and_say_that_they_lapse(tenant: TenantFile, declaration: Scheme) -> None:
    assert declaration.round is not None
    year = declaration.round.name
    assert [download.manual for download in tenant.downloads] == ["everyone", "unit", "office"]
    for download in tenant.downloads:
        assert year in download.title.zh
        opening = download.text.partition("\n")[0]
        assert f"{year}年批次" in opening
    for name in ("everyone", "unit"):
        assert "本指南不再使用" in chaoyang.handbook(name).partition("\n")[0]


@pytest.mark.requirement("CY-78")
def test_the_guide_names_what_the_forms_and_statuses_are_called(permission: Scheme, declaration: Scheme) -> None:
    guide = chaoyang.handbook("unit")
    wanted = [stage.label.zh for stage in declaration.stages] + [declaration.labels["approved"].zh]
    wanted += [declaration.labels["returned"].zh, permission.labels["returned"].zh, "新增申报"]
    wanted += [permission.word(key, "zh") for key in ("open", "details", "correct", "change")]
    wanted += [declaration.parameters["start_month"].zh, "诚信声明", "XX单位-姓名-材料名称"]
    assert not [word for word in wanted if word not in guide]
