from django.urls import path, register_converter

from portal.network import views
from portal.people.choices import SignInMode


class KindConverter:
    """Legal persons' and individuals' accounts: there are no others."""

    regex = "|".join(SignInMode.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(KindConverter, "account_kind")

app_name = "network"

urlpatterns = [
    path("<account_kind:kind>/begin/", views.begin, name="begin"),
    path("<account_kind:kind>/callback/", views.callback, name="callback"),
    path("<account_kind:kind>/ended/", views.ended, name="ended"),
]
