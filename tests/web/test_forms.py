"""A form wears a schema: what was typed is kept, what is wrong stands at its field."""

from datetime import date

from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict

from plm.errors import RuleBroken
from plm.web.forms import Form


class DinnerSchema(Schema):
    """What is asked before a dinner."""

    name = fields.String(required=True, validate=validate.Length(min=2, error="Please give a name."))
    day = fields.Date(metadata={"label": "Which day?"})
    guests = fields.Integer(required=True)
    dishes = fields.List(fields.String())
    meal = fields.String(validate=validate.OneOf(["lunch", "dinner"], labels=["Lunch", "Dinner"]))
    outside = fields.Boolean(load_default=False)


def test_what_was_sent_is_loaded_and_unknown_names_are_left_alone() -> None:
    form = Form(DinnerSchema())
    sent = MultiDict(
        [
            ("name", " Ana "),
            ("day", "2026-12-01"),
            ("guests", "3"),
            ("dishes", "soup"),
            ("dishes", ""),
            ("csrf_token", "x"),
        ]
    )
    assert form.read(sent)
    assert form.data == {
        "name": "Ana",
        "day": date(2026, 12, 1),
        "guests": 3,
        "dishes": ["soup"],
        "outside": False,
    }


def test_an_empty_optional_answer_is_no_answer() -> None:
    assert Form(DinnerSchema()).read(MultiDict({"name": "Ana", "guests": "3", "day": ""}))


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() -> None:
    form = Form(DinnerSchema())
    assert not form.read(MultiDict({"name": "A", "guests": "many", "meal": "dinner"}))
    assert form.status == 422
    assert form["name"].errors == ["Please give a name."]
    assert form["guests"].errors == ["Not a valid integer."]
    assert form["guests"].value == "many"
    assert form["meal"].value == "dinner"


def test_the_widgets_follow_the_schema() -> None:
    widgets = {one.name: one.widget for one in Form(DinnerSchema()).fields}
    assert widgets == {
        "name": "text",
        "day": "date",
        "guests": "number",
        "dishes": "checkboxes",
        "meal": "select",
        "outside": "checkbox",
    }
    assert Form(DinnerSchema())["meal"].choices == [("lunch", "Lunch"), ("dinner", "Dinner")]


def test_a_rules_refusal_is_shown_where_it_belongs() -> None:
    form = Form(DinnerSchema())
    form.refuse(RuleBroken("That day has passed."), "day")
    assert form.errors == {"day": ["That day has passed."]}
    assert form.status == 409


def test_the_same_form_sent_again_carries_the_same_key() -> None:
    form = Form(DinnerSchema())
    again = Form(DinnerSchema())
    again.read(MultiDict({"_once": form.once}))
    assert again.once == form.once
