from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from django.db import connection

from tools.chaos.tampering import Superuser, past_all_guards


def connect() -> psycopg.Connection:
    """Connect to the tests' database as the server's administrator."""
    server = connection.settings_dict
    return psycopg.connect(host=server["HOST"], port=server["PORT"], dbname=server["NAME"], user="postgres")


@contextlib.contextmanager
def as_superuser() -> Iterator[Superuser]:
    with past_all_guards(connect()) as cursor:
        yield cursor
