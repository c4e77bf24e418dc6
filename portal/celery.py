"""The task queue. Without REDIS_URL tasks run at once, in the process that asks for them."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("juxian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")


@signals.setup_logging.connect
def keep_our_log(**_options: Any) -> None:
    """Celery sets up a log of its own unless somebody listens here; Django has set up ours already."""
