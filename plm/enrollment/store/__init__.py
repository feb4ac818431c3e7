"""Enrollments: one document per person, course and cycle, carrying evidence and verdict."""

from plm.enrollment.store.documents import enrollment_from, enrollment_to
from plm.enrollment.store.enrollments import ENROLLMENTS, Enrollments

__all__ = ["ENROLLMENTS", "Enrollments", "enrollment_from", "enrollment_to"]
