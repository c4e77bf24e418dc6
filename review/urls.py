"""The offices' desks under `desk/`, `follow-up/` and `complaint-desk/`, handling users' under `authorisation/`, the
bureau's own under `bureau/`, the public's pages under `publicity/` and `complaints/`.
"""

from django.urls import path

from review.views import authorising, bureau, case, complaint_desk, complaints, following, placing, public, queue, units

app_name = "review"

urlpatterns = [
    path("desk/", queue.queue, name="queue"),
    path("desk/waiting/", queue.waiting, name="waiting"),
    path("desk/done/", queue.done, name="done"),
    path("desk/overview/", queue.overview, name="overview"),
    path("authorisation/", authorising.authorisation, name="authorisation"),
    path("authorisation/register/", authorising.register, name="register_unit"),
    path("authorisation/people/", placing.place, name="place_person"),
    path("authorisation/units/<str:public_id>/", authorising.unit, name="authorise"),
    path("authorisation/units/<str:public_id>/open/", authorising.open_scheme, name="open_for_unit"),
    path("authorisation/units/<str:public_id>/close/", authorising.close_scheme, name="close_for_unit"),
    path("authorisation/units/<str:public_id>/administrator/", authorising.administrator, name="set_administrator"),
    path(
        "authorisation/units/<str:public_id>/administrator/remove/",
        authorising.remove_administrator,
        name="dismiss_administrator",
    ),
    path("desk/tasks/<str:public_id>/", case.task, name="task"),
    path("desk/tasks/<str:public_id>/decide/", case.decide, name="decide"),
    path("desk/tasks/<str:public_id>/take/", case.take, name="take"),
    path("desk/tasks/<str:public_id>/hand-back/", case.hand_back, name="hand_back"),
    path("desk/tasks/<str:public_id>/hand-over/", case.hand_over, name="hand_over"),
    path("desk/tasks/<str:public_id>/identity/", case.reveal, name="reveal"),
    path("desk/cases/<str:public_id>/", case.case, name="case"),
    path("desk/cases/<str:public_id>/revoke/", bureau.revoke, name="revoke"),
    path("follow-up/", following.follow_up, name="follow_up"),
    path("follow-up/hand-on/", following.hand_on_list, name="hand_on"),
    path("follow-up/results/", following.record, name="record_results"),
    path("follow-up/results/file/", following.results_file, name="results_file"),
    path("follow-up/lists/", following.handed_on_lists, name="handed_on_lists"),
    path("follow-up/lists/<str:public_id>/", following.handed_on_list, name="handed_on_list"),
    path("complaint-desk/", complaint_desk.complaint_desk, name="complaint_desk"),
    path("complaint-desk/<str:public_id>/", complaint_desk.complaint, name="complaint"),
    path("complaint-desk/<str:public_id>/take/", complaint_desk.take, name="take_complaint"),
    path("complaint-desk/<str:public_id>/hand-back/", complaint_desk.hand_back, name="hand_back_complaint"),
    path("complaint-desk/<str:public_id>/answer/", complaint_desk.answer, name="answer_complaint"),
    path("complaint-desk/<str:public_id>/close/", complaint_desk.close, name="close_complaint"),
    path("complaint-desk/<str:public_id>/contact/", complaint_desk.reveal, name="reveal_complainant"),
    path("complaint-desk/files/<str:public_id>/", complaint_desk.complaint_file, name="complaint_file"),
    path("bureau/objections/", bureau.objection_desk, name="objections"),
    path("bureau/objections/<str:public_id>/", bureau.resolve, name="resolve"),
    path("bureau/objections/<str:public_id>/contact/", bureau.reveal_contact, name="reveal_objector"),
    path("bureau/blacklist/", bureau.blacklist, name="blacklist"),
    path("bureau/blacklist/<str:public_id>/lift/", bureau.lift, name="lift"),
    path("openings/", units.units, name="units"),
    path("openings/new/", units.new_unit, name="new_unit"),
    path("openings/<str:public_id>/", units.unit, name="unit"),
    path("openings/<str:public_id>/contact/", units.reveal_contact, name="reveal_unit_contact"),
    path("publicity/", public.publicity, name="publicity"),
    path("publicity/objections/<str:public_id>/", public.objection_receipt, name="objection_receipt"),
    path("publicity/<str:public_id>/object/", public.object_to, name="object"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/mine/", complaints.my_complaints, name="my_complaints"),
    path("complaints/receipt/", complaints.complaint_receipt, name="complaint_receipt"),
    path("complaints/new/<str:way>/", complaints.complain, name="complain"),
]
