"""How much stands in courses: what an author, and whoever ordered the courses, would otherwise count by hand."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Self

from plm.catalog.kinds import Live, Quiz, Reflection
from plm.catalog.model import Edition, Page
from plm.web.words import figure_count


@dataclass(frozen=True)
class Sums:
    """What stands in courses.

    Attributes:
        readings, guides: their words; sources and what pictures show are not counted.
    """

    modules: int = 0
    readings: int = 0
    guides: int = 0
    questions: int = 0
    prompts: int = 0

    def __add__(self, other: Self) -> "Sums":
        return Sums(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    def words(self) -> str:
        """All of it in one line; what there is none of is left out."""
        said = (
            (self.modules, "module", "modules"),
            (self.readings, "word of readings", "words of readings"),
            (self.guides, "word of guides", "words of guides"),
            (self.questions, "quiz question", "quiz questions"),
            (self.prompts, "prompt", "prompts"),
        )
        return ", ".join(figure_count(*one) for one in said if one[0])


def of_course(edition: Edition) -> Sums:
    """What stands in one course."""
    each = [module.content for module in edition.modules]
    return Sums(
        modules=len(each),
        readings=_words(page for one in each for page in one.pages),
        guides=_words(page for one in each if isinstance(one, Live) for page in one.guide),
        questions=sum(len(one.questions) for one in each if isinstance(one, Quiz)),
        prompts=sum(len(one.prompts) for one in each if isinstance(one, Reflection)),
    )


def _words(pages: Iterable[Page]) -> int:
    return sum(page.words for page in pages)
