"""The portal's database backend, with the embedded server started on the first connection."""

from pathlib import Path
from typing import Any

from portal.embedded import server
from portal.tenants.backend import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        socket_directory = server.ensure_running(Path(self.settings_dict["VAR"]))
        return super().get_new_connection(conn_params | {"host": str(socket_directory)})
