"""The made city, scanned once for all tests."""

import pytest


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The made city and where it lies."""
    from kla_lib.samples import city

    home = tmp_path_factory.mktemp("kota-buatan")
    return home, city.make(home)


@pytest.fixture(scope="session")
def found(made):
    """Its evidence, judged."""
    from kla_lib.evidence.audit import open_evidence
    from kla_lib.samples import city

    return open_evidence(made[0], city.PERIOD, city.PLACE)
