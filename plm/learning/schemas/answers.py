"""What is asked in a quiz. The course decides the questions, so the schema is made from it."""

from functools import lru_cache

from markupsafe import Markup
from marshmallow import Schema, fields, validate

from plm.catalog.kinds import Question, Quiz
from plm.learning.schemas.lines import said

ANSWER = "q-"
"""What the name of a field begins with; the id of the question follows."""


# Making a schema takes longer than reading with it, and the quizzes of a district are few. One serves every request.
@lru_cache(maxsize=512)
def answers_schema(quiz: Quiz) -> Schema:
    """The questions of a quiz, each to be answered."""
    asked = {f"{ANSWER}{one.id}": _answer(one, number) for number, one in enumerate(quiz.questions, 1)}
    return Schema.from_dict(asked, name="AnswersSchema")()


def options_of(quiz: Quiz) -> dict[str, list[tuple[str, str]]]:
    """The options of each question, in the author's order, as a form wants them."""
    return {
        f"{ANSWER}{one.id}": [(str(place), said(option.text)) for place, option in enumerate(one.options)]
        for one in quiz.questions
    }


def _answer(question: Question, number: int) -> fields.Field:
    label = Markup("{}. {}").format(number, said(question.text))
    place = fields.Integer(validate=validate.Range(min=0, max=len(question.options) - 1))
    if question.many:
        return fields.List(
            place,
            required=True,
            error_messages={"required": "Choose at least one answer."},
            metadata={"label": label, "widget": "checkboxes"},
        )
    return fields.Integer(
        required=True,
        validate=place.validators[0],
        error_messages={"required": "Choose one answer."},
        metadata={"label": label, "widget": "radio"},
    )
