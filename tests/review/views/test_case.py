import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Remark
from portal.audit.models import Event
from portal.calendar import set_clock
from portal.tenants.scope import tenant_scope
from review.models import Opinion, ReviewTask
from review.services.taking import take_task
from tests.builders import make_person, sign_in
from tests.review.views.conftest import IN_WINDOW, OUTSIDE_WINDOW, task_of

HAISHU, DEPARTMENT = "alliance-haishu", "human-resources-department"
ORIGINALS = {"record-originals_checked_on": "2026-11-03", "record-materials_keeper": "海曙区服务联盟"}
CHECKED = {"record-full_time_intro_checked": "on"}
JOINT = ("bureau", "talent-office", DEPARTMENT)


def url(task, step=""):
    return f"/desk/tasks/{task.public_id}/{step}"


def text_of(response):
    return response.content.decode()


def decide(client, task, decision="pass", **fields):
    return client.post(url(task, "decide/"), {"decision": decision, **fields})


@pytest.fixture
def walk(send, reviewer, as_user):
    """Pass a case on through the pages until it stands before a stage."""
    extra = {
        "originals_check": ORIGINALS | CHECKED,
        "departmental_review": {"category": "E"} | CHECKED,
    }

    def to_stage(stage, **answers):
        application = send("陈秀强", **answers)
        while (task := ReviewTask.objects.filter(application=application, state="OPEN").first()).stage != stage:
            client = as_user(reviewer(task.office.code))
            assert decide(client, task, **extra.get(task.stage, {})).status_code == 302, task.stage
        return application

    return to_stage


# Who gets in


@pytest.mark.requirement("NB-91")
def test_case_page_is_for_the_offices_that_handle_it(send, reviewer, as_user):
    application = send("陈秀强")
    task = task_of(application)
    assert as_user(reviewer(HAISHU)).get(url(task)).status_code == 200
    assert as_user(reviewer("alliance-jiangbei")).get(url(task)).status_code == 404
    assert as_user(reviewer("bureau")).get(url(task)).status_code == 404
    assert as_user(application.applicant).get(url(task)).status_code == 404
    assert as_user(None).get(url(task)).status_code == 302
    assert as_user(reviewer(HAISHU)).get("/desk/tasks/no-such-task/").status_code == 404


@pytest.mark.parametrize("step", ["decide/", "take/", "hand-back/", "hand-over/", "identity/"])
def test_what_changes_a_case_is_closed_to_others(step, send, reviewer, as_user):
    application = send("陈秀强")
    task = task_of(application)
    for stranger in (reviewer("alliance-jiangbei"), application.applicant, make_person(application.tenant)):
        assert as_user(stranger).post(url(task, step), {"decision": "pass"}).status_code == 404
    assert as_user(None).post(url(task, step), {"decision": "pass"}).status_code == 302
    led = as_user(reviewer(HAISHU)).get(url(task, step))
    assert led.status_code == 302
    assert led.url == url(task)
    assert not Opinion.objects.exists()


def test_decision_sent_after_the_session_ended_is_kept_over_signing_in(send, reviewer, as_user):
    task, officer = task_of(send("陈秀强")), reviewer(HAISHU)
    typed = {"decision": "return", "words": "请补充社保证明", "remark:field:name": "与证件不符"}
    signed_in = as_user(None)
    assert "/login/" in signed_in.post(url(task, "decide/"), typed).url
    sign_in(signed_in, officer)
    page = text_of(signed_in.get(url(task, "decide/")))
    assert "请补充社保证明" in page
    assert "与证件不符" in page
    assert "决定没有记录" in page
    assert not Opinion.objects.exists()
    assert signed_in.get(url(task, "decide/")).url == url(task)


def test_case_leads_to_the_task_of_the_readers_office(walk, reviewer, as_user):
    application = walk("departmental_review")
    answer = as_user(reviewer(DEPARTMENT)).get(f"/desk/cases/{application.public_id}/")
    assert answer["Location"] == url(task_of(application))
    assert as_user(reviewer("bureau")).get(f"/desk/cases/{application.public_id}/").status_code == 404


# What is shown


def test_page_shows_the_submission_in_words_and_the_number_masked(send, reviewer, as_user):
    application = send("陈秀强")
    page = text_of(as_user(reviewer(HAISHU)).get(url(task_of(application))))
    number = application.applicant.id_number
    assert "机械工程" in page
    assert "2025-06-01" in page
    assert "居民身份证" in page
    assert number not in page
    assert f"{number[0]}{'*' * 16}{number[-1]}" in page


