from django.db import models

from portal.audit.models import Event


def events_of(target: models.Model) -> models.QuerySet[Event]:
    """Return what was done to an object, the newest first."""
    return Event.objects.filter(target=f"{target._meta.label_lower}:{target.pk}").order_by("-id")
