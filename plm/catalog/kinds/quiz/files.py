"""Questions as authors write them: what is read from a quiz's file, and how it is written back."""

from collections.abc import Sequence

from plm.catalog.files.table import Table
from plm.catalog.files.toml import line, listed
from plm.catalog.kinds.quiz.question import Option, Question

CHOICES = ("single", "multiple", "scenario")
LINES = ("ordering", "matching")

FEWEST_LINES, MOST_LINES = 3, 8
MOST_OPTIONS = 10
MOST_EXTRA = 4

_SCENE = 'Only a scenario has a scene. Write kind = "scenario", or take this line away.'
_PARTNERS = 'Only a matching question has partners. Write kind = "matching", or take this line away.'


def questions(table: Table) -> tuple[Question, ...]:
    """The questions of a quiz."""
    return tuple(_question(one) for one in table.tables("questions", most=50))


def draws(table: Table, asked: Sequence[Question]) -> dict[str, int]:
    """How many questions are drawn from each pool; every pool must be known here and hold more than are drawn."""
    pools = table.table("pools")
    sizes: dict[str, int] = {}
    for question in asked:
        if question.pool:
            sizes[question.pool] = sizes.get(question.pool, 0) + 1
    drawn = {}
    for name in sorted(pools):
        if name not in sizes:
            pools.whole(name, least=1, most=50)
            known = f" Here are: {', '.join(sizes)}." if sizes else ""
            pools.say(name, f'No question has pool = "{name}".{known} Give it to some, or take this line away.')
            continue
        drawn[name] = pools.whole(name, least=1, most=50)
        if drawn[name] >= sizes[name]:
            pools.say(name, _too_many(drawn[name], sizes[name]))
    for name in sizes:
        if name not in pools:
            pools.say(name, f"Missing: questions are in this pool. Write under [pools] how many are drawn: {name} = 1.")
    return drawn


def written(question: Question) -> str:
    """A question's TOML."""
    said = ["\n[[questions]]\n", line("id", question.id), line("kind", question.kind)]
    said += [line("pool", question.pool)] if question.pool else []
    said += [line("scene", question.scene)] if question.scene else []
    said.append(line("text", question.text))
    said += [f"extra = {listed(question.extra)}\n"] if question.extra else []
    for option in question.options:
        said += ["[[questions.options]]\n", line("text", option.text)]
        said += [line("match", option.match)] if option.match else []
        said += [line("right", True)] if option.right else []
        said.append(line("feedback", option.feedback))
    return "".join(said)


def _too_many(drawn: int, size: int) -> str:
    if size == 1:
        return "Only one question is in this pool, so nothing can be drawn. Add another one, or take its pool away."
    more = "all of them" if drawn == size else "more than it holds"
    return f"Draws {drawn} of {size} questions: {more}. Draw at most {size - 1}, or add questions to the pool."


def _question(table: Table) -> Question:
    kind = table.choice("kind", (*CHOICES, *LINES))
    question = Question(
        id=table.slug("id"),
        many=kind == "multiple",
        ordered=kind == "ordering",
        text=table.text("text", most=800),
        scene=table.text("scene", most=1_200, least=20) if kind == "scenario" else "",
        extra=table.lines("extra", most=MOST_EXTRA, longest=300) if kind == "matching" and "extra" in table else (),
        pool=table.slug("pool") if "pool" in table else "",
        options=tuple(_option(one, kind) for one in table.tables("options", most=_most(kind))),
    )
    if kind not in ("", "scenario"):
        table.misplaced("scene", _SCENE)
    if kind not in ("", "matching"):
        table.misplaced("extra", _PARTNERS)
    table.done()
    _weigh(question, kind, table)
    return question


def _option(table: Table, kind: str) -> Option:
    in_lines = kind in LINES
    option = Option(
        text=table.text("text", most=500),
        right=table.flag("right") and not in_lines,
        feedback=table.text("feedback", most=800),
        match=table.line("match", most=300) if kind == "matching" else "",
    )
    if in_lines and "right" in table:
        why = "The order of the options is the right one" if kind == "ordering" else "Its match is what is right"
        table.say("right", f"{why}. Take this line away.")
    if kind not in ("", "matching"):
        table.misplaced("match", _PARTNERS)
    table.done()
    return option


def _most(kind: str) -> int:
    return MOST_LINES if kind in LINES else MOST_OPTIONS


def _weigh(question: Question, kind: str, table: Table) -> None:
    """Whether the options make a question."""
    if not question.options:
        return  # Said already.
    if kind in LINES:
        _weigh_lines(question, kind, table)
    elif len(question.options) == 1:
        table.say("options", "Has 1 option. Add another one.")
        return
    else:
        _weigh_choice(question, kind, table)
    _twice(table, "options", [option.text for option in question.options])


def _weigh_choice(question: Question, kind: str, table: Table) -> None:
    right = sum(option.right for option in question.options)
    if right == 0:
        table.say("options", "No right answer. Mark one with right = true.")
    elif right > 1 and not question.many:
        other = "or take the others away" if kind == "scenario" else 'or write kind = "multiple"'
        table.say("options", f"{right} right answers, but the kind is {kind or 'single'}. Keep one, {other}.")
    elif right == len(question.options):
        table.say("options", "No wrong answer. Add one, or take right = true away from one.")


def _weigh_lines(question: Question, kind: str, table: Table) -> None:
    if (count := len(question.options)) < FEWEST_LINES:
        much = f"Has {count} option{'' if count == 1 else 's'}; {kind} begins at {FEWEST_LINES}"
        table.say("options", f"{much}. Add {FEWEST_LINES - count} more.")
    own = [option.match for option in question.options if option.match]
    _twice(table, "options: match", own)
    for place, extra in enumerate(question.extra, 1):
        if extra.casefold() in {match.casefold() for match in own}:
            table.say(f"extra[{place}]", f"“{extra}” is the partner of an option, so it fits. Choose another one.")
    _twice(table, "extra", question.extra)


def _twice(table: Table, key: str, texts: Sequence[str]) -> None:
    """Note each text that stands more than once, whatever its capitals."""
    folded = [text.casefold() for text in texts]
    for text in dict.fromkeys(folded):
        if text and (times := folded.count(text)) > 1:
            table.say(key, f"“{texts[folded.index(text)]}” stands there {times} times. Change one of them.")
