"""The kinds a module can be of. A new kind is one file here, its name in this list, and one template."""

from plm.catalog.kinds.kind import Kind
from plm.catalog.kinds.live import Live
from plm.catalog.kinds.practice import Act, Practice
from plm.catalog.kinds.quiz import Answered, Line, Option, Pool, Question, Quiz, answered, marked
from plm.catalog.kinds.reading import Reading
from plm.catalog.kinds.reflection import Audience, Prompt, Reflection
from plm.catalog.kinds.video import Video

KINDS: dict[str, type[Kind]] = {one.kind: one for one in (Reading, Video, Quiz, Reflection, Practice, Live)}

__all__ = [
    "KINDS",
    "Act",
    "Answered",
    "Audience",
    "Kind",
    "Line",
    "Live",
    "Option",
    "Pool",
    "Practice",
    "Prompt",
    "Question",
    "Quiz",
    "Reading",
    "Reflection",
    "Video",
    "answered",
    "marked",
]
