"""What is asked when people enroll others, leave a course, or move a due date."""

from typing import Any

from marshmallow import Schema, fields, validate

from plm.enrollment.model.waiving import WaivedFor

_BAD_DAY: dict[str, str | list[Any] | dict[Any, Any]] = {
    "invalid": "Write the day as the calendar shows it, such as 2026-12-18."
}


class EnrollTeamSchema(Schema):
    """What is asked when several people are enrolled at once."""

    course = fields.String(
        required=True,
        error_messages={"required": "Choose a course."},
        metadata={"label": "Which course?", "widget": "select"},
    )
    people = fields.List(
        fields.String(validate=validate.Length(max=64)),
        required=True,
        validate=validate.Length(max=500, error="Enroll at most 500 people at once."),
        error_messages={"required": "Choose at least one person."},
        metadata={"label": "Who?"},
    )
    due_on = fields.Date(
        load_default=None,
        error_messages=_BAD_DAY,
        metadata={"label": "By when?", "hint": "We remind them a week before, and the day before."},
    )


class WithdrawSchema(Schema):
    """What is asked when somebody leaves a course."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=5, max=500, error="Please give a reason in a sentence, at most 500 letters."),
        error_messages={"required": "Please give a reason in a sentence."},
        metadata={
            "label": "Why?",
            "hint": "A sentence is enough. Your principal and the office of professional learning can read it.",
            "widget": "textarea",
        },
    )


def _why(hint: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=5, max=500, error="Please say why in a sentence, at most 500 letters."),
        error_messages={"required": "Please say why in a sentence."},
        metadata={"label": "In your words", "hint": hint, "widget": "textarea"},
    )


class WaiveSchema(Schema):
    """What is asked when a director lets a module count that was not done."""

    reason = fields.Enum(
        WaivedFor,
        by_value=True,
        required=True,
        error_messages={"required": "Choose a reason.", "unknown": "Choose one of the reasons."},
        metadata={"label": "Why need they not do it?", "widget": "radio"},
    )
    words = _why("It stays on the record, with your name and the day.")


class AdmitSchema(WaiveSchema):
    """What is asked when a director lets somebody take a course before they have completed what opens it."""

    class Meta:
        """The person first."""

        fields = ("email", "reason", "words")

    email = fields.String(
        required=True,
        validate=validate.Length(max=254),
        error_messages={"required": "Write the person’s e-mail address."},
        metadata={"label": "Whose e-mail address?", "widget": "email", "autocomplete": "off"},
    )


class DueSchema(Schema):
    """What is asked when a due date moves."""

    due_on = fields.Date(
        load_default=None,
        error_messages=_BAD_DAY,
        metadata={"label": "Done by", "hint": "Leave it empty to take the due date away. Reminders follow."},
    )
