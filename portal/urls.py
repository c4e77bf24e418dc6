"""Every address of the portal. Apps are assembled by name, so that nobody imports upward."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler500 = "portal.operations.errors.server_error"

urlpatterns = [
    path("", include("portal.ui.urls")),
    path("account/network/", include("portal.network.urls")),
    path("account/", include("portal.people.account_urls")),
    path("me/", include("portal.people.urls")),
    path("", include("portal.privacy.urls")),
    path("notices/", include("portal.notices.urls")),
    path("", include("portal.codes.urls")),
    path("audit/", include("portal.audit.urls")),
    path("units/", include("units.urls")),
    path("", include("applications.urls")),
    path("", include("certificates.urls")),
    path("", include("review.urls")),
    path("manage/", admin.site.urls),
]

if settings.JUXIAN_ENV == "demo":
    urlpatterns += [path("demo/", include("review.demo.urls"))]
