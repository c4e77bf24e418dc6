from django.urls import path

from units import certification_views, views

app_name = "units"

urlpatterns = [
    path("", views.desk, name="desk"),
    path("search/", views.search, name="search"),
    path("request/", views.request_unit, name="request"),
    path("certification/", certification_views.certifications, name="certifications"),
    path("certification/<slug:public_id>/", certification_views.certification, name="certification"),
    path("certification/<slug:public_id>/licence/", certification_views.licence, name="licence"),
    path("<slug:public_id>/", views.detail, name="detail"),
    path("<slug:public_id>/change/", views.change, name="change"),
    path("<slug:public_id>/administrators/add/", views.add_administrator, name="add_administrator"),
    path("<slug:public_id>/administrators/remove/", views.remove_administrator, name="remove_administrator"),
]
