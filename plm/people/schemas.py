"""What is asked of people about themselves and about others."""

from marshmallow import Schema, fields, validate

from plm.access import Role

MOST = 120

_PASSWORD = validate.Length(max=200, error="Use at most 200 letters.")


class SignInSchema(Schema):
    """What is asked at the door. Shapes are not checked: every wrong answer gets the same sentence."""

    email = fields.String(
        required=True,
        validate=validate.Length(max=254),
        metadata={"label": "Email", "widget": "email", "autocomplete": "username"},
    )
    password = fields.String(
        required=True,
        validate=validate.Length(max=1000),
        metadata={"label": "Password", "widget": "password", "autocomplete": "current-password"},
    )
    shared = fields.Boolean(
        load_default=False,
        metadata={"label": "This is a shared computer: sign me out when the browser is closed"},
    )


class ForgotSchema(Schema):
    """What is asked for a new password."""

    email = fields.String(
        required=True,
        validate=validate.Length(max=254),
        metadata={"label": "Email", "widget": "email", "autocomplete": "username"},
    )


class ChoosePasswordSchema(Schema):
    """What is asked when somebody comes by a mailed link."""

    password = fields.String(
        required=True,
        validate=_PASSWORD,
        metadata={
            "label": "New password",
            "widget": "password",
            "autocomplete": "new-password",
            "hint": "At least 12 letters. A short sentence is easy to remember and hard to guess.",
        },
    )


class ChangePasswordSchema(Schema):
    """What is asked to change a password."""

    old = fields.String(
        required=True,
        validate=validate.Length(max=1000),
        metadata={"label": "Present password", "widget": "password", "autocomplete": "current-password"},
    )
    new = fields.String(
        required=True,
        validate=_PASSWORD,
        metadata={
            "label": "New password",
            "widget": "password",
            "autocomplete": "new-password",
            "hint": "At least 12 letters. A short sentence is easy to remember and hard to guess.",
        },
    )


class PersonSchema(Schema):
    """What is asked about somebody in the directory."""

    name = fields.String(required=True, validate=validate.Length(max=MOST), metadata={"label": "Name"})
    email = fields.String(
        required=True, validate=validate.Length(max=254), metadata={"label": "Email", "widget": "email"}
    )
    school = fields.String(
        load_default="", metadata={"label": "School", "hint": "No answer means the central office.", "widget": "select"}
    )
    position = fields.String(
        load_default="",
        validate=validate.Length(max=MOST),
        metadata={"label": "Position", "hint": "As the district calls it, such as Teacher or Counselor."},
    )
    role = fields.String(
        required=True,
        validate=validate.OneOf([role.value for role in Role], labels=[role.capitalize() for role in Role]),
        metadata={
            "label": "Role in PLM",
            "hint": "What the person may see and do. A principal leads the school above.",
        },
    )


class AddPersonSchema(PersonSchema):
    """What is asked when somebody is added."""

    invite = fields.Boolean(
        load_default=False, metadata={"label": "Mail an invitation now, so that they can choose a password"}
    )


class EditPersonSchema(PersonSchema):
    """What is asked when somebody is changed; `seen` tells whether the page is still true."""

    seen = fields.String(required=True, metadata={"widget": "hidden"})
