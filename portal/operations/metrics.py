"""Numbers for a monitoring system: what each request cost, and the values of all probes.

With several processes every one writes into files of PROMETHEUS_MULTIPROC_DIR, and whoever is asked adds them up.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from portal.operations.probes import Reading, read_all

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)

requests = Counter("juxian_requests_total", "Answered requests", ["page", "method", "status"])
seconds = Histogram("juxian_request_seconds", "Time to answer", ["page"], buckets=BUCKETS)


def count_request(*, page: str, method: str, status: int, took: float) -> None:
    """Count one answered request; `page` is the name of the route, so that the labels are few."""
    requests.labels(page, method, str(status)).inc()
    seconds.labels(page).observe(took)


class _Probes(Collector):
    """Reads the probes at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        well = GaugeMetricFamily("juxian_probe_well", "1 while a probe finds nothing wrong", labels=["probe"])
        for probe, reading in read_all().items():
            well.add_metric([probe.name], float(reading.is_well))
            yield from _families(reading)
        yield well


def _families(reading: Reading) -> Iterator[GaugeMetricFamily]:
    families: dict[str, GaugeMetricFamily] = {}
    for key, value in reading.values.items():
        name, label, of = (key, "", "") if isinstance(key, str) else key
        labels = [label] if label else []
        family = families.setdefault(name, GaugeMetricFamily(f"juxian_{name}", name, labels=labels))
        family.add_metric([of] if label else [], value)
    yield from families.values()


def exposition() -> bytes:
    """Return everything in Prometheus' text form."""
    counted = REGISTRY
    if settings.METRICS_DIR:
        counted = CollectorRegistry()
        MultiProcessCollector(counted, path=settings.METRICS_DIR)
    asked = CollectorRegistry()
    asked.register(_Probes())
    return generate_latest(counted) + generate_latest(asked)
