"""An HTML form wears a marshmallow schema: the same rules and words as JSON, drawn by one macro.

A field's metadata carries its words: `label`, `hint`, `widget`, `autocomplete`, `rows`.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from plm.errors import Refusal

Choices = Iterable[tuple[str, str]]

ONCE = "_once"


@dataclass
class Field:
    """One field, as the macro draws it."""

    name: str
    label: str
    widget: str
    required: bool
    hint: str = ""
    value: Any = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    autocomplete: str = ""
    rows: int = 4
    max_length: int | None = None


class Form:
    """What is asked of somebody, what they answered, and what is wrong with it.

    Args:
        schema: shape and words.
        values: what the fields show first.
        choices: the choices of select, radio and checkboxes, by field name.
    """

    def __init__(
        self, schema: Schema, values: Mapping[str, Any] | None = None, choices: Mapping[str, Choices] | None = None
    ) -> None:
        self._schema = schema
        self.once = secrets.token_hex(12)
        self.data: dict[str, Any] = {}
        self.status = 200
        self.general: list[str] = []
        self.fields = [
            _field(name, one, (values or {}).get(name), list((choices or {}).get(name, ())))
            for name, one in schema.load_fields.items()
        ]

    def __getitem__(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)

    @property
    def invalid(self) -> bool:
        """Whether something has to be put right."""
        return self.status != 200

    @property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong, by field; what belongs to no field stands under `form`."""
        wrong = {one.name: one.errors for one in self.fields if one.errors}
        return {**wrong, **({"form": self.general} if self.general else {})}

    def read(self, sent: MultiDict[str, str]) -> bool:
        """Take what was sent; false (and status 422) when something is wrong.

        Empty answers count as not given, lists are read from repeated names, and names the schema
        does not know (the CSRF token, the pressed button) are left alone.
        """
        self.once = sent.get(ONCE, self.once)
        raw: dict[str, Any] = {}
        for one in self.fields:
            known = self._schema.load_fields[one.name]
            if isinstance(known, fields.List):
                answers: Any = [answer for answer in sent.getlist(one.name) if answer != ""]
            else:
                answers = sent.get(one.name, "")
                if isinstance(known, fields.String) and one.widget != "password":
                    answers = answers.strip()
            one.value = "" if one.widget == "password" else answers
            if answers not in ("", []) or one.widget == "checkbox":
                raw[one.name] = answers if one.widget != "checkbox" else bool(answers)
        try:
            self.data = self._schema.load(raw, unknown=EXCLUDE)
        except ValidationError as error:
            self.wrong(error.normalized_messages())
            return False
        return True

    def refuse(self, refusal: Refusal, field_name: str = "", *, status: int = 409) -> None:
        """Show a rule's refusal at the field it concerns, or above the form."""
        self.status = status
        if field_name:
            self[field_name].errors = [refusal.message]
        else:
            self.general = [refusal.message]

    def wrong(self, messages: Mapping[str, Any]) -> None:
        """Show marshmallow's messages at their fields."""
        self.status = 422
        for name, said in messages.items():
            words = list(_flat(said))
            if name in {one.name for one in self.fields}:
                self[name].errors = words
            else:
                self.general += words


def _flat(said: Any) -> Iterable[str]:
    if isinstance(said, Mapping):
        for inner in said.values():
            yield from _flat(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from _flat(inner)
    else:
        yield str(said)


def _field(name: str, known: fields.Field, value: Any, choices: list[tuple[str, str]]) -> Field:
    if not choices:
        choices = [
            (choice, label)
            for check in known.validators
            if isinstance(check, validate.OneOf)
            for choice, label in zip(check.choices, check.labels or check.choices, strict=False)
        ]
    if value is None:
        value = [] if isinstance(known, fields.List) else ""
    elif hasattr(value, "isoformat"):
        value = value.isoformat()
    words = known.metadata
    return Field(
        name=name,
        label=words.get("label", name.replace("_", " ").capitalize()),
        widget=words.get("widget", _widget(known, choices)),
        required=known.required,
        hint=words.get("hint", ""),
        value=value,
        choices=choices,
        autocomplete=words.get("autocomplete", ""),
        rows=words.get("rows", 4),
        max_length=next((check.max for check in known.validators if isinstance(check, validate.Length)), None),
    )


def _widget(known: fields.Field, choices: list[tuple[str, str]]) -> str:
    match known:
        case fields.List():
            return "checkboxes"
        case fields.Boolean():
            return "checkbox"
        case fields.Date():
            return "date"
        case fields.Time():
            return "time"
        case fields.DateTime():
            return "datetime-local"
        case fields.Number():
            return "number"
        case fields.Email():
            return "email"
        case _:
            return "select" if choices else "text"
