"""``make test`` runs one notebook per kind of behaviour and the quick failures; ``make test-all`` runs them all."""

from pathlib import Path

import pytest

SHORT = (
    "01_", "02_", "07_", "09_", "15_", "17_", "26_", "31_", "33_", "35_", "38_", "39_", "56_", "58_",
    "test_comm_is_handed_over", "test_command_line", "test_unknown_argument", "test_server_has_one_thread",
    "test_crash_names_cause_and_cell", "test_an_export_that", "test_limits_hold_after", "test_nothing_of_unix", "test_timeout_ends_everything", "test_memory_cap", "test_notebook_ends_with",
    "test_fresh_kernel_for_each_notebook",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        here = Path(__file__).parent in item.path.parents
        if here and not any(name in item.name for name in SHORT):
            item.add_marker(pytest.mark.long)
