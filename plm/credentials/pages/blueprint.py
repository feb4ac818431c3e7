"""The one blueprint of credentials, and the addresses its papers and badges name."""

from typing import Any

from flask import Blueprint, Response, url_for

from plm.web import context

pages = Blueprint("credentials", "plm.credentials", template_folder="templates")


def full(endpoint: str, **values: Any) -> str:
    """An address as paper and badges name it: that of the installation, however this request reached it."""
    return context.settings().base_url.rstrip("/") + url_for(endpoint, **values)


def pdf(name: str, file: bytes) -> Response:
    """The answer that hands a PDF over as a file.

    Args:
        name: a speaking file name without its ending, in ASCII.
    """
    return Response(
        file,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
