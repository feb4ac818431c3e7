"""What the people of the demo say about the courses they have completed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from plm.demo.learning import Played
from plm.learning.model.evaluation import Evaluation

ANSWER = 0.7
"""The share of people who answer when nothing asks them to."""

KEEP = (
    "The short readings. I could do one between two meetings.",
    "That every wrong answer in the quiz told me why.",
    "The sentences one can really say. I have two of them on my desk.",
    "The practice with colleagues. I would not have tried it alone.",
    "The one page to take away.",
    "Examples from our kind of school, not from a textbook.",
)
CHANGE = (
    "More on high school, please. Much of it thinks of younger students.",
    "An hour later in the day would suit those of us with bus duty.",
    "The second reading could be half as long.",
    "A follow-up in spring, to hear how it went for the others.",
    "Show one moment that goes wrong, and how the adult comes back from it.",
)


def evaluated(played: Iterable[Played], rng: Random, zone: ZoneInfo) -> list[Evaluation]:
    """Let most of those who completed a course answer; marks their enrollments, and gives the answers without them."""
    answers = []
    for one in played:
        enrollment = one.enrollment
        if not enrollment.completed_at or rng.random() > ANSWER:
            continue
        at = enrollment.evaluated_at or enrollment.completed_at + timedelta(minutes=rng.randint(3, 90))
        one.enrollment = replace(enrollment, evaluated_at=at)
        liked = rng.choice((3, 4, 4, 5, 5))
        ratings = {
            "worth": liked,
            "part": rng.choice((liked, 4, 5)),
            "safe": rng.choice((4, 5, 5)),
            "before": rng.choice((1, 2, 2, 3)),
            "now": rng.choice((3, 4, 4, 5)),
        }
        if rng.random() < 0.15:
            del ratings[rng.choice(list(ratings))]
        said = {"keep": rng.choice(KEEP)} if rng.random() < 0.35 else {}
        said |= {"change": rng.choice(CHANGE)} if rng.random() < 0.25 else {}
        answers.append(
            Evaluation(
                f"{rng.getrandbits(128):032x}",
                enrollment.course,
                enrollment.edition,
                enrollment.cycle,
                at.astimezone(zone).strftime("%Y-%m"),
                ratings,
                said,
            )
        )
    return answers
