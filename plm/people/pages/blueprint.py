"""The blueprint that the pages of people share, and what they have in common."""

from flask import Blueprint, url_for

from plm.errors import NotFound
from plm.web import context

pages = Blueprint("people", __name__, template_folder="../templates")


def our_door() -> None:
    """Go on where PLM signs people in itself.

    Raises:
        NotFound: the host portal does.
    """
    if not context.plm().door:
        raise NotFound("Sign in with the portal around this page; there is no other sign-in here.")


def in_mail(endpoint: str) -> str:
    """The full address of a page, as a mail names it."""
    return context.settings().base_url.rstrip("/") + url_for(endpoint)


def with_token(endpoint: str) -> str:
    """The full address of a page that takes a token, up to where the token stands."""
    path = url_for(endpoint, token="-")  # noqa: S106  # a stand-in that is cut off again
    return context.settings().base_url.rstrip("/") + path.removesuffix("-")
