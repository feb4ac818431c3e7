"""A person's record: as a page, as PDF, as a table."""

from flask import Response, render_template

from plm.credentials import actions, papers
from plm.credentials.pages.blueprint import full, pages, pdf
from plm.schools import sheets
from plm.web import context
from plm.web.sheet import download
from plm.web.words import slug


@pages.get("/record")
def record() -> str:
    """What I have done, and what is on the way."""
    return render_template("plm/credentials/record.html", record=_mine(), pdf=papers.installed())


@pages.get("/record.pdf")
def record_pdf() -> Response:
    """What I have done, to hand over."""
    settings, name = context.settings(), context.actor().name
    file = papers.record(
        _mine(),
        name=name,
        district=settings.district,
        office=settings.office,
        address=full(".verify"),
        check=full(".verify").split("://", 1)[-1],
        today=context.today(),
        now=context.now(),
    )
    return pdf(f"learning-record-{slug(name)}", file)


@pages.get("/record.csv")
def record_csv() -> Response:
    """The same as a table."""
    found = _mine()
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
            entry.valid_until or "",
            "yes" if entry.revoked else "",
        )
        for entry in (*found.open, *done, *found.left)
    ]
    head = (
        *("Course", "School year", "Standing", "Completed", "Hours", "Due", "Modules done", "Certificate"),
        *("Valid until", "Revoked"),
    )
    return download(f"learning-record-{slug(context.actor().name)}", sheets.written(head, rows))


def _mine() -> actions.Record:
    return actions.record(context.db(), actor=context.actor(), zone=context.zone(), now=context.now())
