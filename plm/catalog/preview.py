"""One course served live from its folder, as its learners will see it: no database, no enrollment, nothing kept."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup
from marshmallow import Schema, fields
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from plm.catalog import asking, readability
from plm.catalog.asking import said
from plm.catalog.files.taking import media_type
from plm.catalog.kinds import Quiz, Reading, Reflection, marked
from plm.catalog.markdown import render
from plm.catalog.model import Edition
from plm.catalog.readers import readers_of
from plm.catalog.shelf import Found, read_course
from plm.settings import Settings
from plm.web.extension import STATIC
from plm.web.forms import Form
from plm.web.pictures import PICTURES
from plm.web.ranges import sent
from plm.web.security import HEADERS
from plm.web.words import FILTERS, WORDS

Shown = str | tuple[str, int] | AnyResponse

_MOST_FILES = 2_000
"""Files that are looked at; a course has fewer, and the wrong folder may have millions."""

pages = Blueprint(
    "plm",
    __name__,
    static_folder=str(STATIC),
    static_url_path="/plm-static",
    template_folder=str(STATIC.parent / "templates"),
)


class Watched:
    """The folder of a course, read again only when something in it has changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._lock = Lock()
        self._read: tuple[str, Found] | None = None

    def stamp(self) -> str:
        """A few letters that change with every change of a file in the folder."""
        try:
            seen = sorted((str(one), *_mark(one)) for one in islice(self.folder.rglob("*"), _MOST_FILES))
        except OSError as error:
            seen = [(str(error), 0, 0)]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]

    def found(self) -> tuple[str, Found]:
        """The stamp of the folder, and what it holds."""
        with self._lock:
            stamp = self.stamp()
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, read_course(self.folder)
            return self._read


def _mark(file: Path) -> tuple[int, int]:
    """When a file was written and how long it is; an editor may take it away while we look."""
    try:
        seen = file.lstat()
    except OSError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_size


@dataclass(frozen=True)
class Frame:
    """What the frame of a page shows, where nobody is signed in and only one course is there."""

    district: str
    now: datetime
    zone: ZoneInfo
    home: str
    nav: list[tuple[str, str, bool]]
    demo: bool = False
    me: None = None
    foot: tuple[tuple[str, str], ...] = field(default=())

    @property
    def today(self) -> date:
        """The calendar day of the district."""
        return self.now.astimezone(self.zone).date()


def create_preview(folder: Path, settings: Settings, clock: Callable[[], datetime]) -> Flask:
    """The application that shows one course.

    Args:
        folder: the course's.
        settings: what the district is called.
        clock: tells the present moment.
    """
    app = Flask("plm.catalog.preview", static_folder=None)
    app.extensions["watched"] = Watched(folder)
    app.jinja_env.filters.update(FILTERS)
    # Nothing is changed by any form here, so no form needs a token; the frame of the pages asks for one.
    app.jinja_env.globals.update({**WORDS, **PICTURES}, static_url=_static_url, csrf_token=str)
    app.jinja_env.globals.update(line=said, text=_text, grade=readability.of_pages, readers_of=readers_of)
    app.jinja_env.globals.update(address_of=_file_address, type_of=media_type)
    app.register_blueprint(pages)
    app.register_error_handler(NotFound, _not_found)
    app.context_processor(lambda: _names(settings, clock()))
    app.after_request(_headers)
    return app


@pages.get("/")
def course() -> str:
    """What the course is, its modules, and how its readings read."""
    return render_template("plm/catalog/preview/course.html")


@pages.get("/modules/<int:place>")
def module(place: int) -> Shown:
    """One module as its learner meets it; modules are counted from 1, because their names may be wrong still."""
    edition = _edition()
    if edition is None or not 1 <= place <= len(edition.modules):
        return redirect(url_for(".course"))
    shown = edition.modules[place - 1]
    names: dict[str, Any] = {"module": shown, "place": place}
    if quiz := shown.of(Quiz):
        return _quiz(quiz, names) if quiz.questions else render_template("plm/catalog/preview/nothing.html", **names)
    if reflection := shown.of(Reflection):
        names["form"] = _reflection_form(reflection)
    if shown.content.pages:
        names["number_of_page"] = min(max(1, request.args.get("page", 1, type=int)), len(shown.content.pages))
    own = f"plm/catalog/preview/{shown.kind}.html"
    empty = isinstance(shown.content, Reading) and not shown.content.pages
    return render_template([*(() if empty else (own,)), "plm/catalog/preview/nothing.html"], **names)


