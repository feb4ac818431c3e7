"""A person's record: as a page, as PDF, as a table."""

from collections.abc import Iterable

from flask import Response, render_template

from plm.credentials import actions, messages, papers
from plm.credentials.model import CreditLine
from plm.credentials.pages.blueprint import full, pages, pdf
from plm.schools import sheets
from plm.web import context
from plm.web.sheet import download
from plm.web.words import slug


@pages.get("/record")
def record() -> str:
    """What I have done, and what is on the way."""
    return render_template(
        "plm/credentials/record.html", record=_mine(), pdf=papers.installed(), line_words=_line_words
    )


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
    head, rows = actions.record_sheet(_mine())
    return download(f"learning-record-{slug(context.actor().name)}", sheets.written(head, rows))


def _line_words(credit: Iterable[CreditLine]) -> str:
    """What an entry gives besides its hours, with a space behind it."""
    return "".join(f"{messages.own_line_words(one)} " for one in credit)


def _mine() -> actions.Record:
    return actions.record(context.db(), actor=context.actor(), zone=context.zone(), now=context.now())
