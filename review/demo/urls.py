from django.urls import path

from review.demo.views import clock

app_name = "demo"

urlpatterns = [path("clock/", clock, name="clock")]
