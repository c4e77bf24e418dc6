from collections.abc import Iterator

import pytest

OLD, NEW = "an-old-master-key-of-many-characters", "a-new-master-key-of-many-characters!"


@pytest.fixture
def masters(settings) -> Iterator[tuple[str, str]]:
    """The installation has one master key; another one is at hand."""
    settings.IDENTITY_KEYS = [OLD]
    return OLD, NEW
