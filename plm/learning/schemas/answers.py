"""What is asked in an attempt at a quiz."""

from plm.catalog.asking import Asked, asked
from plm.learning.model import Paper

ANSWER = "q-"
"""What the name of a field begins with; the id of the question follows."""

NUMBER = "number"
"""Names the field that says which attempt is answered."""

EDITION = "edition"
"""Names the field that says of which edition the questions are."""


def asked_in(paper: Paper) -> tuple[Asked, ...]:
    """The questions of an attempt as its form asks them."""
    return asked(paper.questions, paper.seed, [f"{ANSWER}{one.id}" for one in paper.questions])
