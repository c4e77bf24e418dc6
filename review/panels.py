"""What the review adds to pages of the ground."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from review.queries.complaints import takes_complaints


def complaints_on_home(_request: HttpRequest, _obj: Any) -> str:
    """The two ways 网上投诉 and 网上举报, on the home page of a tenant that takes them (NX-04)."""
    return render_to_string("review/_complaint_panel.html") if takes_complaints() else ""
