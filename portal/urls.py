"""Every address of the portal. Apps are assembled by name, so that nobody imports upward."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("manage/", admin.site.urls),
    path("account/", include("allauth.urls")),
]
