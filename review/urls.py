"""The offices' desks under `desk/`, the bureau's own under `bureau/`, handling users' under `authorisation/`, public lists."""

from django.urls import path

from review.views import authorising, bureau, case, placing, public, queue, units

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
]
