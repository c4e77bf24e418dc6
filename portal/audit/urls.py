from django.urls import path

from portal.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.log, name="log"),
    path("chain/", views.chain, name="chain"),
    path("export/", views.export, name="export"),
    path("checkpoints/", views.checkpoint_file, name="checkpoints"),
    path("public-key/", views.public_key, name="public_key"),
]
