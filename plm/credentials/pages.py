"""Certificates, their public check, and a person's record."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.credentials import actions
from plm.credentials.model import code_from
from plm.schools import sheets
from plm.web import context
from plm.web.context import public
from plm.web.sheet import download
from plm.web.words import slug

pages = Blueprint("credentials", __name__, template_folder="templates")


@pages.get("/certificates/<code>")
def certificate(code: str) -> str:
    """A certificate, which prints to one landscape sheet."""
    found = actions.certificate(context.db(), code, actor=context.actor(), zone=context.zone(), now=context.now())
    settings = context.settings()
    return render_template(
        "plm/credentials/certificate.html",
        page=found,
        office=settings.office,
        address=url_for(".verify", code=found.award.code, _external=True),
        check=url_for(".verify", _external=True).split("://", 1)[-1],
    )


@pages.get("/verify")
@pages.get("/verify/<code>")
@public
def verify(code: str = "") -> AnyResponse:
    """Whether a certificate is real: name, course, hours and date, and nothing else."""
    typed = request.args.get("code", "").strip()
    if typed and not code:
        return redirect(url_for(".verify", code=code_from(typed) or "unknown"), code=303)
    found = actions.check(context.db(), code, zone=context.settings().zone, now=context.now()) if code else None
    page = render_template("plm/credentials/verify.html", code=code_from(code), found=found)
    return make_response(page, 404 if code and found is None else 200)


@pages.get("/record")
def record() -> str:
    """What I have done, and what is on the way."""
    found = actions.record(context.db(), actor=context.actor(), zone=context.zone(), now=context.now())
    return render_template("plm/credentials/record.html", record=found)


@pages.get("/record.csv")
def record_csv() -> Response:
    """The same as a file."""
    actor = context.actor()
    found = actions.record(context.db(), actor=actor, zone=context.zone(), now=context.now())
    done = [entry for year in found.years for entry in year.entries]
    rows = [
        (
            entry.enrollment.title,
            entry.enrollment.cycle,
            entry.standing.value if entry.standing != "way" else "on the way",
            entry.completed_on or "",
            entry.hours,
            entry.enrollment.due_on or "",
            f"{entry.enrollment.done} of {entry.enrollment.total}",
            entry.code,
        )
        for entry in (*found.open, *done, *found.left)
    ]
    head = ("Course", "School year", "Standing", "Completed", "Hours", "Due", "Modules done", "Certificate")
    return download(f"learning-record-{slug(actor.name)}", sheets.written(head, rows))
