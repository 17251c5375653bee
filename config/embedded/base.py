"""Django's PostgreSQL backend on the embedded server, which it starts when a connection is wanted."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.errors import ConnectionTimeout

from config.embedded.server import get_embedded_server


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        return {
            **super().get_connection_params(),
            "host": get_embedded_server(self.settings_dict["VAR"]).socket_directory,
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = get_embedded_server(self.settings_dict["VAR"])
        server.join()
        try:
            return super().get_new_connection(conn_params)
        except ConnectionTimeout:
            # It is there and says nothing: to start another one is no cure.
            raise
        except OperationalError:
            server.start()
            return super().get_new_connection(conn_params)
