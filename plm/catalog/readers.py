"""Who reads an answer, in words: for its writer, and for whoever tries a course out."""

from dataclasses import dataclass

from plm.catalog.kinds import Audience


@dataclass(frozen=True)
class Readers:
    """Who reads an answer.

    Attributes:
        mark: the icon that stands beside it.
        strong: the one sentence that matters.
        rest: what follows from it.
        choice: the same as one line of a choice.
    """

    mark: str
    strong: str
    rest: str
    choice: str


_PRIVATE = Readers("lock", "Only you read this.", "Others see that you wrote, and how many words.", "Only me")

_MET = {
    Audience.PRIVATE: _PRIVATE,
    Audience.FACILITATOR: Readers(
        "person",
        "You and your facilitator read this.",
        "Your facilitator runs the section in which you have a seat, and reads it once you hand it in.",
        "My facilitator and I",
    ),
    Audience.TEAM: Readers(
        "people",
        "You, your facilitator and colleagues of your school who take this course read this.",
        "They read it once you hand it in. Your principal does not.",
        "My facilitator, colleagues and I",
    ),
}

_UNMET = {
    Audience.PRIVATE: _PRIVATE,
    Audience.FACILITATOR: Readers(
        "person",
        "For now only you read this.",
        "It is meant for a facilitator, and this course has none, because it has no sessions. Should you ever have a "
        "seat in a section of it, whoever runs it reads this too. The office of professional learning does not.",
        "A facilitator, should there be one, and I",
    ),
    Audience.TEAM: Readers(
        "people",
        "You and colleagues of your school who take this course read this.",
        "They read it once you hand it in. This course has no facilitator, because it has no sessions. Neither your "
        "principal nor the office of professional learning reads it.",
        "Colleagues and I",
    ),
}


def readers_of(audience: Audience, *, meets: bool) -> Readers:
    """Who reads an answer with this audience.

    Args:
        meets: whether the course has sessions, and so somebody who facilitates them.
    """
    return (_MET if meets else _UNMET)[audience]