def test_whole_number_is_shown_after_the_view_was_logged(send, reviewer, as_user):
    application, user = send("陈秀强"), reviewer(HAISHU)
    client, task = as_user(user), task_of(application)
    assert application.applicant.id_number in text_of(client.post(url(task, "identity/")))
    event = Event.objects.get(action="identity.viewed")
    assert (event.actor, event.target) == (user, f"applications.application:{application.pk}")
    assert application.applicant.id_number not in text_of(client.get(url(task)))


@pytest.mark.requirement("NB-104")
def test_every_reviewer_of_a_case_reads_office_person_time_and_words(walk, reviewer, as_user):
    application = walk("pre_review")
    first = reviewer(HAISHU, name="钱预审")
    decide(as_user(first), task_of(application), words="材料齐全，属实。")
    task = task_of(application)
    decide(as_user(reviewer(HAISHU)), task, **ORIGINALS, **CHECKED)
    page = text_of(as_user(reviewer(DEPARTMENT)).get(url(task_of(application))))
    for words in ("钱预审", "海曙区高层次人才创业创新服务联盟", "材料齐全，属实。", "2026年11月3日 09:00"):
        assert words in page


@pytest.mark.requirement("NB-72")
def test_outlet_where_originals_are_brought_is_shown(walk, reviewer, as_user):
    application = walk("originals_check")
    page = text_of(as_user(reviewer(HAISHU)).get(url(task_of(application))))
    assert "海曙区服务联盟窗口（示例）" in page
    assert "0574-00000201" in page


@pytest.mark.requirement("NB-72")
def test_the_applicant_reads_where_originals_go_while_the_office_that_receives_them_has_the_case(walk, as_user):
    application = walk("originals_check")
    address = f"/cases/{application.public_id}/"
    page = text_of(as_user(application.applicant).get(address))
    assert "原件受理网点" in page
    assert "宁波市海曙区示例路1号" in page
    ReviewTask.objects.filter(application=application).update(state="DONE")
    assert "原件受理网点" not in text_of(as_user(application.applicant).get(address))


def test_a_step_is_awaited_only_where_the_case_is(walk, as_user):
    application = walk("originals_check")
    page = as_user(application.applicant).get(f"/cases/{application.public_id}/")
    steps = [(one.label, one.state) for one in page.context["way"].steps]
    assert steps[:4] == [
        ("填写申报", "done"),
        ("网上预审", "done"),
        ("待现场初审", "current"),
        ("部门审核", "todo"),
    ]


def test_changes_since_the_last_submission_and_earlier_remarks_are_shown(send, reviewer, as_user):
    application = send("陈秀强")
    client = as_user(reviewer(HAISHU))
    remark = {"remark:field:major": "专业与证书不符"}
    decide(client, task_of(application), "return", words="请更正", **remark)
    send(again=application, major="材料科学")
    page = client.get(url(task_of(application)))
    assert [(one.label, one.before, one.after) for one in page.context["changes"]] == [("专业", "机械工程", "材料科学")]
    assert "专业与证书不符" in text_of(page)


def test_page_asks_as_many_queries_after_a_long_history(walk, reviewer, as_user):
    application = walk("bureau_submission")
    client = as_user(reviewer(HAISHU))
    task = task_of(application)
    few = _queries(client, url(task))
    decide(client, task)
    bureau = as_user(reviewer("bureau"))
    last = task_of(application)
    assert _queries(bureau, url(last)) <= few + 2


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# Taking


def test_taken_case_is_read_only_for_colleagues_who_are_told_who_has_it(send, reviewer, as_user):
    application, colleague = send("陈秀强"), as_user(reviewer(HAISHU, name="钱同事"))
    task = task_of(application)
    as_user(reviewer(HAISHU, name="王审核")).post(url(task, "take/"))
    page = text_of(colleague.get(url(task)))
    assert "王审核 正在办理" in page
    assert "2026年11月3日 09:00 起" in page
    assert 'id="decision"' not in page
    assert decide(colleague, task).status_code == 409
    assert not Opinion.objects.exists()


