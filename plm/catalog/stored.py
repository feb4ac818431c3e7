"""Frozen dataclasses as documents and back: nested ones, tuples of them, days, and unions told apart by a name."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Doc = dict[str, Any]


def doc_of(value: Any) -> Any:
    """What MongoDB keeps of a value: dataclasses as documents, tuples as lists, days as text."""
    if is_dataclass(value):
        return {one.name: doc_of(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [doc_of(one) for one in value]
    if isinstance(value, Mapping):
        return {key: doc_of(one) for key, one in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def value_of(kind: Any, doc: Any) -> Any:
    """The value of this type that a document stands for. What a document does not have keeps its default."""
    origin = get_origin(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: value_of(hints[name], doc[name]) for name in hints if name in doc})
    if origin is tuple:
        return tuple(value_of(get_args(kind)[0], one) for one in doc)
    if origin in (Union, UnionType):
        known = [one for one in get_args(kind) if one is not NoneType]
        return None if doc is None else value_of(known[0], doc)
    if origin in (dict, Mapping):
        return {key: value_of(get_args(kind)[1], one) for key, one in doc.items()}
    if kind is date:
        return date.fromisoformat(doc)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(doc)
    return doc


@lru_cache(maxsize=256)
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
