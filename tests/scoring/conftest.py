"""The real edition, loaded once."""

import pytest

from kla_lib.instrument import editions


@pytest.fixture(scope="session")
def edition():
    return editions.load(editions.shipped()["2023"])
