"""What is said about modules, about what is left of a course, and about editions."""

from plm.enrollment.messages.modules import about, left, module, step

__all__ = ["about", "left", "module", "step"]
