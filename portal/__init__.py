"""The ground every other app stands on. It knows none of them."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