def test_task_is_handed_back_and_handed_over(send, reviewer, as_user):
    task = task_of(send("陈秀强"))
    user, colleague = reviewer(HAISHU), reviewer(HAISHU, name="钱同事")
    client = as_user(user)
    client.post(url(task, "take/"))
    client.post(url(task, "hand-back/"))
    assert _taker(task) is None
    client.post(url(task, "take/"))
    client.post(url(task, "hand-over/"), {"to": colleague.username})
    assert _taker(task) == colleague
    stranger = reviewer("alliance-jiangbei")
    as_user(colleague).post(url(task, "hand-over/"), {"to": stranger.username})
    assert _taker(task) == colleague


def _taker(task):
    return ReviewTask.objects.get(pk=task.pk).taken_by


# Deciding


@pytest.mark.requirement("NB-70")
def test_pass_moves_the_case_and_leads_back_to_the_queue(send, reviewer, as_user):
    application = send("陈秀强")
    client = as_user(reviewer(HAISHU))
    page = text_of(client.get(url(task_of(application))))
    assert "预审通过" in page
    answer = decide(client, task_of(application), words="齐全")
    assert answer["Location"].startswith(f"/desk/?office={HAISHU}&decided=")
    assert task_of(application).stage == "originals_check"
    assert Opinion.objects.get().words == "齐全"


@pytest.mark.requirement("NB-87")
@pytest.mark.parametrize("decision", ["return", "reject"])
def test_return_and_rejection_need_a_reason(decision, send, reviewer, as_user):
    application = send("陈秀强")
    client = as_user(reviewer(HAISHU))
    answer = decide(client, task_of(application), decision, **{"remark:field:major": "不符"})
    assert answer.status_code == 422
    assert "请写明理由" in text_of(answer)
    assert ">不符</textarea>" in text_of(answer)
    assert decide(client, task_of(application), decision, words="材料不符").status_code == 302
    assert Opinion.objects.get().decision == decision


@pytest.mark.requirement("NB-54", "NB-87")
def test_return_with_remarks_unlocks_what_they_name(send, reviewer, as_user):
    application = send("陈秀强")
    remarks = {"remark:field:major": "与证书不符", "remark:slot:nb_photo": "请换近照", "remark:field:title": "  "}
    decide(as_user(reviewer(HAISHU)), task_of(application), "return", words="请更正后重交", **remarks)
    assert set(Remark.objects.values_list("path", "text")) == {
        ("field:major", "与证书不符"),
        ("slot:nb_photo", "请换近照"),
    }
    assert Application.objects.get(pk=application.pk).state == "returned"


@pytest.mark.requirement("NB-73", "NB-74", "NB-103")
def test_originals_check_passes_only_with_its_records(walk, reviewer, as_user):
    application = walk("originals_check")
    client = as_user(reviewer(HAISHU))
    task = task_of(application)
    refused = decide(client, task, **ORIGINALS)
    assert refused.status_code == 422
    assert "已核查全职引进时间" in text_of(refused)
    assert "海曙区服务联盟" in text_of(refused)
    tomorrow = ORIGINALS | {"record-originals_checked_on": "2026-11-04"}
    assert "不能晚于今天" in text_of(decide(client, task, **tomorrow, **CHECKED))
    assert decide(client, task, **ORIGINALS, **CHECKED).status_code == 302
    assert Opinion.objects.get(stage="originals_check").records == {
        "originals_checked_on": "2026-11-03",
        "materials_keeper": "海曙区服务联盟",
        "full_time_intro_checked": True,
    }
    after = text_of(as_user(reviewer(DEPARTMENT)).get(url(task_of(application))))
    assert "2026-11-03" in after


@pytest.mark.requirement("NB-75", "NB-77")
def test_department_determines_the_category_claimed_by_default_or_another(walk, reviewer, as_user):
    application = walk("departmental_review")
    client = as_user(reviewer(DEPARTMENT))
    task = task_of(application)
    page = text_of(client.get(url(task)))
    assert '<option value="E" selected>' in page
    assert decide(client, task, category="", **CHECKED).status_code == 422
    assert decide(client, task, category="D", **CHECKED).status_code == 302
    assert Application.objects.get(pk=application.pk).determined_category == "D"
    assert "认定类别：拔尖人才" in text_of(as_user(reviewer(HAISHU)).get(url(task_of(application))))


@pytest.mark.requirement("NB-78", "NB-79", "NB-80")
def test_case_goes_back_to_the_receiving_office_and_on_to_the_bureau(walk, reviewer, as_user):
    application = walk("bureau_submission")
    task = task_of(application)
    assert task.office.code == HAISHU
    page = text_of(as_user(reviewer(HAISHU)).get(url(task)))
    assert "报送市人社局" in page
    decide(as_user(reviewer(HAISHU)), task)
    assert task_of(application).office.code == "bureau"
    answer = decide(as_user(reviewer("bureau")), task_of(application), "send_back", words="请补充说明")
    assert answer.status_code == 302
    assert task_of(application).stage == "bureau_submission"


