"""What this app shows on the page of a case, its own and those of the apps above."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from applications.models import Application
from applications.showing import last_recognition
from portal.people.requests import user_of


def recognition_panel(request: HttpRequest, application: Application) -> str:
    """Show what the case renews, and what has changed since (HZ-42); nothing for a case that renews nothing."""
    last = last_recognition(application, user_of(request))
    return render_to_string("applications/_last_recognition.html", {"last": last}, request=request) if last else ""
