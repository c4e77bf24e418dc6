from django.urls import path

from portal.ui.areas import area, areas
from portal.ui.helping import help_index, help_page
from portal.ui.look import emblem, theme
from portal.ui.published import article, articles, download, downloads
from portal.ui.styleguide.views import styleguide
from portal.ui.views import guide, home

urlpatterns = [
    path("", home, name="home"),
    path("guide/", guide, name="guide"),
    path("theme.css", theme, name="theme"),
    path("emblem", emblem, name="emblem"),
    path("styleguide/", styleguide, name="styleguide"),
    path("help/", help_index, name="help"),
    path("help/<slug:guide>/", help_page, name="help_page"),
    path("articles/notice/", articles, {"kind": "notice"}, name="announcements"),
    path("articles/policy/", articles, {"kind": "policy"}, name="policies"),
    path("articles/<str:kind>/<str:public_id>/", article, name="article"),
    path("services/", areas, name="service_areas"),
    path("services/<slug:area>/", area, name="service_area"),
    path("downloads/", downloads, name="downloads"),
    path("downloads/<str:public_id>/", download, name="download"),
]
