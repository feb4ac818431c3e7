"""A film: ours in the browser's own player, or one from elsewhere that nobody is asked for before it is played."""

from flask import Response, make_response, render_template, url_for

from plm.catalog.files.taking import media_type
from plm.catalog.kinds import Video
from plm.catalog.kinds.video import SLICES
from plm.catalog.showing import shown
from plm.learning.actions import Opened
from plm.learning.pages.blueprint import kept_place, names
from plm.web import context
from plm.web.security import CSP


def show(opened: Opened) -> Response:
    """The film, how much of it was watched, and its words."""
    enrollment = kept_place(opened)
    work = enrollment.modules.get(opened.module.id)
    page = render_template(
        "plm/learning/kinds/video.html",
        **names(opened, enrollment),
        **opened.module.content.shown(work),
        address_of=file_address,
        type_of=media_type,
        slices=SLICES,
        text=shown,
        me=context.actor().person,
    )
    response = make_response(page)
    film = opened.module.of(Video)
    if film and film.host:
        response.headers["Content-Security-Policy"] = f"{CSP}; frame-src https://{film.host}"
    return response


def file_address(file: str) -> str:
    """Where this PLM serves a file that an edition names."""
    return url_for("plm.catalog.file", name=file.removeprefix("sha256:"))
