"""Certificates, as a page and as PDF, and their public check."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.credentials import actions, papers
from plm.credentials.model import code_from
from plm.credentials.pages import badges
from plm.credentials.pages.blueprint import full, pages, pdf
from plm.web import context
from plm.web.context import public
from plm.web.words import slug


@pages.get("/certificates/<code>")
def certificate(code: str) -> str:
    """A certificate, which prints to one landscape sheet."""
    found = _found(code)
    return render_template(
        "plm/credentials/certificate.html",
        page=found,
        office=context.settings().office,
        address=full(".verify", code=found.award.code),
        check=full(".verify").split("://", 1)[-1],
        pdf=papers.installed(),
        badge=badges.offered() and not found.revoked,
    )


@pages.get("/certificates/<code>.pdf")
def certificate_pdf(code: str) -> Response:
    """The certificate as a tagged PDF, one landscape sheet."""
    found, settings = _found(code), context.settings()
    file = papers.certificate(
        found,
        district=settings.district,
        office=settings.office,
        address=full(".verify", code=found.award.code),
        check=full(".verify").split("://", 1)[-1],
    )
    return pdf(f"certificate-{found.award.course}-{slug(found.award.name)}", file)


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


def _found(code: str) -> actions.Certificate:
    return actions.certificate(context.db(), code, actor=context.actor(), zone=context.zone(), now=context.now())
