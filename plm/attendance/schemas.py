"""What is asked when somebody is given a seat."""

from marshmallow import Schema, fields, validate


class PersonSchema(Schema):
    """Whom to add."""

    email = fields.String(
        required=True,
        validate=validate.Length(max=254, error="An e-mail address is shorter than that."),
        error_messages={"required": "Write the person's e-mail address."},
        metadata={
            "label": "E-mail of the person",
            "hint": "Who is not in the course yet is enrolled by the same act.",
            "widget": "email",
            "autocomplete": "off",
        },
    )
