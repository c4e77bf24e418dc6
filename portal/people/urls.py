from django.urls import path

from portal.people import identity_views, leaving_views, views
from portal.people.second_factor_views import second_factor
from portal.people.sign_in_views import switch_mode

app_name = "people"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("identity/", identity_views.identity, name="identity"),
    path("name/", identity_views.name, name="name"),
    path("second-factor/", second_factor, name="second_factor"),
    path("still-here/", views.still_here, name="still_here"),
    path("mode/", switch_mode, name="switch_mode"),
    path("sign-out-everywhere/", leaving_views.sign_out_everywhere, name="sign_out_everywhere"),
]
