from django.urls import path

from portal.privacy.views import consents, exports, leaving, mine, reports

app_name = "privacy"

urlpatterns = [
    path("privacy/", consents.notice, name="notice"),
    path("privacy/<int:number>/", consents.notice, name="notice_version"),
    path("me/privacy/", mine.mine, name="mine"),
    path("me/privacy/agree/", consents.agree, name="agree"),
    path("me/privacy/withdraw/<slug:key>/", consents.withdraw, name="withdraw"),
    path("me/data/", exports.export, name="export"),
    path("me/data/<str:public_id>/", exports.download, name="download"),
    path("me/leave/", leaving.leave, name="leave"),
    path("me/leave/cancel/", leaving.stay, name="stay"),
    path("retention/", reports.report_list, name="reports"),
    path("retention/<str:public_id>/", reports.report, name="report"),
    path("retention/<str:public_id>/table/", reports.report_table, name="report_table"),
]
