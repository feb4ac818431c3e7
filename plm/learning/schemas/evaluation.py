"""What the evaluation of a course asks; everything in it may be left out."""

from marshmallow import Schema, ValidationError, fields, validate

from plm.learning.model.evaluation import LONGEST, QUESTIONS, SCALE, STATEMENTS


def _not_too_long(text: str) -> None:
    # A field that says its limit would cut a pasted text off unseen.
    if (have := len(text)) > LONGEST:
        raise ValidationError(f"This text has {have:,} letters; {LONGEST:,} can be kept. Shorten it.")


def evaluation_schema() -> Schema:
    """The statements, each to be rated from 1 to 5, and the open questions."""
    step = validate.OneOf(list(SCALE), list(SCALE.values()), error="Choose one of the five, or leave it out.")
    rated: dict[str, fields.Field] = {
        one.id: fields.Integer(
            validate=step,
            error_messages={"invalid": "Choose one of the five, or leave it out."},
            metadata={"label": one.text, "widget": "select"},
        )
        for one in STATEMENTS
    }
    asked: dict[str, fields.Field] = {
        one.id: fields.String(
            validate=_not_too_long, metadata={"label": one.text, "hint": one.hint, "widget": "textarea", "rows": 3}
        )
        for one in QUESTIONS
    }
    return Schema.from_dict({**rated, **asked}, name="EvaluationSchema")()
