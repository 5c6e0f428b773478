"""Settings of all tests: no test of properties fails because a machine is slow."""

from hypothesis import settings

settings.register_profile("kla", deadline=None)
settings.load_profile("kla")
