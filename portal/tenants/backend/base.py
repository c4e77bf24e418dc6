"""Django's PostgreSQL backend, with the tenant of the running code told to each transaction.

The setting is local to the transaction: a connection that goes on to serve somebody else remembers nothing. Without a
tenant it is empty, and the policies show no tenant's rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from portal.tenants.backend.operations import DatabaseOperations
from portal.tenants.backend.roles import require_bound_role, settings_of_owner
from portal.tenants.current import current_tenant_or_none

TELL = "SELECT set_config('app.tenant', %s, true)"
UNKNOWN = "?"  # no tenant's id: the next statement tells the database, whatever it is


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told = UNKNOWN
        self._role_is_checked = False
        self.execute_wrappers.append(self._for_the_tenant)

    def init_connection_state(self) -> None:
        super().init_connection_state()
        if not self._role_is_checked and not self.settings_dict.get("ACTS_AS_OWNER"):
            require_bound_role(self.connection)
            self._role_is_checked = True

    def _for_the_tenant(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """What runs outside of a transaction gets one of its own: a setting that outlived it would leak."""
        tenant = current_tenant_or_none()
        wanted = "" if tenant is None else str(tenant.pk)
        if self.in_atomic_block or not wanted:
            self._tell(wanted)
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):
            self._tell(wanted)
            return execute(sql, params, many, context)

    def _tell(self, tenant: str) -> None:
        if tenant == self._told or not self._can_be_told():
            return
        with self.wrap_database_errors:
            self.connection.execute(TELL, [tenant])
        self._told = tenant

    def _can_be_told(self) -> bool:
        """Outside of a transaction nothing is set; in a failed one only a rollback goes through."""
        return self.in_atomic_block and self.connection.info.transaction_status != TransactionStatus.INERROR

    def _set_autocommit(self, autocommit: bool) -> None:
        self._told = UNKNOWN
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = UNKNOWN

    def _rollback(self) -> None:
        self._told = UNKNOWN
        super()._rollback()  # type: ignore[misc]

    def _nodb_cursor(self) -> Any:
        """Databases are made and dropped, by tests, as their owner."""
        owner = self.__class__({**settings_of_owner(self.settings_dict), "NAME": None}, alias=self.alias)
        return super(DatabaseWrapper, owner)._nodb_cursor()
