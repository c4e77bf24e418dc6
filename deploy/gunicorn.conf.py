"""One group of web processes. How many groups there are, and where they listen, is said on the command line."""

from django.db import connections
from django.urls import reverse
from prometheus_client import multiprocess

from portal.logs import logging_config

workers = 2
worker_class = "gthread"  # a page that waits for the database or for storage keeps nobody else waiting
threads = 4

preload_app = True  # a worker that replaces a dead one is there at once

timeout = 90  # of a worker that gives no sign of life; an upload may be examined for up to 60 s
graceful_timeout = 30  # for the requests under way when a deployment restarts it
keepalive = 30  # longer than nginx keeps an idle connection, so that none is closed while a request is on its way
max_requests = 5000  # what leaks, leaks little
max_requests_jitter = 500

worker_tmp_dir = "/dev/shm"  # a full disk must not look like a dead worker
control_socket_disable = True
accesslog = None  # the portal writes a line for each request, with the page's name instead of its address
logconfig_dict = logging_config(as_json=True, level="INFO")
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["stderr"], "level": "INFO", "propagate": False}


def when_ready(server):  # type: ignore[no-untyped-def]
    """All that the first request would have to load is loaded, once for all workers.

    What the start-up asked the database, it asked on a connection that the workers must not inherit.
    """
    reverse("home")
    connections.close_all()


def child_exit(server, worker):  # type: ignore[no-untyped-def]
    """Gauges of a worker that ended are not counted any more; its counters are."""
    multiprocess.mark_process_dead(worker.pid)
