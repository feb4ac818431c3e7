"""What is asked about reminders."""

from marshmallow import Schema, fields, validate


class NudgeSchema(Schema):
    """What is asked before a nudge."""

    said = fields.String(
        required=True,
        validate=validate.Length(min=10, max=400, error="Please write a sentence of 10 to 400 letters."),
        metadata={
            "label": "Your first sentence",
            "widget": "textarea",
            "rows": 3,
            "hint": "Everybody reads it first. What is open and how long it takes follows by itself.",
        },
    )
