"""Files in an S3-compatible object store, which is asked once and not waited for."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from portal.files.faults import StorageAway

CONNECT_SECONDS, READ_SECONDS = 2, 5
QUIET_SECONDS = 10
"""After a failure nobody asks again for so long: a request that needs several files waits for one answer at most."""

ABSENT = ("404", "NoSuchKey", "NotFound")


class Objects:
    """Bytes by name in a bucket. Every method raises StorageAway where the store does not answer in time, or refuses."""

    def __init__(self, url: str) -> None:
        """`url` is `s3://key:secret@host[:port]/bucket`, with `?region=…` and, for a trial, `?plain=on` for plain HTTP."""
        self._storage = S3Storage(**_options(url))
        self._quiet_until = 0.0
        self._lock = threading.Lock()

    def put(self, name: str, data: bytes) -> bool:
        is_new = not self.has(name)
        with self._asking():
            self._client.put_object(Bucket=self._bucket, Key=name, Body=data)
        return is_new

    def get(self, name: str) -> bytes:
        with self._asking():
            content: bytes = self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
            return content

    def remove(self, name: str) -> None:
        with self._asking(), contextlib.suppress(FileNotFoundError):
            self._client.delete_object(Bucket=self._bucket, Key=name)

    def has(self, name: str) -> bool:
        try:
            with self._asking():
                self._client.head_object(Bucket=self._bucket, Key=name)
        except FileNotFoundError:
            return False
        return True

    def names(self) -> Iterator[tuple[str, float]]:
        with self._asking():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
                for found in page.get("Contents", ()):
                    yield found["Key"], found["LastModified"].timestamp()

    def has_room_for(self, size: int) -> bool:
        return True

    def remove_parts(self, *, older_than: float) -> int:
        return 0  # an object appears when it is complete

    @property
    def _client(self) -> Any:
        return self._storage.connection.meta.client  # one a thread

    @property
    def _bucket(self) -> str:
        return str(self._storage.bucket_name)

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        if time.monotonic() < self._quiet_until:
            raise StorageAway("the object store failed a moment ago")
        try:
            yield
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ABSENT:
                raise FileNotFoundError("no such object") from error
            raise self._away(error) from error
        except (BotoCoreError, OSError) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> StorageAway:
        with self._lock:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
        return StorageAway(f"the object store does not answer: {type(error).__name__}: {error}")


def _options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{'http' if query.get('plain') == 'on' else 'https'}://{parts.netloc.rpartition('@')[2]}",
        "region_name": query.get("region", "us-east-1"),
        "client_config": _config(),
    }


def _config() -> Config:
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": 1},
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        # What the store does not know it refuses; these checks are not known everywhere.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
