from django.urls import path

from portal.codes import views

app_name = "codes"

urlpatterns = [path("codes/<slug:name>/", views.find, name="find")]
