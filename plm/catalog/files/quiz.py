"""Quizzes and reflections, read from TOML."""

from plm.catalog.files.mistakes import Log
from plm.catalog.files.table import Table, parsed
from plm.catalog.model import Option, Prompt, Question, Quiz

KINDS = ("single", "multiple")


def quiz_of(text: str, log: Log) -> Quiz | None:
    """The quiz of a file."""
    if (table := parsed(text, log)) is None:
        return None
    quiz = Quiz(
        pass_share=table.share("pass", default=0.8),
        attempts=table.whole("attempts", least=0, most=20, default=0),
        intro=table.text("intro", most=1_000, default=""),
        questions=tuple(_question(one) for one in table.tables("questions", most=50)),
    )
    table.done()
    _once(table, [question.id for question in quiz.questions], "questions", "question")
    return quiz


def reflection_of(text: str, log: Log) -> tuple[str, tuple[Prompt, ...]]:
    """The introduction and the prompts of a file."""
    if (table := parsed(text, log)) is None:
        return "", ()
    intro = table.text("intro", most=1_000, default="")
    prompts = tuple(_prompt(one) for one in table.tables("prompts", most=20))
    table.done()
    _once(table, [prompt.id for prompt in prompts], "prompts", "prompt")
    return intro, prompts


def _question(table: Table) -> Question:
    question = Question(
        id=table.slug("id"),
        many=table.choice("kind", KINDS) == "multiple",
        text=table.text("text", most=800),
        options=tuple(_option(one) for one in table.tables("options", most=10)),
    )
    table.done()
    _weigh(question, table)
    return question


def _weigh(question: Question, table: Table) -> None:
    """Whether the options make a question."""
    right = sum(option.right for option in question.options)
    match len(question.options):
        case 0:
            return  # Said already.
        case 1:
            table.say("options", "Has 1 option. Add another one.")
            return
    if right == 0:
        table.say("options", "No right answer. Mark one with right = true.")
    elif right > 1 and not question.many:
        table.say("options", f'{right} right answers, but the kind is single. Keep one, or write kind = "multiple".')
    elif right == len(question.options):
        table.say("options", "No wrong answer. Add one, or take right = true away from one.")
    texts = [option.text for option in question.options]
    for text in dict.fromkeys(text for text in texts if text and texts.count(text) > 1):
        table.say("options", f"“{text}” stands there {texts.count(text)} times. Change one of them.")


def _option(table: Table) -> Option:
    option = Option(
        text=table.text("text", most=500), right=table.flag("right"), feedback=table.text("feedback", most=800)
    )
    table.done()
    return option


def _prompt(table: Table) -> Prompt:
    prompt = Prompt(
        id=table.slug("id"),
        text=table.text("text", most=800),
        hint=table.text("hint", most=400, default=""),
        least_words=table.whole("least_words", least=1, most=500, default=1),
    )
    table.done()
    return prompt


def _once(table: Table, ids: list[str], key: str, called: str) -> None:
    """Each id stands once; places are counted from 1."""
    for place, one in enumerate(ids, 1):
        if one and (first := ids.index(one) + 1) < place:
            table.say(f"{key}[{place}] “{one}”: id", f"The {called} {key}[{first}] has this id. Choose another.")
