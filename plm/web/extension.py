"""The Flask extension that mounts features in an application; `plm.PLM` is it with all of them."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, request, url_for
from markupsafe import Markup
from pymongo.database import Database

from plm import clock as wall
from plm.access import Role
from plm.errors import NotAllowed, Unavailable
from plm.feature import Feature
from plm.jobs import Job, Services, Worker
from plm.mail import mailer_for
from plm.mongo.collection import Collection
from plm.settings import Settings
from plm.web import context, errors, security
from plm.web.compression import compressed
from plm.web.context import Visitor
from plm.web.pictures import PICTURES
from plm.web.pictures.frame import files
from plm.web.words import FILTERS, WORDS, initials

STATIC = Path(__file__).parent / "static"

Identify = Callable[[], Visitor | None]


class Extension:
    """Professional learning, mounted in a Flask application.

    Args:
        app: the application.
        features: what is plugged in.
        settings: how it is set up.
        db: the database.
        identify: who asks, from the request at hand; None when nobody is signed in.
        url_prefix: where the pages stand, such as `/learning`.
        base_template: the host's page frame, with the blocks `title`, `head` and `content`.
        door: endpoint of the sign-in page; empty when the host signs people in.
        clock: tells the present moment.
    """

    def __init__(
        self,
        app: Flask,
        *,
        features: Iterable[Feature],
        settings: Settings,
        db: Database,
        identify: Identify,
        url_prefix: str = "",
        base_template: str = "plm/base.html",
        door: str = "",
        clock: Callable[[], datetime] = wall.now,
    ) -> None:
        self.settings = settings
        self.db = db
        self.identify = identify
        self.base_template = base_template
        self.door = door
        self.clock = clock
        self.features = tuple(features)
        self.addresses: dict[tuple[str, str, str], str] = {}
        self.navs: dict[tuple[str, Role], tuple[tuple[str, tuple[str, ...]], ...]] = {}
        self.files: dict[str, Markup] = {}
        self.tokens: dict[tuple[object, str], str] = {}
        self._mount(app, url_prefix)

    @property
    def collections(self) -> tuple[Collection, ...]:
        """Every collection the features declare."""
        return tuple(one for feature in self.features for one in feature.collections)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job the features declare."""
        return tuple(one for feature in self.features for one in feature.jobs)

    def services(self) -> Services:
        """What a job may use, with a mailer of its own."""
        return Services(self.db, self.settings, mailer_for(self.settings, self.db), self.clock)

    def worker(self) -> Worker:
        """A worker that is not started yet."""
        return Worker(self.services(), self.jobs)

    def _mount(self, app: Flask, url_prefix: str) -> None:
        if "plm" in app.extensions:
            raise Unavailable("PLM is already mounted in this application.")
        app.extensions["plm"] = self
        for name, value in security.CSRF_SETTINGS.items():
            app.config.setdefault(name, value)
        app.jinja_env.filters.update(FILTERS)
        app.jinja_env.globals.update({**WORDS, **PICTURES})
        app.jinja_env.globals.update(static_url=static_url, face_files=face_files, csrf_token=security.token)
        root = Blueprint(
            "plm",
            __name__,
            url_prefix=url_prefix or None,
            static_folder=str(STATIC),
            static_url_path="/static" if url_prefix else "/plm-static",
            template_folder="templates",
        )
        security.install(root)
        errors.install(root)
        root.context_processor(self._names)
        root.after_request(compressed)
        for feature in self.features:
            for pages in feature.pages:
                root.register_blueprint(pages)
        app.register_blueprint(root)

    def take_over(self, app: Flask) -> None:
        """Answer for the whole application, also where an address leads to no page."""
        errors.install_everywhere(app)
        security.install_everywhere(app)
        app.context_processor(lambda: {} if "plm" in request.blueprints else self._names())

    def _names(self) -> dict[str, Any]:
        """What every template may use."""
        try:
            visitor = context.visitor()
        except NotAllowed:
            # The portal knows them and PLM does not; what anybody may see, they see as anybody.
            visitor = None
        return {"plm_base": self.base_template, "plm": Frame(self, visitor)}


class Frame:
    """What the page frame shows around a page; computed only when the layout asks for it."""

    def __init__(self, extension: Extension, visitor: Visitor | None) -> None:
        self._plm = extension
        self._visitor = visitor

    @property
    def district(self) -> str:
        """Whose learning this is."""
        return self._plm.settings.district

    @property
    def demo(self) -> bool:
        """Whether everything here is invented."""
        return self._plm.settings.demo

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return context.now()

    @cached_property
    def today(self) -> Any:
        """The day where the visitor is."""
        return context.today()

    @property
    def zone(self) -> Any:
        """The clock of the visitor's school."""
        return context.zone()

    @property
    def visitor(self) -> Visitor | None:
        """Who is signed in."""
        return self._visitor

    @cached_property
    def home(self) -> str:
        """The first page."""
        return _address("plm.reports.home")

    @cached_property
    def nav(self) -> list[tuple[str, str, bool]]:
        """The navigation of the visitor's role: what, where, and whether we are there."""
        if self._visitor is None:
            return []
        here, shown = request.path, self._places(self._visitor.role)
        # The longest address that the page lies under is where we are.
        under = (url for _, urls in shown for url in urls if here == url or here.startswith(url.rstrip("/") + "/"))
        best = max(under, key=len, default="")
        if best == self.home and here != best:
            best = ""
        return [(label, urls[0], best in urls) for label, urls in shown]

    def _places(self, role: Role) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What stands in the navigation of a role, where that is and what else belongs to it: made once for a role."""
        place = request.script_root, role
        if place not in self._plm.navs:
            items = [item for feature in self._plm.features for item in feature.nav if role in item.roles]
            self._plm.navs[place] = tuple(
                (item.label_for(role), tuple(_address(f"plm.{one}") for one in (item.endpoint, *item.also)))
                for item in sorted(items, key=lambda one: one.order)
            )
        return self._plm.navs[place]

    @cached_property
    def me(self) -> dict[str, str] | None:
        """The visitor, as the head of the page shows them."""
        if self._visitor is None:
            return None
        name = self._visitor.actor.name
        return {
            "name": name,
            "initials": initials(name),
            "title": self._visitor.title,
            "url": _address("plm.people.account"),
        }

    @cached_property
    def foot(self) -> list[tuple[str, str]]:
        """The links at the foot of every page."""
        return [
            ("Accessibility", _address("plm.about.accessibility")),
            ("Privacy: what we keep about you", _address("plm.about.privacy")),
        ]


def static_url(filename: str) -> str:
    """The address of a file of ours, with a hash of its content, so that browsers may keep it for a year."""
    return _address("plm.static", filename)


def face_files() -> Markup:
    """The files that every page of ours asks for: named once for each place at which the application is mounted."""
    kept, place = context.plm().files, request.script_root
    if place not in kept:
        kept[place] = files(static_url)
    return kept[place]


def _address(endpoint: str, filename: str = "") -> str:
    """An address that stands on every page: made once for each place at which the application is mounted."""
    kept = context.plm().addresses
    place = request.script_root, endpoint, filename
    if place not in kept:
        kept[place] = url_for(endpoint, filename=filename, v=_hash_of(filename)) if filename else url_for(endpoint)
    return kept[place]


@cache
def _hash_of(filename: str) -> str:
    path = STATIC / filename
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "missing"
