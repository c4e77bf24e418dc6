from django.urls import path

from portal.ui.views import guide, home

urlpatterns = [
    path("", home, name="home"),
    path("guide/", guide, name="guide"),
]
