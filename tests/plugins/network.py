"""The account network of the tests: one server for a process, started when the first test asks for it."""

from collections.abc import Iterator

import pytest

from portal.network.local import LocalNetwork


@pytest.fixture(scope="session")
def network_server() -> Iterator[LocalNetwork]:
    """The server itself, for fixtures that outlive a test."""
    with LocalNetwork([], []) as server:
        yield server


@pytest.fixture
def network(network_server: LocalNetwork) -> LocalNetwork:
    """The network without anybody: a test lets its people in (`let_in`) and makes its clients known (`know`).

    It may be stopped; the next test finds it running again.
    """
    network_server.let_in([])
    network_server.know([])
    if not network_server.is_running:
        network_server.start_again()
    return network_server
