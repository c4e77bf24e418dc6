"""What the portal tells every browser, beside Django's own headers and the content policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    # The pages use none of these; whatever gets into one cannot either.
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
    " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
}
OTHERS_SCRIPTS = ("admin", "account", "mfa")
"""Pages of Django's admin and of allauth: their templates do not know of nonces, so scripts from here are enough."""


class BrowserMiddleware:
    """Inside of the content policy's middleware, outside of everything that answers.

    An answer that is the same for everybody, and says so by `may_be_kept`, has its own word on how long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not getattr(response, "may_be_kept", False) and _is_private(request, response):
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        if _has_others_scripts(request):
            response._csp_replace = {"script-src": ["'self'"]}  # type: ignore[attr-defined]
        return response


def _is_private(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page may hold what only this browser should see: a session's, or the answer to something sent."""
    sessions = settings.SESSION_COOKIE_NAME
    return request.method == "POST" or sessions in request.COOKIES or sessions in response.cookies


def _has_others_scripts(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    return match.app_name in OTHERS_SCRIPTS or (match.url_name or "").startswith(OTHERS_SCRIPTS[1:])
