from django.urls import path

from applications.views import (
    applying,
    cases,
    files,
    pasting,
    preview,
    records,
    scripts,
    starting,
    unit_information,
)
from applications.views.unit_desk import (
    beginning,
    deciding,
    desk,
    entering,
    exporting,
    importing,
    legacy,
    reporting,
)

app_name = "applications"

urlpatterns = [
    path("apply/<slug:scheme_key>/", starting.start, name="start"),
    path("cases/", cases.mine, name="mine"),
    path("cases/<str:public_id>/", cases.detail, name="detail"),
    path("cases/<str:public_id>/form/", cases.go_on, name="go_on"),
    path("cases/<str:public_id>/form/<slug:section>/", applying.page, name="page"),
    path("cases/<str:public_id>/form/<slug:section>/save/", scripts.autosave, name="autosave"),
    path("cases/<str:public_id>/form/<slug:section>/add/", records.add, name="add_record"),
    path("cases/<str:public_id>/form/<slug:section>/paste/", pasting.paste, name="paste"),
    path("cases/<str:public_id>/form/<slug:section>/<slug:record>/", records.record, name="record"),
    path(
        "cases/<str:public_id>/form/<slug:section>/<slug:record>/save/", scripts.autosave_record, name="autosave_record"
    ),
    path("cases/<str:public_id>/form/<slug:section>/<slug:record>/act/", records.act, name="record_act"),
    path("cases/<str:public_id>/preview/", preview.preview, name="preview"),
    path("cases/<str:public_id>/submit/", applying.submit, name="submit"),
    path("cases/<str:public_id>/receipts/<int:number>/", applying.receipt, name="receipt"),
    path("cases/<str:public_id>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<str:public_id>/identity/", cases.reveal, name="reveal"),
    path("cases/<str:public_id>/decide/", deciding.decide, name="unit_decide"),
    path("cases/<str:public_id>/slots/<str:slot>/", scripts.upload, name="upload"),
    path("cases/<str:public_id>/slots/<str:slot>/remove/", scripts.remove, name="remove"),
    path("cases/<str:public_id>/letters/<slug:key>/", files.letter, name="letter"),
    path("attachments/<str:public_id>/", files.attachment, name="attachment"),
    path("attachments/<str:public_id>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("my-units/cases/", desk.desk, name="unit_desk"),
    path("my-units/cases/check/", reporting.check, name="unit_check"),
    path("my-units/cases/report/", reporting.report, name="unit_report"),
    path("my-units/cases/export/", exporting.export, name="unit_export"),
    path("my-units/<str:public_id>/begin/<slug:scheme>/", beginning.begin, name="unit_begin"),
    path("my-units/<str:public_id>/enter/<slug:scheme>/", entering.enter, name="unit_enter"),
    path("my-units/<str:public_id>/legacy/<slug:scheme>/", legacy.legacy, name="unit_legacy"),
    path("my-units/<str:public_id>/import/<slug:scheme>/", importing.imports, name="unit_imports"),
    path("my-units/<str:public_id>/import/<slug:scheme>/template/", importing.template, name="unit_template"),
    path("my-units/imports/<str:public_id>/", importing.case_import, name="unit_import"),
    path("my-units/imports/<str:public_id>/report/", importing.report, name="unit_import_report"),
    path("my-units/<str:public_id>/information/", unit_information.unit_information, name="unit_information"),
    path("form-session/", scripts.session, name="session"),
]
