"""Questions of a quiz as a form asks them, for learners and in the preview.

Each question has a field, or one for each of its lines. The values of a form name lines and partners by where they are
shown, never by where they belong, so that the page does not tell what is right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from markupsafe import Markup
from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from plm.catalog.kinds import Question
from plm.catalog.markdown import inline
from plm.web.forms import Form

NONE_SUCH = "This answer is not one of those that stand here. Choose again."
TWICE = "This question came with two answers. Choose again."


@dataclass(frozen=True)
class Asked:
    """A question in a form.

    Attributes:
        name: the name of its field; of a question in lines, what the names of their fields begin with.
        number: its place, counted from 1.
        layout: the order in which its lines or partners are shown, by position.
    """

    question: Question
    name: str
    number: int
    layout: tuple[int, ...]

    @property
    def kind(self) -> str:
        """What kind of question it is."""
        return self.question.kind

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields; no id of another question can make them twice, since no id has an underscore."""
        if not self.question.in_lines:
            return (self.name,)
        return tuple(f"{self.name}_{line}" for line in range(len(self.question.options)))

    @property
    def text(self) -> Markup:
        """What is asked, with its number."""
        return Markup("{}. {}").format(self.number, said(self.question.text))

    @property
    def lines(self) -> list[tuple[str, Markup]]:
        """The lines as they are shown, each with the name of its field."""
        options = self.question.options
        shown = [options[place] for place in self.layout] if self.question.ordered else options
        return [(name, said(option.text)) for name, option in zip(self.names, shown, strict=True)]

    @property
    def choices(self) -> list[tuple[str, Markup | str]]:
        """What each of its fields offers: options, places, or partners."""
        options = self.question.options
        if self.question.ordered:
            return [(str(place), str(place)) for place in range(1, len(options) + 1)]
        if self.kind == "matching":
            return [(str(at), plainly(self.question.partners[place])) for at, place in enumerate(self.layout)]
        return [(str(place), said(option.text)) for place, option in enumerate(options)]

    def chosen(self, data: Mapping[str, Any]) -> tuple[int, ...]:
        """What was chosen, from the data of a form, as the question counts it; empty when it is no full answer."""
        given: list[Any] = [data[name] for name in self.names if data.get(name) is not None]
        if len(given) < len(self.names):
            return ()
        if self.question.ordered:
            # Who puts two lines in one place has not answered yet.
            put: dict[int, int] = dict(zip(given, self.layout, strict=True))
            return tuple(put[place] for place in sorted(put)) if len(put) == len(given) else ()
        if self.kind == "matching":
            return tuple(self.layout[at] for at in given if 0 <= at < len(self.layout))
        return tuple(sorted(given[0])) if self.question.many else (given[0],)

    def values(self, chosen: Sequence[int]) -> dict[str, Any]:
        """The values with which its fields show what was chosen; none when it is no answer to it."""
        if not self.question.can_be(chosen):
            return {}
        if self.question.ordered:
            return {name: str(chosen.index(line) + 1) for name, line in zip(self.names, self.layout, strict=True)}
        if self.kind == "matching":
            return {name: str(self.layout.index(one)) for name, one in zip(self.names, chosen, strict=True)}
        return {self.name: [str(one) for one in chosen] if self.question.many else str(chosen[0])}


def asked(questions: Sequence[Question], seed: str, names: Sequence[str]) -> tuple[Asked, ...]:
    """The questions of an attempt as a form asks them.

    Args:
        seed: names the attempt; it decides how lines and partners are shuffled.
        names: of their fields.
    """
    named = zip(questions, names, strict=True)
    return tuple(Asked(one, name, number, one.laid_out(seed)) for number, (one, name) in enumerate(named, 1))


def form_of(asks: Sequence[Asked], chosen: Mapping[str, Sequence[int]] | None = None) -> Form:
    """The form that asks these questions.

    Args:
        chosen: what it shows as chosen, by the names of the questions.
    """
    values: dict[str, Any] = {}
    for one in asks:
        values |= one.values((chosen or {}).get(one.name, ()))
    choices = {name: one.choices for one in asks for name in one.names}
    return Form(_schema(tuple((one.question, one.name) for one in asks)), values, choices)


