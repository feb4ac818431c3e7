"""What a page may ask of its request: who asks, when, and of which database. Nothing below a page may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from flask import current_app, g
from pymongo.database import Database

from plm.access import Actor, Role
from plm.errors import NotAllowed
from plm.settings import Settings

if TYPE_CHECKING:
    from plm.web.extension import Extension

View = TypeVar("View", bound=Callable[..., object])

_NOT_ASKED: Any = object()


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, as the pages need to know them.

    Attributes:
        role: the strongest role; it decides the home page and the navigation.
        title: position and place in words, “Principal, Larkspur Middle”.
        zone: the clock of their school.
        sign_in: id of the server-side sign-in, empty when a host portal says who asks.
    """

    actor: Actor
    role: Role
    email: str
    title: str
    zone: ZoneInfo
    sign_in: str = ""


def plm() -> "Extension":
    """The extension of this application."""
    extension: Extension = current_app.extensions["plm"]
    return extension


def db() -> Database:
    """The database."""
    return plm().db


def settings() -> Settings:
    """How this installation is set up."""
    return plm().settings


def now() -> datetime:
    """The moment of this request, the same for all its parts."""
    moment: datetime | None = g.get("plm_now")
    if moment is None:
        moment = g.plm_now = plm().clock()
    return moment


def visitor() -> Visitor | None:
    """Who asks, or None when nobody is signed in. Looked up once per request."""
    found: Visitor | None = g.get("plm_visitor", _NOT_ASKED)
    if found is _NOT_ASKED:
        found = g.plm_visitor = plm().identify()
    return found


def actor() -> Actor:
    """Who asks. On a page that is not public there always is somebody.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if (found := visitor()) is None:
        raise NotAllowed("Please sign in first.", code="signed-out")
    return found.actor


def zone() -> ZoneInfo:
    """The clock on the visitor's wall: their school's, or the district's."""
    found = visitor()
    return found.zone if found else settings().zone


def today() -> date:
    """The calendar day where the visitor is."""
    return now().astimezone(zone()).date()


def public(view: View) -> View:
    """Mark a page that may be seen without signing in."""
    view.plm_public = True  # type: ignore[attr-defined]  # a mark on the function, read by the guard
    return view
