"""What is asked in a quiz and in a reflection. The course decides the questions, so the schemas are made from it."""

from functools import lru_cache
from typing import Any

from markupsafe import Markup
from marshmallow import Schema, ValidationError, fields, validate

from plm.catalog.kinds import Prompt, Question, Quiz
from plm.catalog.markdown import inline
from plm.learning.model import MOST_CHARACTERS, plain

ANSWER = "q-"
TEXT = "t-"
"""What the name of a field begins with; the id of the question or the prompt follows."""


def not_too_long(text: str) -> None:
    """Refuse what is longer than an answer may be. (A form that says its limit would cut a pasted text off unseen.)

    Raises:
        ValidationError: with how long it is and may be.
    """
    if (have := len(plain(text))) > MOST_CHARACTERS:
        raise ValidationError(
            f"This text has {have:,} characters; {MOST_CHARACTERS:,} can be saved. "
            "Shorten it, or keep the rest elsewhere."
        )


class DraftSchema(Schema):
    """What the page sends while somebody types: texts by prompt id, and the revision the window began with."""

    texts = fields.Dict(keys=fields.String(), values=fields.String(validate=not_too_long), required=True)
    revision = fields.Integer(required=True, validate=validate.Range(min=0))
    over = fields.Boolean(load_default=False)
    window = fields.String(load_default="", validate=validate.Length(max=40))


# Making a schema takes longer than reading with it, and the quizzes of a district are few. One serves every request.
@lru_cache(maxsize=512)
def answers_schema(quiz: Quiz) -> Schema:
    """The questions of a quiz, each to be answered."""
    asked = {f"{ANSWER}{one.id}": _answer(one, number) for number, one in enumerate(quiz.questions, 1)}
    return Schema.from_dict(asked, name="AnswersSchema")()


@lru_cache(maxsize=512)
def reflection_schema(prompts: tuple[Prompt, ...]) -> Schema:
    """The prompts of a reflection; a draft may leave any of them empty, and the least words are asked at handing in."""
    asked: dict[str, Any] = {f"{TEXT}{one.id}": _text(one) for one in prompts}
    asked["revision"] = fields.Integer(load_default=0, validate=validate.Range(min=0), metadata={"widget": "hidden"})
    asked["over"] = fields.Boolean(load_default=False, metadata={"widget": "hidden"})
    return Schema.from_dict(asked, name="ReflectionSchema")(partial=True)


def options_of(quiz: Quiz) -> dict[str, list[tuple[str, str]]]:
    """The options of each question, in the author's order, as a form wants them."""
    return {
        f"{ANSWER}{one.id}": [(str(place), said(option.text)) for place, option in enumerate(one.options)]
        for one in quiz.questions
    }


def said(text: str) -> Markup:
    """A line of a course as it is shown."""
    return Markup(inline(text))  # noqa: S704  # inline() has cleaned it


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


def _text(prompt: Prompt) -> fields.Field:
    return fields.String(
        required=True,
        validate=not_too_long,
        metadata={"label": said(prompt.text), "hint": said(prompt.hint), "widget": "textarea", "rows": 6},
    )
