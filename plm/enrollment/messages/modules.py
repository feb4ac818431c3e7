"""How a module and what is left of a course are said."""

from collections.abc import Sequence

from plm.catalog.model import Module
from plm.web.words import capital, count, listed, minutes


def about(n: int) -> str:
    """A length of time nobody needs to the minute: "about 5 hours 40 minutes"."""
    return f"about {minutes(n if n < 30 else round(n / 5) * 5)}"


def module(one: Module) -> str:
    """What a module asks, in a few words: "Reading, 25 minutes", "Quiz, five questions, four right to pass"."""
    sized = one.content.sized()
    return f"{one.content.named}, {sized + ', ' if sized else ''}{minutes(one.minutes)}"


def step(one: Module, closed: Sequence[Module]) -> str:
    """The same in a list of a person's own, where it also says what opens it."""
    if not closed:
        return module(one)
    others = f" and {count(len(closed) - 1, 'other', 'others')}" if len(closed) > 1 else ""
    return f"{module(one)}. Opens after “{closed[0].title}”{others}"


def left(modules: int, sessions: int) -> str:
    """What is left, in words: "Two modules and one session"."""
    parts = [count(modules, "module", "modules")] if modules else []
    parts += [count(sessions, "session", "sessions")] if sessions else []
    return capital(listed(parts))
