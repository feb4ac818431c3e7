"""What is said about the reflections that were handed in."""

from plm.web.words import capital, count, number


def waiting_answer(unread: int, found: int) -> tuple[str, str]:
    """The first line of a facilitator's page: what stands out, and the rest."""
    if unread:
        return capital(count(unread, "reflection", "reflections")), f"{'waits' if unread == 1 else 'wait'} to be read."
    if found:
        return "You have read", "everything that was written for you."
    return "Nothing is written for you", "yet."


def parts_words(answers: int, kept: int) -> str:
    """What there is to read in one: "Two answers for you, one kept private"."""
    said = f"{capital(count(answers, 'answer', 'answers'))} for you"
    return f"{said}, {number(kept)} kept private" if kept else said
