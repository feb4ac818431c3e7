"""Hypothesis without its stopwatch: a busy machine is no mistake of the model."""

from hypothesis import settings

settings.register_profile("plm", deadline=None)
settings.load_profile("plm")
