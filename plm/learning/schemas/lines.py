"""Lines of a course in the words of a form."""

from markupsafe import Markup

from plm.catalog.markdown import inline


def said(text: str) -> Markup:
    """A line of a course as it is shown."""
    return Markup(inline(text))  # noqa: S704  # inline() has cleaned it
