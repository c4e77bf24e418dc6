"""Another picture where no script fetches one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse


class OffersAnotherPicture:
    """Shows the form anew with another picture, where no script does that in the page."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "another" not in request.POST:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return answer
        kept = self.get_form_kwargs() | {"data": None, "files": None, "initial": request.POST.dict()}  # type: ignore[attr-defined]
        form = self.get_form_class()(**kept)  # type: ignore[attr-defined]
        shown: HttpResponse = self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        return shown
