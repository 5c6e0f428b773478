"""The engine's own tests take two minutes: they belong to ``make test-all`` until the driver uses the engine."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.long)
