"""Settings of the unit tests."""

from hypothesis import settings

# the same examples everywhere, and no deadline: a busy machine is no fault of the code
settings.register_profile("unit", deadline=None, derandomize=True, database=None)
settings.load_profile("unit")
