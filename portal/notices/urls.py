from django.urls import path

from portal.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read-all/", views.read_all, name="read_all"),
    path("receipts/<slug:provider>/<str:secret>/", views.receipts, name="receipts"),
    path("sms/", views.sms_page, name="sms_page"),
    path("<str:public_id>/open/", views.open_notice, name="open"),
]
