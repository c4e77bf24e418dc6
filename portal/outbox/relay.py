"""Brings deferred tasks from the database to the queue; the only one of us to wait for a queue that is away."""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery import current_app
from django.db import DatabaseError, close_old_connections

from portal.outbox.services import hand_back_tasks, lease_due_tasks
from portal.outbox.tasks import run_deferred
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

log = logging.getLogger(__name__)

AT_A_TIME = 100
PAUSE = 0.5
"""Seconds between two looks at the database while nothing is due. A look costs a tenant one index scan that finds
nothing; LISTEN and NOTIFY would save it, but make all committing transactions of the database queue behind each other."""

AFTER_A_FAULT = 2.0
SHORT = {"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0}


class QueueAway(Exception):
    """The queue did not take a message within its time."""


class Queue:
    """A connection to the queue that gives up within seconds, and begins anew after each fault."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._connection: Any = None

    def send(self, tenant_id: int, pk: int) -> None:
        """Send one task. Raises QueueAway; the message may have arrived even so."""
        try:
            run_deferred.apply_async((tenant_id, pk), producer=self._producer(), retry=False)
        except Exception as error:
            self.close()
            raise QueueAway(str(error) or type(error).__name__) from error

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.collect(socket_timeout=1)

    def _producer(self) -> Any:
        if self._connection is None:
            self._connection = self.app.connection_for_write(transport_options=SHORT)
            self._opened = self.app.amqp.Producer(self._connection.channel())
        return self._opened


class Relay:
    """Several may run at once: each row is leased to one of them."""

    def __init__(self, queue: Queue | None = None) -> None:
        self.queue = queue or Queue(current_app)
        self.ends = threading.Event()
        self.is_away = False

    def run(self) -> None:
        """Relay until `ends` is set; whatever goes wrong is tried again."""
        while not self.ends.is_set():
            self.ends.wait(self._pause_after_round())
            close_old_connections()
        self.queue.close()

    def _pause_after_round(self) -> float:
        try:
            sent = self.relay_once()
        except QueueAway as error:
            self._say_away(error)
            return AFTER_A_FAULT
        except DatabaseError as error:
            log.warning("The relay waits for the database: %s", str(error).partition("\n")[0])
            return AFTER_A_FAULT
        if sent and self.is_away:
            self.is_away = False
            log.warning("The queue is back; what waited is sent")
        return 0 if sent else PAUSE

    def relay_once(self) -> int:
        """Send what is due in every tenant, and return how many tasks that were. Raises QueueAway."""
        return sum(self._relay(tenant) for tenant in Tenant.objects.filter(is_active=True))

    def _relay(self, tenant: Tenant) -> int:
        with tenant_scope(tenant):
            waiting = lease_due_tasks(AT_A_TIME)
            for number, pk in enumerate(waiting):
                try:
                    self.queue.send(tenant.pk, pk)
                except QueueAway:
                    hand_back_tasks(waiting[number:])
                    raise
        return len(waiting)

    def _say_away(self, error: QueueAway) -> None:
        """Once, not every two seconds."""
        if not self.is_away:
            log.warning("The queue is away (%s); deferred tasks wait in the database", error)
        self.is_away = True
