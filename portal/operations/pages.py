"""The three addresses for machines. They are answered before a tenant is looked for, on any host and any IP."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare

from portal.operations.metrics import exposition
from portal.operations.probes import read_all


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive and answers; it asks nobody else."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether people should be sent here: 503 while something is not well that no page can do without."""
    readings = read_all()
    is_ready = all(reading.is_well for probe, reading in readings.items() if probe.is_needed)
    told = {
        probe.name: {"well": reading.is_well, "needed": probe.is_needed, "words": reading.words}
        for probe, reading in readings.items()
    }
    return JsonResponse(
        {"status": "ready" if is_ready else "not ready", "probes": told}, status=200 if is_ready else 503
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for who has METRICS_TOKEN; to anybody else this address does not exist."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        return HttpResponseNotFound()
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


PAGES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
