"""The catalogue, enrolling oneself and others, leaving, due dates, waiving, seats."""

from plm.enrollment.pages import catalogue, editions, moving, seats, standing, team, waiving
from plm.enrollment.pages.blueprint import pages

__all__ = ["catalogue", "editions", "moving", "pages", "seats", "standing", "team", "waiving"]
