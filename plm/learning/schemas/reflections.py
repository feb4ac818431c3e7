"""What is asked in a reflection. The course decides the prompts, so the schema is made from it."""

from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from plm.catalog.asking import said
from plm.catalog.kinds import Audience, Prompt
from plm.learning.model import MOST_CHARACTERS, MOST_REPLY_CHARACTERS, plain

TEXT = "t-"
"""What the name of a field begins with; the id of the prompt follows."""

READERS = "a-"
"""The same, of the field that says who reads the answer."""

STOOD = "w-"
"""The same, of the field that says who read the answer when the page was made; only what differs is a choice."""


def not_too_long(text: str) -> None:
    """Refuse what is longer than an answer may be. (A form that says its limit would cut a pasted text off unseen.)

    Raises:
        ValidationError: with how long it is and may be.
    """
    _within(text, MOST_CHARACTERS, "can be saved")


def not_too_long_a_reply(text: str) -> None:
    """The same for a reply.

    Raises:
        ValidationError: with how long it is and may be.
    """
    _within(text, MOST_REPLY_CHARACTERS, "can be sent")


class DraftSchema(Schema):
    """What the page sends while somebody types: texts by prompt id, and the revision the window began with."""

    texts = fields.Dict(keys=fields.String(), values=fields.String(validate=not_too_long), required=True)
    revision = fields.Integer(required=True, validate=validate.Range(min=0))
    over = fields.Boolean(load_default=False)
    window = fields.String(load_default="", validate=validate.Length(max=40))
    audiences = fields.Dict(keys=fields.String(), values=fields.Enum(Audience, by_value=True), load_default=dict)


class ReplySchema(Schema):
    """What a facilitator answers to a reflection."""

    text = fields.String(
        required=True,
        validate=not_too_long_a_reply,
        error_messages={"required": "Write something first."},
        metadata={"widget": "textarea", "rows": 5},
    )


@lru_cache(maxsize=512)
def reflection_schema(prompts: tuple[Prompt, ...]) -> Schema:
    """The prompts of a reflection; a draft may leave any of them empty, and the least words are asked at handing in."""
    asked: dict[str, Any] = {f"{TEXT}{one.id}": _text(one) for one in prompts}
    for one in prompts:
        asked[f"{READERS}{one.id}"] = fields.Enum(Audience, by_value=True)
        asked[f"{STOOD}{one.id}"] = fields.Enum(Audience, by_value=True)
    asked["revision"] = fields.Integer(load_default=0, validate=validate.Range(min=0), metadata={"widget": "hidden"})
    asked["over"] = fields.Boolean(load_default=False, metadata={"widget": "hidden"})
    return Schema.from_dict(asked, name="ReflectionSchema")(partial=True)


def _within(text: str, most: int, act: str) -> None:
    if (have := len(plain(text))) > most:
        raise ValidationError(
            f"This text has {have:,} characters; {most:,} {act}. Shorten it, or keep the rest elsewhere."
        )


def _text(prompt: Prompt) -> fields.Field:
    return fields.String(
        required=True,
        validate=not_too_long,
        metadata={"label": said(prompt.text), "hint": said(prompt.hint), "widget": "textarea", "rows": 6},
    )
