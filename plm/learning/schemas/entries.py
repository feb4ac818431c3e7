"""What is asked in an entry of a practice log, and in the answer to one."""

from datetime import date

from marshmallow import Schema, ValidationError, fields, validate

from plm.catalog.asking import said
from plm.catalog.kinds import Practice
from plm.learning.model.entries import MOST_MINUTES, MOST_PEOPLE, MOST_TOLD


def _not_too_long(text: str) -> None:
    # A field that says its limit would cut a pasted text off unseen.
    if (have := len(text)) > MOST_TOLD:
        raise ValidationError(f"This text has {have:,} characters; {MOST_TOLD:,} can be saved. Shorten it.")


def entry_schema(practice: Practice, *, earliest: date, today: date) -> Schema:
    """An entry, with the acts of the module.

    Args:
        earliest, today: between these days it may lie.
    """
    acts = practice.acts
    known = validate.OneOf(
        [act.id for act in acts], [said(act.text) for act in acts], error="This is nothing the module asks for."
    )
    day = validate.Range(
        min=earliest,
        max=today,
        error=f"Choose a day from {earliest:%B} {earliest.day}, {earliest.year} to today.",
    )
    return Schema.from_dict(
        {
            "act": fields.String(
                required=True,
                validate=known,
                error_messages={"required": "Choose what you did."},
                metadata={"label": "What did you do?", "widget": "radio"},
            ),
            "held_on": fields.Date(
                required=True,
                validate=day,
                error_messages={"required": "Say on which day.", "invalid": "Write a day as year-month-day."},
                metadata={"label": "On which day?", "hint": "Up to 90 days back."},
            ),
            "people": _figure("How many took part?", f"A figure, {MOST_PEOPLE} at most.", MOST_PEOPLE),
            "minutes": _figure("How many minutes?", f"At most {MOST_MINUTES}.", MOST_MINUTES),
            "happened": _text("What happened?", "What you did and noticed. Write “a student”, never a name."),
            "ahead": _text("What will you try next?", "One thing you keep, or do differently."),
            "fine": fields.List(fields.String(validate=validate.Length(max=80)), load_default=list),
            "revision": fields.Integer(load_default=1, metadata={"widget": "hidden"}),
        },
        name="EntrySchema",
    )()


class ReplySchema(Schema):
    """What is asked of who reads an entry."""

    comment = fields.String(
        load_default="",
        metadata={
            "label": "Your comment",
            "hint": "Who wrote the entry reads this. It is needed when you return the entry.",
            "widget": "textarea",
        },
    )
    fine = fields.List(fields.String(validate=validate.Length(max=80)), load_default=list)
    revision = fields.Integer(required=True, metadata={"widget": "hidden"})


def _figure(label: str, hint: str, most: int) -> fields.Field:
    wrong = f"Write a whole number from 1 to {most}."
    return fields.Integer(
        required=True,
        strict=False,
        validate=validate.Range(min=1, max=most, error=wrong),
        error_messages={"required": wrong, "invalid": wrong, "too_large": wrong},
        metadata={"label": label, "hint": hint},
    )


def _text(label: str, hint: str) -> fields.Field:
    return fields.String(
        required=True,
        validate=_not_too_long,
        error_messages={"required": "Write a sentence or two."},
        metadata={"label": label, "hint": hint, "widget": "textarea", "rows": 5},
    )