def read(form: Form, asks: Sequence[Asked], sent: MultiDict[str, str]) -> bool:
    """Take the answers that were sent; false (and status 422) when one is missing, is none, or came twice."""
    fine = form.read(sent)
    for one in asks:
        for name in one.names:
            given = sent.getlist(name)
            if len(given) > (1 if not one.question.many else len(set(given))):
                form.wrong({name: [TWICE]})
                fine = False
    return fine


def kept(form: Form, asks: Sequence[Asked]) -> dict[str, tuple[int, ...]]:
    """What a form has as chosen, by the names of the questions, even while something is wrong; only full answers."""
    data = {name: _whole(form[name].value) for one in asks for name in one.names}
    chosen = {one.name: one.chosen(data) for one in asks}
    return {one.name: chosen[one.name] for one in asks if one.question.can_be(chosen[one.name])}


def said(text: str) -> Markup:
    """A line of a course as it is shown."""
    return Markup(inline(text))  # noqa: S704  # inline() has cleaned it


def plainly(text: str) -> str:
    """A line of a course without its marks, for where no element can stand."""
    return str(said(text).striptags())


def _whole(value: Any) -> Any:
    """What a field shows, as the numbers it stands for; nothing when it is none."""
    try:
        return [int(one) for one in value] if isinstance(value, list) else int(value)
    except ValueError:
        return None


class _Answers(Schema):
    """Answers to questions. Lines are judged together: each of them needs its place."""

    asks: tuple[tuple[Question, str], ...] = ()

    @validates_schema(skip_on_field_errors=False)
    def whole(self, data: Mapping[str, Any], **_: object) -> None:
        """Whether each line has a place or a partner, and no place is given twice."""
        wrong = {}
        for question, name in self.asks:
            if question.in_lines and (words := _wanting(question, name, data)):
                wrong[f"{name}_0"] = [words]
        if wrong:
            raise ValidationError(wrong)


def _wanting(question: Question, name: str, data: Mapping[str, Any]) -> str:
    given = [data.get(f"{name}_{line}") for line in range(len(question.options))]
    placed = [one for one in given if one is not None]
    if question.ordered and (double := next((one for one in placed if placed.count(one) > 1), None)):
        return f"Place {double} is given to {placed.count(double)} lines. Each place is for one of them."
    if len(placed) < len(given):
        return "Give each line its place." if question.ordered else "Choose a partner for each line."
    return ""


# Making a schema takes longer than reading with it, and the quizzes of a district are few. One serves every request.
@lru_cache(maxsize=1024)
def _schema(asks: tuple[tuple[Question, str], ...]) -> Schema:
    made: dict[str, fields.Field] = {}
    for number, (question, name) in enumerate(asks, 1):
        made |= _fields(Asked(question, name, number, ()))
    schema = cast(_Answers, _Answers.from_dict(made, name="AnswersSchema")())
    schema.asks = asks
    return schema


def _fields(one: Asked) -> dict[str, fields.Field]:
    question = one.question
    if question.in_lines:
        first = 1 if question.ordered else 0
        last = len(question.options) if question.ordered else len(question.partners) - 1
        words = {"label": one.text, "widget": "select"}
        return {name: _place(first, last, required=False, metadata=words) for name in one.names}
    last = len(question.options) - 1
    if question.many:
        choice = fields.List(
            _place(0, last, required=True),
            required=True,
            error_messages={"required": "Choose at least one answer."},
            metadata={"label": one.text, "widget": "checkboxes"},
        )
        return {one.name: choice}
    return {one.name: _place(0, last, required=True, metadata={"label": one.text, "widget": "radio"})}


def _place(first: int, last: int, *, required: bool, metadata: Mapping[str, Any] | None = None) -> fields.Integer:
    return fields.Integer(
        required=required,
        strict=False,
        validate=validate.Range(first, last, error=NONE_SUCH),
        error_messages={"required": "Choose one answer.", "invalid": NONE_SUCH},
        metadata=metadata or {},
    )
