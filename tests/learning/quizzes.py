"""A quiz with every kind of question, drawn from a pool, and how to answer it as a form does."""

from plm.catalog.kinds import Option, Pool, Question, Quiz
from plm.catalog.model import Module
from plm.learning.model import paper
from plm.learning.schemas import NUMBER, asked_in

YES, NO = Option("This", True, "Yes: this."), Option("That", False, "Not that.")
STEPS = tuple(Option(text, False, f"Why {text} is there.") for text in ("Open", "Pass", "Speak", "Close"))
PAIRS = tuple(Option(text, False, f"Why {text}.", match=text.lower()) for text in ("Stone", "Bell", "Poem"))

EVERY_KIND = (
    Question("scene", "What do you do first?", False, (YES, NO), scene="It is 10:40. Somebody comes in *late*."),
    Question("steps", "In which order?", False, STEPS, ordered=True),
    Question("pairs", "What belongs together?", False, PAIRS, extra=("whistle",)),
)
POOL = tuple(Question(f"p{place}", f"Pooled {place}?", False, (YES, NO), pool="limits") for place in range(1, 6))


def quiz(
    module_id: str = "check", *, attempts: int = 3, wait_hours: int = 0, pools: bool = True, share: float = 0.8
) -> Module:
    """Three questions that are always asked, and two of a pool of five."""
    drawn = (Pool("limits", 2),) if pools else ()
    questions = (*EVERY_KIND, *POOL) if pools else EVERY_KIND
    return Module(module_id, "Check yourself", 5, Quiz(questions, share, attempts, "", wait_hours, drawn))


def sheet(module: Module, enrollment: str, number: int = 1, *, right: int = 99) -> dict[str, str]:
    """What a form sends in which so many questions are right, the first ones."""
    content = module.of(Quiz)
    assert content is not None
    sent = {NUMBER: str(number)}
    for place, one in enumerate(asked_in(paper(content, enrollment, module.id, number))):
        chosen = one.question.answer if place < right else wrong(one.question)
        sent |= one.values(chosen)
    return sent


def wrong(question: Question) -> tuple[int, ...]:
    """An answer that is not right."""
    if question.in_lines:
        return (*question.answer[1:], question.answer[0])
    return (next(place for place in range(len(question.options)) if place not in question.answer),)
