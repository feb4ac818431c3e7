"""Flask as PLM runs it when it stands alone: the same in every answer, with less work for each.

A page asks for dozens of addresses and template names. Flask looks each of them up anew; here what does not change
between two requests is found once.
"""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask import Flask, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer
from jinja2.runtime import Context, Macro
from werkzeug.routing import BuildError

_PLAINLY_CALLED = {FunctionType, MethodType, BuiltinFunctionType, type(lru_cache(repr))}

# How many sessions are kept as they were read, how long the cookie of one may be, and what may be in it.
MOST_READ = 10_000
_MOST_LETTERS = 1_000
_PLAIN_KINDS = {str, int, bool, type(None)}

# What an address holds as it is, in its path and in its query.
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]+")


class Names(Context):
    """What a template knows, and how it calls what it knows.

    Jinja asks of everything it calls, in five steps, whether it wants to be told where it is called from. Nearly all of
    it is a plain function, which shows at once that it does not, or a macro, which does.
    """

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function or a macro, as Jinja would; anything else is left to Jinja."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAINLY_CALLED or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        try:
            return called(*args, **kwargs)
        except StopIteration:
            return self.environment.undefined("a function that was called had nothing more to give")


class Templates(Environment):
    """Jinja's environment with the names that every template knows in one plain dictionary.

    Jinja lays a dictionary of its own over them for each template, which nobody fills here, and looks through both,
    name by name, whenever a template is rendered or imported.
    """

    context_class = Names

    def make_globals(self, d: Any) -> Any:
        """The names of a template that brings none of its own are those of the environment."""
        return super().make_globals(d) if d else self.globals


class Signer(URLSafeTimedSerializer):
    """Reads what was signed, and remembers what it has read: whoever opens page after page sends the same each time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._read: dict[str, tuple[float, dict[str, Any]]] = {}

    def loads(  # type: ignore[override]  # as itsdangerous overrides it
        self, s: str | bytes, max_age: int | None = None, *args: Any, **options: Any
    ) -> Any:
        """As it was signed.

        Raises:
            BadSignature: it was not signed with our keys, or it is too old.
        """
        if type(s) is not str or max_age is None or args or options:
            return super().loads(s, max_age, *args, **options)
        kept = self._read.get(s)
        if kept is not None and 0 <= time.time() - kept[0] <= max_age:
            return dict(kept[1])
        found, signed_at = super().loads(s, max_age, return_timestamp=True)
        # Only what nobody can change in place is kept, so that no request finds another's.
        if type(found) is dict and _PLAIN_KINDS.issuperset(map(type, found.values())) and len(s) <= _MOST_LETTERS:
            if len(self._read) >= MOST_READ:
                self._read.clear()
            self._read[s] = signed_at.timestamp(), dict(found)
        return found


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, with the signer made once and not for every request."""

    def __init__(self) -> None:
        self._signers: dict[tuple[Any, ...], URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer for the keys that the application has now."""
        keys = app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ())
        if keys not in self._signers:
            self._signers[keys] = self._signer(app)
        return self._signers[keys]

    def _signer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, in our class."""
        made = super().get_signing_serializer(app)
        if made is None:
            return None
        options = {"serializer": self.serializer, "signer_kwargs": made.signer_kwargs}
        return Signer(list(made.secret_keys), salt=made.salt, **options)


class Application(Flask):
    """Flask that remembers how its addresses are put together."""

    jinja_environment = Templates
    # Templates are few, so none of them has to make room for another.
    jinja_options = {"cache_size": -1}  # as Flask declares it
    session_interface = Sessions()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[tuple[object, ...], tuple[str, ...] | None] = {}

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """As Flask's. An address whose values are plain words is put together from the pieces of the first such one.

        Raises:
            BuildError: no page has this endpoint and takes these values.
        """
        kinds = tuple(map(_kind, values.values()))
        if None not in kinds and has_request_context() and not (_anchor or _method or _scheme or _external):
            home = request.blueprint if endpoint.startswith(".") else None
            place = request.script_root, home, endpoint, *values, *kinds
            if place not in self._addresses:
                self._addresses[place] = self._pieces(endpoint, dict(zip(values, kinds, strict=True)))
            if (pieces := self._addresses[place]) is not None:
                return _filled(pieces, values)
        return super().url_for(
            endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values
        )

    def _pieces(self, endpoint: str, kinds: dict[str, type | None]) -> tuple[str, ...] | None:
        """The address with these names between its pieces: piece, name, piece, name, piece.

        None where an address also depends on what the values are.
        """
        # Values as nobody has them, of the same kind, so that the address shows where each of them goes.
        marks: dict[str, Any] = {
            name: 9081726350 + place if kind is int else f"q9x{place}x9q"
            for place, (name, kind) in enumerate(kinds.items())
        }
        try:
            made = super().url_for(endpoint, **marks)
        except (BuildError, ValueError):
            return None
        if self.url_default_functions or any(rule.defaults for rule in self.url_map.iter_rules()):
            return None
        named = {str(mark): name for name, mark in marks.items()}
        parts = re.split(f"({'|'.join(named)})", made) if named else [made]
        found = tuple(named.get(part, part) for part in parts)
        return found if sorted(found[1::2]) == sorted(kinds) else None


def _kind(value: object) -> type | None:
    """Whether a value is a plain word or a whole number; None for anything else, which Flask has to look at."""
    if type(value) is str:
        return str if _PLAIN.fullmatch(value) else None
    return int if type(value) is int and value >= 0 else None


def _filled(pieces: tuple[str, ...], values: dict[str, Any]) -> str:
    if len(pieces) == 1:
        return pieces[0]
    return "".join([str(values[piece]) if place % 2 else piece for place, piece in enumerate(pieces)])