@pytest.mark.requirement("NB-81", "NB-82")
def test_joint_stage_shows_who_has_confirmed_and_goes_on_when_all_have(walk, reviewer, as_user):
    application = walk("joint_confirmation", equivalent_claim=True)
    pages = {code: as_user(reviewer(code, name=f"{code}的人")) for code in JOINT}
    before = {code: pages[code].get(url(task_of(application, code))) for code in JOINT}
    assert [one.opinion for one in before["bureau"].context["confirmations"]] == [None, None, None]
    for code in JOINT[:2]:
        # Each page was opened before the others confirmed: nobody is turned away for that.
        assert decide(pages[code], task_of(application, code)).status_code == 302
    last = text_of(pages[DEPARTMENT].get(url(task_of(application, DEPARTMENT))))
    assert "bureau的人" in last
    assert "talent-office的人" in last
    assert last.count("待确认") == 1
    decide(pages[DEPARTMENT], task_of(application, DEPARTMENT))
    assert task_of(application).stage == "bureau_approval"


@pytest.mark.requirement("NB-88")
def test_case_outside_the_window_can_be_read_but_not_decided(send, reviewer, as_user):
    with set_clock(OUTSIDE_WINDOW):
        task = task_of(send("陈秀强"))
        client = as_user(reviewer(HAISHU))
        page = text_of(client.get(url(task)))
        assert "2026-12-01" in page
        assert 'id="decision"' not in page
        assert decide(client, task).status_code == 409
    assert not Opinion.objects.exists()


def test_second_decision_is_told_who_was_first_and_keeps_its_words(send, reviewer, as_user):
    application = send("陈秀强")
    task = task_of(application)
    first, second = as_user(reviewer(HAISHU, name="王审核")), as_user(reviewer(HAISHU, name="钱同事"))
    assert second.get(url(task)).status_code == 200
    decide(first, task, words="同意")
    answer = decide(second, task, "reject", words="我认为不符合条件", revision=str(application.revision))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "王审核 已于 2026-11-03 09:00" in page
    assert "我认为不符合条件" in page
    assert Opinion.objects.get().reviewer.name == "王审核"


def test_page_of_an_older_revision_is_refused(walk, reviewer, as_user):
    application = walk("bureau_approval")
    task = task_of(application)
    answer = decide(as_user(reviewer("bureau")), task, revision="1")
    assert answer.status_code == 409
    assert "您的操作没有记录" in text_of(answer)


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(send, reviewer, as_user):
    application = send("陈秀强")
    task = task_of(application)
    clients = [as_user(reviewer(HAISHU, name=name)) for name in ("王审核", "钱同事")]
    start, answers = threading.Barrier(2), []

    def act(client, decision):
        with set_clock(IN_WINDOW), tenant_scope(application.tenant):
            start.wait()
            answers.append(decide(client, task, decision, words="意见"))
        connections.close_all()

    threads = [threading.Thread(target=act, args=pair) for pair in zip(clients, ("pass", "reject"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    opinion = Opinion.objects.get()
    assert f"{opinion.reviewer.name} 已于" in text_of(loser)


def test_refused_taking_says_who_has_the_task(send, reviewer, as_user):
    task = task_of(send("陈秀强"))
    take_task(task_id=task.pk, user=reviewer(HAISHU, name="王审核"))
    answer = as_user(reviewer(HAISHU)).post(url(task, "take/"), follow=True)
    assert "王审核 正在办理" in text_of(answer)


def test_long_remark_is_refused_and_kept(send, reviewer, as_user):
    task = task_of(send("陈秀强"))
    answer = decide(as_user(reviewer(HAISHU)), task, "return", words="请更正", **{"remark:field:major": "长" * 501})
    assert answer.status_code == 422
    assert "每条批注最多 500 字" in text_of(answer)
    assert "长" * 501 in text_of(answer)


@pytest.mark.requirement("NB-90")
def test_days_left_are_working_days(send, reviewer, as_user):
    application = send("陈秀强")
    ReviewTask.objects.filter(application=application).update(due_on=dt.date(2026, 11, 10))
    page = text_of(as_user(reviewer(HAISHU)).get(url(task_of(application))))
    assert "还剩 5 个工作日" in page
