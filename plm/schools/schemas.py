"""What is asked about a school."""

from marshmallow import Schema, fields, validate

from plm.schools.model import Level


class ChangeSchoolSchema(Schema):
    """What can be changed about a school."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=120),
        metadata={"label": "Name", "hint": "As people say it, such as Oak Middle School."},
    )
    level = fields.String(
        required=True,
        validate=validate.OneOf(list(Level), labels=[level.capitalize() for level in Level]),
        metadata={"label": "Level"},
    )
    area = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"label": "Area", "hint": "The part of the district it belongs to."},
    )
    time_zone = fields.String(
        required=True,
        validate=validate.Length(max=60),
        metadata={"label": "Time zone", "hint": "A name like America/New_York."},
    )


class NewSchoolSchema(ChangeSchoolSchema):
    """What is asked when a school is added."""

    class Meta:
        """The code stands first in the form."""

        fields = ("code", "name", "level", "area", "time_zone")

    code = fields.String(
        required=True,
        validate=validate.Length(max=32),
        metadata={
            "label": "Code",
            "hint": "Short and for good, such as oak. Small letters, figures and hyphens. Roster files use it.",
        },
    )