@pages.get("/take-away")
def takeaway() -> Shown:
    """The page to take away."""
    edition = _edition()
    if edition is None or not edition.takeaway:
        return redirect(url_for(".course"))
    return render_template("plm/catalog/preview/takeaway.html")


@pages.get("/files/<name>")
def file(name: str) -> Response:
    """A file that the course shows, as it stood in the folder when the course was read."""
    asset = next((one for one in _watched().found()[1].assets if one.file == name), None)
    if asset is None:
        raise NotFound
    return sent(lambda: BytesIO(asset.data), size=len(asset.data), media_type=asset.media_type, etag=asset.hash)


@pages.get("/stamp")
def stamp() -> Response:
    """What the page asks every second: whether a file was changed."""
    return jsonify({"stamp": _watched().stamp()})


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _watched() -> Watched:
    watched: Watched = current_app.extensions["watched"]
    return watched


def _edition() -> Edition | None:
    """The course as far as it could be read."""
    return _watched().found()[1].draft


def _names(settings: Settings, now: datetime) -> dict[str, Any]:
    """What every template may use."""
    stamp, found = _watched().found()
    edition = found.draft
    nav = [("The course", url_for("plm.course"), request.endpoint in ("plm.course", "plm.module"))]
    if edition and edition.takeaway:
        nav.append(("To take away", url_for("plm.takeaway"), request.endpoint == "plm.takeaway"))
    frame = Frame(settings.district, now, settings.zone, url_for("plm.course"), nav)
    return {"plm": frame, "found": found, "edition": edition, "stamp": stamp}


def _quiz(quiz: Quiz, names: Mapping[str, Any]) -> Shown:
    """The questions of an attempt, or what the answers came to. Which questions are drawn is said in the address."""
    draw = request.args.get("draw", "1")[:20]
    questions = quiz.asked(draw)
    # By their place: their names may be wrong still.
    asks = asking.asked(questions, draw, [f"q{place}" for place in range(1, len(questions) + 1)])
    form = asking.form_of(asks)
    about = {**names, "draw": draw, "next_draw": str(int(draw) + 1) if draw.isdecimal() else "1"}
    if "answered" in request.args and asking.read(form, asks, request.args):
        chosen = asking.kept(form, asks)
        answers = [marked(one.question, chosen.get(one.name, ())) for one in asks]
        right = sum(one.right for one in answers)
        return render_template("plm/catalog/preview/result.html", **about, answers=answers, right=right)
    wanting = [one for one in asks if any(form[name].errors for name in one.names)]
    page = render_template("plm/catalog/preview/quiz.html", **about, form=form, asks=asks, wanting=wanting)
    return page, form.status


def _reflection_form(reflection: Reflection) -> Form:
    """The prompts as fields to type into; nothing reads what was typed."""
    asked: dict[str, fields.Field] = {
        f"t{place}": fields.String(
            required=True,
            metadata={"label": said(one.text), "hint": said(one.hint), "widget": "textarea", "rows": 6},
        )
        for place, one in enumerate(reflection.prompts, 1)
    }
    return Form(Schema.from_dict(asked)())


def _static_url(filename: str) -> str:
    """The address of a file of the pages' look."""
    return url_for("plm.static", filename=filename)


def _text(words: str) -> Markup:
    """A page of a course as it is shown."""
    return Markup(render(words, url_for("plm.file", name="_").removesuffix("_")))  # noqa: S704  # render() has cleaned it


def _file_address(file: str) -> str:
    """Where the preview serves a file that the course names."""
    return url_for("plm.file", name=file.removeprefix("sha256:"))


def _not_found(_: NotFound) -> tuple[str, int]:
    todo = "The link leads to the course."
    return render_template("plm/error.html", status=404, sentence="", todo=todo, act=None, reference=""), 404


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Cache-Control"] = "no-store"
    return response
