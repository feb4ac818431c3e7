"""How somebody answers a quiz: what an attempt asks, and what was chosen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plm.catalog.kinds import Answered, Question, Quiz, answered
from plm.catalog.model import ModuleWork
from plm.errors import RuleBroken


@dataclass(frozen=True)
class Paper:
    """What one attempt asks one person: drawn once, and the same whenever it is looked at.

    Attributes:
        number: of the attempt, counted from 1.
        seed: names the attempt; it decides what is drawn and how lines are shuffled.
    """

    number: int
    seed: str
    questions: tuple[Question, ...]

    def marked(self, chosen: Mapping[str, tuple[int, ...]]) -> tuple[Answered, ...]:
        """Each of its questions with what was chosen; a question without an answer is not right.

        Raises:
            RuleBroken: an answer to a question that it does not ask, or one that the question does not have.
        """
        asked = {question.id: question for question in self.questions}
        for name, places in chosen.items():
            if name not in asked:
                raise RuleBroken(
                    "There is an answer to a question that this try does not ask. Nothing was counted.",
                    code="not-asked",
                )
            if not asked[name].can_be(places):
                raise RuleBroken(
                    "There is an answer that its question does not have. Nothing was counted; please choose again.",
                    code="no-such-answer",
                )
        return answered(self.questions, chosen)


def paper(quiz: Quiz, enrollment: str, module: str, number: int) -> Paper:
    """What an attempt of an enrollment asks in a module.

    Args:
        number: of the attempt, counted from 1.
    """
    seed = f"{enrollment}:{module}:{number}"
    return Paper(number, seed, quiz.asked(seed))


def number_of_next(work: ModuleWork | None) -> int:
    """The number of the attempt that comes next."""
    return (work.attempts if work else 0) + 1


@dataclass(frozen=True)
class Attempt:
    """One attempt at a quiz: what was chosen, by question id, as `Question` counts it.

    Attributes:
        of: how many questions were asked.
        number: counted from 1; 0 when it was made before attempts were numbered.
        asked: ids of the questions that were asked, in the author's order.
        edition: the one whose questions they are; empty when it was made before that was kept.
    """

    id: str
    enrollment: str
    module: str
    person: str
    chosen: Mapping[str, tuple[int, ...]]
    right: int
    of: int
    at: datetime
    number: int = 0
    asked: tuple[str, ...] = ()
    edition: str = ""

    @property
    def share(self) -> float:
        """The share of questions answered right, 0 to 1."""
        return self.right / self.of

    def answers(self, quiz: Quiz) -> tuple[Answered, ...]:
        """Its questions with what was chosen."""
        asked = self.asked or tuple(self.chosen)
        return answered([question for question in quiz.questions if question.id in asked], self.chosen)
