"""Property tests here have no deadline for a single example: how long things take is tested where it is promised."""

from hypothesis import settings

settings.register_profile("objectry", deadline=None)
settings.load_profile("objectry")
