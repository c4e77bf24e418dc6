from django.urls import path

from portal.ui.areas import area, areas
from portal.ui.published import article, articles, download, downloads
from portal.ui.views import guide, home

urlpatterns = [
    path("", home, name="home"),
    path("guide/", guide, name="guide"),
    path("articles/notice/", articles, {"kind": "notice"}, name="announcements"),
    path("articles/policy/", articles, {"kind": "policy"}, name="policies"),
    path("articles/<str:kind>/<str:public_id>/", article, name="article"),
    path("services/", areas, name="service_areas"),
    path("services/<slug:area>/", area, name="service_area"),
    path("downloads/", downloads, name="downloads"),
    path("downloads/<str:public_id>/", download, name="download"),
]
