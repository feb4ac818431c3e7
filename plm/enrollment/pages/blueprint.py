"""What the pages of enrollment share."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from plm.enrollment import actions
from plm.enrollment.model import Enrollment
from plm.enrollment.model.waiving import REASONS
from plm.web import context

pages = Blueprint("enrollment", __name__, template_folder="../templates")

Shown = str | tuple[str, int] | Response

REASON_CHOICES = [(reason.value, words) for reason, words in REASONS.items()]


def whose(standing: Enrollment) -> dict[str, Any]:
    """The enrollment as a form about it names it: whose it is."""
    own = standing.person == context.actor().person
    return {
        "enrollment": standing,
        "own": own,
        "name": "" if own else actions.name_of(context.db(), standing.person),
    }
