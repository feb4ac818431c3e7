"""Help, accessibility and privacy: there for everybody who may need them, and true."""

from collections.abc import Callable

import pytest

from plm.people import links, sign_ins
from plm.people.model import Person
from tests.cast import ADA, DEE, FERN, MATEO, PRIYA
from tests.conftest import Browser

Browse = Callable[[Person | None], Browser]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (MATEO, "Your own learning."),
        (PRIYA, "Enroll several people"),
        (FERN, "Take attendance"),
        (DEE, "See where to help first"),
        (ADA, "Import people"),
    ],
)
def test_help_speaks_to_the_role(browse: Browse, who: Person, words: str) -> None:
    page = browse(who).get("/help")
    assert page.status_code == 200
    assert words in page.get_data(as_text=True)


def test_help_of_a_teacher_says_nothing_about_what_they_cannot_do(browse: Browse) -> None:
    page = browse(MATEO).get("/help").get_data(as_text=True)
    assert "Import people" not in page
    assert "Nudge" not in page


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_what_concerns_everybody_needs_no_sign_in(browse: Browse, path: str) -> None:
    assert browse(None).get(path).status_code == 200


def test_help_asks_to_sign_in_first(browse: Browse) -> None:
    assert browse(None).get("/help").status_code == 303


def test_privacy_tells_the_times_that_the_code_keeps(browse: Browse) -> None:
    page = browse(None).get("/privacy").get_data(as_text=True)
    said = {7: "seven days", 14: "fourteen days", 30: "thirty days", 60: "sixty days"}
    for kept in (
        sign_ins.IDLE,
        sign_ins.LONGEST,
        links.GOOD_FOR[links.LinkKind.INVITATION],
        links.REMEMBERED,
    ):
        assert said[kept.days] in page
    assert links.GOOD_FOR[links.LinkKind.RESET].total_seconds() == 3600
    assert "one hour" in page
