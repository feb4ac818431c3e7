"""The thread of a course beside a module: where one is in it. Drawn here because every module's page has all of it."""

from flask import url_for
from markupsafe import Markup, escape

from plm.catalog.model import Module
from plm.enrollment import messages as say
from plm.enrollment.model import Enrollment, Status
from plm.learning.actions import Opened
from plm.web.pictures.parts import crumbs, steps
from plm.web.pictures.pieces import drawn, go, icon

_KEPT = {"reflection": " and your words", "practice": " and your words"}


class Thread:
    """What the templates of all kinds put around a module.

    Args:
        enrollment: as it stands now, perhaps a moment newer than when the module was opened.
        home: the address of the visitor's first page.
    """

    def __init__(self, opened: Opened, enrollment: Enrollment, home: str) -> None:
        self._opened = opened
        self._enrollment = enrollment
        self._home = home
        self._course = url_for("plm.learning.course", enrollment=enrollment.id)

    def address(self, module: Module) -> str:
        """The page of another module."""
        return f"{self._course}/modules/{module.id}"

    def crumbs(self) -> Markup:
        """Where the visitor is: home, course."""
        return crumbs([("Home", self._home), (self._opened.edition.title, self._course)])

    def head(self) -> Markup:
        """What stands above a module's text."""
        edition, module = self._opened.edition, self._opened.module
        return drawn(
            f'<p class="before">Module {edition.place(module.id)} of {len(edition.modules)}</p>\n'
            f'<h1 class="answer">{escape(module.title)}</h1>'
        )

    def left_it(self) -> Markup:
        """To somebody who has left the course."""
        if self._opened.open:
            return drawn("")
        again = url_for("plm.enrollment.course", slug=self._enrollment.course)
        return drawn(
            f'<div class="notice notice--late" role="status">{icon("pause")}<p>You have left this course, so nothing '
            f'can be handed in. What you did is kept. <a href="{escape(again)}">Enroll again</a> to go on.</p></div>'
        )

    def onward(self, follows: Module | None, kind: str = "") -> Markup:
        """The act at the end of a module that is done."""
        if follows:
            return go(f"Go on to {follows.title}", self.address(follows), kind=kind)
        return go("Back to the course", self._course, kind=kind)

    def modules(self) -> Markup:
        """The modules of the course with their marks, and where one is."""
        edition, here, one = self._opened.edition, self._opened.module, self._enrollment
        completed = one.status is Status.COMPLETED
        items = [
            {
                "state": one.module_standing(edition, module).value,
                "label": module.title,
                "url": self.address(module),
                "current": module.id == here.id,
                "small": "" if module.id == here.id else say.step(module, one.closed_by(edition, module)),
            }
            for module in edition.modules
        ]
        return drawn(
            '<aside class="read__side" aria-labelledby="left">\n'
            f'  <h2 class="part__name" id="left">{"The course" if completed else "What is left"}</h2>\n'
            f'  <p class="part__note">{escape(self._left(completed))}</p>\n  {steps(items)}\n'
            f'  <p class="part__note">You can stop at any time. We keep your place{_KEPT.get(here.kind, "")}.</p>\n'
            "</aside>"
        )

    def _left(self, completed: bool) -> str:
        if completed:
            return "You are done with it; everything can be read again."
        edition, one = self._opened.edition, self._enrollment
        modules, sessions = one.modules_left(edition), one.sessions_left(edition)
        if not modules and not sessions:
            return "Nothing more."
        return f"{say.left(modules, sessions)}, {say.about(one.minutes_left)}."
