"""What is said about modules, about what is left of a course, and about editions."""

from plm.enrollment.messages.editions import completed, on_it, published, stays
from plm.enrollment.messages.modules import about, left, module, step

__all__ = ["about", "completed", "left", "module", "on_it", "published", "stays", "step"]
