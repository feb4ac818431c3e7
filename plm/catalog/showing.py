"""A page of a course as the pages of PLM show it: its figures are looked for where this PLM serves them."""

from flask import url_for
from markupsafe import Markup

from plm.catalog.markdown import render


def shown(text: str) -> Markup:
    """The HTML of a page of a reading, a guide or a take-away, for a template; asked inside a request.

    Args:
        text: Markdown, as an edition keeps it.
    """
    files = url_for("plm.catalog.file", name="_").removesuffix("_")
    return Markup(render(text, files))  # noqa: S704  # render() has cleaned it
