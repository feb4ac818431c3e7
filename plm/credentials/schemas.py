"""What is asked about credit: kinds, areas, goals, sign-offs, recognition."""

from typing import Any

from marshmallow import Schema, fields, validate

from plm.credentials.model import Signer

_LONG = 600
_SIGNERS = (
    (Signer.PRINCIPAL, "The principal"),
    (Signer.DIRECTOR, "A director"),
    (Signer.PROVIDER, "Who ran the sessions"),
)
_CHOICES = validate.OneOf([one for one, _ in _SIGNERS], labels=[label for _, label in _SIGNERS])


def _words(label: str, hint: str = "", *, most: int = 60, **more: Any) -> fields.String:
    return fields.String(
        required=more.pop("required", True),
        validate=validate.Length(max=most),
        metadata={"label": label, "hint": hint, **more},
    )


def _number(label: str, hint: str = "", **more: Any) -> fields.Decimal:
    return fields.Decimal(allow_nan=False, metadata={"label": label, "hint": hint}, **{"required": True, **more})


def _whole(label: str, hint: str = "", **more: Any) -> fields.Integer:
    return fields.Integer(metadata={"label": label, "hint": hint}, **{"load_default": 0, **more})


class ChangeKindSchema(Schema):
    """What can be changed about a kind of credit."""

    name = _words("Name", "As the district calls it, such as CPD credit.")
    one = _words("One of it is called", "Such as CPD credit.", most=40)
    many = _words("Several of it are called", "Such as CPD credits.", most=40)
    per = _number("Clock hours that make one", "15 for a credit of 15 hours; 1 for a point an hour.")
    step = _number("Round down to", "1 gives whole ones only; 0.25 gives quarters.")
    first = fields.String(load_default="", validate=_CHOICES, metadata={"label": "Signature"})
    second = fields.String(
        load_default="",
        validate=_CHOICES,
        metadata={
            "label": "Second signature",
            "hint": "Always two different people. A director signs where there is no principal or nobody ran sessions.",
        },
    )
    renewal = fields.Boolean(load_default=False, metadata={"label": "Counts for renewing a license"})
    salary = fields.Boolean(load_default=False, metadata={"label": "Counts for salary"})
    goal = _number("Usually needed", "So many; leave it empty if nothing is.", required=False, load_default=0)
    goal_years = _whole("Within so many years")
    repeat_months = _whole("A repeat gives full credit after so many months", "0 gives full credit always.")
    repeat_percent = _whole("Sooner it gives so many percent", "50 is half of it, 0 is nothing.", load_default=100)
    prior_months = _whole("Earlier learning is recognized up to so many months back", "60 months are five years.")
    active = fields.Boolean(load_default=False, metadata={"label": "Courses give it"})


class NewKindSchema(ChangeKindSchema):
    """What is asked when a kind is added."""

    class Meta:
        """The key stands first in the form."""

        fields = ("key", *ChangeKindSchema._declared_fields)

    key = _words(
        "Key", "Short and for good, such as cpd. Small letters, figures and hyphens. Course files use it.", most=32
    )


class ChangeAreaSchema(Schema):
    """What can be changed about a renewal area."""

    name = _words("Name", "As a license names it.", most=80)
    least = _number(
        "Hours asked in it", "At least so many; leave it empty to count only.", required=False, load_default=0
    )


class NewAreaSchema(ChangeAreaSchema):
    """What is asked when an area is added."""

    class Meta:
        """The key stands first in the form."""

        fields = ("key", "name", "least")

    key = _words("Key", "Short and for good. Small letters, figures and hyphens. Course files use it.", most=32)


class SendBackSchema(Schema):
    """Why a credit is not signed."""

    words = _words(
        "What is missing?", "The person reads it, and so do those who lead them.", most=_LONG, widget="textarea"
    )


class GoalSchema(Schema):
    """What somebody wants to have earned by when."""

    kind = fields.String(required=True, metadata={"label": "Of what?", "widget": "select"})
    amount = _number("How many?")
    starts = fields.Date(
        required=True, metadata={"label": "Counted from", "hint": "Such as the day your license began."}
    )
    by = fields.Date(required=True, metadata={"label": "Needed by", "hint": "Such as the day your license ends."})


class RecognizeSchema(Schema):
    """Learning of before or elsewhere."""

    email = fields.Email(required=True, metadata={"label": "E-mail address of the person"})
    course = fields.String(
        load_default="",
        metadata={
            "label": "Course it stands for",
            "hint": "It then opens what this course opens. Leave it empty if it stands for none.",
            "widget": "select",
        },
    )
    title = _words(
        "What was it?",
        "Leave it empty to take the title of the course.",
        most=120,
        required=False,
    )
    done_on = fields.Date(required=True, metadata={"label": "When was it finished?"})
    hours = _number("Clock hours")
    kinds = fields.List(
        fields.String(),
        load_default=list,
        metadata={
            "label": "Credit it gives besides the hours",
            "hint": "By the district’s conversions. It counts at once: you have decided.",
        },
    )
    evidence = _words(
        "What were you shown?",
        "Such as a certificate of the provider, with its date.",
        most=_LONG,
        widget="textarea",
        rows=3,
    )
    reason = _words("Why is it recognized?", most=_LONG, widget="textarea", rows=3)


class WithdrawSchema(Schema):
    """Why a recognition is taken back."""

    why = _words("Why is it taken back?", "It stands on the person’s record.", most=_LONG, widget="textarea", rows=3)
