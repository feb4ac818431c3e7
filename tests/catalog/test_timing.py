"""The plan of a guide: its parts follow each other and fill the session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.catalog import shelf
from plm.catalog.files.timing import Part, amiss, plan_of
from plm.catalog.model import Page
from tests.catalog.conftest import written
from tests.catalog.test_guides import GUIDED


def pages(*titles: str, text: str = "Say it.") -> list[Page]:
    return [Page(title, text, 2) for title in titles]


@pytest.mark.parametrize(
    ("guide", "plan"),
    [
        (pages("Purpose", "Opening (10 minutes)", "Rounds (50 minutes)", "Afterward"), [(0, 10), (10, 60)]),
        (pages("Opening (0 to 10)", "Rounds (10 to 60)", text="**0 to 5, breathe:** …"), [(0, 10), (10, 60)]),
        (pages("Minute by minute", text="**0 to 10, sit:** So.\n\n**10 to 60, rounds.** Go."), [(0, 10), (10, 60)]),
        (pages("Plan", text="### Opening (1 minute)\n\nSit.\n\n### Rounds (59 minutes)\n\nGo."), [(0, 1), (1, 60)]),
    ],
)  # fmt: skip
def test_the_times_of_a_guide_are_read(guide, plan):
    assert plan_of(guide) == tuple(Part(*one) for one in plan)
    assert amiss(guide, 60) == ""
    assert amiss(guide, 90) == "The plan takes 60 minutes, and course.toml says minutes = 90. Correct one of them."


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["Opening"], "No part says how long it takes. Write it in the headings: ## Opening (10 minutes)."),
        (["A (0 to 10)", "B (15 to 60)"], "From minute 10 to 15 nothing is planned. Correct the times."),
        (["A (0 to 10)", "B (5 to 60)"], "From minute 5 to 10 two things are planned. Correct the times."),
        (["A (0 to 10)", "B (10 to 5)"], "A part runs from minute 10 to 5. Correct the times."),
        (["A (5 to 60)"], "From minute 0 to 5 nothing is planned. Correct the times."),
    ],
)
def test_a_plan_that_does_not_fit_says_where(titles, said):
    assert amiss(pages(*titles), 60) == said


@given(st.lists(st.integers(1, 90), min_size=1, max_size=8))
def test_any_parts_fill_as_many_minutes_as_they_take(lasts):
    assert amiss(pages(*(f"Part ({last} minute{'s' * (last > 1)})" for last in lasts)), sum(lasts)) == ""


def test_a_guide_that_does_not_fit_its_session_is_a_warning(tmp_path):
    guide = "## Opening (10 minutes)\n\nRead the poem.\n\n## Rounds (40 minutes)\n\nSit.\n"
    found = shelf.read_course(written(tmp_path / "small-circles", GUIDED | {"_guide-meet.md": guide}))
    assert [str(one) for one in found.warnings] == [
        (
            "small-circles/_guide-meet.md: "
            "The plan takes 50 minutes, and course.toml says minutes = 60. Correct one of them."
        )
    ]
