"""What is asked of somebody who plans a section."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from plm.sections.model import MOST_SEATS, Meeting

ROWS = 3
MOST_ROWS = 60

_PARTS = ("day", "starts", "ends", "place", "link")
_ASKS = {
    "day": "On which day?",
    "starts": "From when?",
    "ends": "Until when?",
}


class PlanSchema(Schema):
    """A section's plan: rows of sessions, of which empty ones are left alone."""

    rows = 0

    @validates_schema
    def whole_rows(self, data: dict[str, Any], **_: Any) -> None:
        """A session that was begun needs its day and both times."""
        wrong: dict[str, list[str]] = {}
        for row in range(1, self.rows + 1):
            if _blank(data, row):
                continue
            for part, asks in _ASKS.items():
                if f"{part}_{row}" not in data:
                    wrong[f"{part}_{row}"] = [asks]
            starts, ends = data.get(f"starts_{row}"), data.get(f"ends_{row}")
            if starts and ends and ends <= starts:
                wrong[f"ends_{row}"] = ["It must end after it begins, on the same day."]
        if wrong:
            raise ValidationError(wrong)

    @post_load
    def with_meetings(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Gather the rows into meetings."""
        meetings = tuple(
            Meeting(
                day=data[f"day_{row}"],
                starts=data[f"starts_{row}"],
                ends=data[f"ends_{row}"],
                place=data.get(f"place_{row}", ""),
                link=data.get(f"link_{row}", ""),
                id=data.get(f"id_{row}", ""),
            )
            for row in range(1, self.rows + 1)
            if not _blank(data, row)
        )
        flat = {f"{part}_{row}" for row in range(1, self.rows + 1) for part in (*_PARTS, "id")}
        return {**{key: value for key, value in data.items() if key not in flat}, "meetings": meetings}


class CancelSchema(Schema):
    """What is asked when a section is called off."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=5, max=500, error="Please give a reason in a sentence."),
        metadata={
            "label": "Why does it not take place?",
            "hint": "Everybody with a seat reads this in a letter.",
            "widget": "textarea",
            "rows": 3,
        },
    )


def plan_schema(rows: int, *, new: bool, director: bool) -> PlanSchema:
    """The schema of a form with so many rows of sessions.

    Args:
        new: whether the course is still to choose.
        director: whether the one who asks chooses the facilitator.
    """
    asked: dict[str, fields.Field] = {}
    if new:
        asked["course"] = fields.String(
            required=True,
            error_messages={"required": "Choose the course."},
            metadata={"label": "Course", "widget": "select"},
        )
    asked["title"] = fields.String(
        validate=validate.Length(max=120, error="Use at most 120 letters."),
        metadata={"label": "Title", "hint": "Left empty, it is called like the course."},
    )
    asked["school"] = fields.String(metadata={"label": "Host", "widget": "select", "hint": _CLOCK})
    asked["capacity"] = fields.Integer(
        required=True,
        validate=validate.Range(1, MOST_SEATS, error=f"Between 1 and {MOST_SEATS:,} seats."),
        error_messages={"required": "How many seats are there?", "invalid": "Write a whole number."},
        metadata={"label": "Seats"},
    )
    if director:
        asked["facilitator"] = fields.String(
            metadata={"label": "Facilitator", "widget": "select"},
        )
    for row in range(1, rows + 1):
        asked |= _row(row)
    kind = PlanSchema.from_dict(asked, name="PlanSchema")
    schema: PlanSchema = kind()  # type: ignore[assignment]  # from_dict makes a subclass of the class it is asked of
    schema.rows = rows
    return schema


def _row(row: int) -> dict[str, fields.Field]:
    of = f"of session {row}"
    return {
        f"id_{row}": fields.String(metadata={"label": f"Session {row}", "widget": "hidden"}),
        f"day_{row}": fields.Date(
            error_messages={"invalid": f"The day {of} is no date."}, metadata={"label": "Day", "of": of}
        ),
        f"starts_{row}": fields.Time(
            error_messages={"invalid": f"The beginning {of} is no time."}, metadata={"label": "From", "of": of}
        ),
        f"ends_{row}": fields.Time(
            error_messages={"invalid": f"The end {of} is no time."}, metadata={"label": "Until", "of": of}
        ),
        f"place_{row}": fields.String(
            validate=validate.Length(max=120, error="Use at most 120 letters."), metadata={"label": "Place", "of": of}
        ),
        f"link_{row}": fields.Url(
            schemes={"http", "https"},
            error_messages={"invalid": "A link begins with https://"},
            validate=validate.Length(max=500, error="Use at most 500 letters."),
            metadata={"label": "Link to join", "of": of},
        ),
    }


def _blank(data: dict[str, Any], row: int) -> bool:
    """Whether nothing was written into the row."""
    return not any(f"{part}_{row}" in data for part in _PARTS)


_CLOCK = "The times below are on the clock of this place."
