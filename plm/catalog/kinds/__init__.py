"""The kinds a module can be of. A new kind is one file here, its name in this list, and one template."""

from plm.catalog.kinds.kind import Kind
from plm.catalog.kinds.live import Live
from plm.catalog.kinds.quiz import Option, Question, Quiz
from plm.catalog.kinds.reading import Reading
from plm.catalog.kinds.reflection import Prompt, Reflection

KINDS: dict[str, type[Kind]] = {one.kind: one for one in (Reading, Quiz, Reflection, Live)}

__all__ = ["KINDS", "Kind", "Live", "Option", "Prompt", "Question", "Quiz", "Reading", "Reflection"]
