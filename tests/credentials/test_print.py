"""A certificate prints to exactly one landscape letter sheet, whatever stands on it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from pymongo.database import Database

from plm.catalog.model import Credit
from plm.people.model import Person
from plm.people.store import People
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, publish, section
from tests.cast import MATEO, NOW
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "title", "scheme"),
    [
        ("Mateo Ortiz", "Foundations", "light"),
        ("Mateo Ortiz", "Foundations", "dark"),
        (
            "Wilhelmina Konstantinopolska-Featherstonehaugh de la Cruz",
            "Restorative conferences, re-entry circles and what comes after them: a course for teams",
            "light",
        ),
    ],
)
def test_it_prints_to_one_landscape_letter_sheet(
    browse: Callable[[Person | None], Browser],
    chromium: Chromium,
    cast: Database,
    address: str,
    name: str,
    title: str,
    scheme: str,
) -> None:
    People(cast).save(replace(MATEO, name=name))
    held = section(starts_at=NOW - timedelta(days=6))
    Sections(cast).add(replace(held, roster=(Seat(MATEO.id, NOW),)))
    credit = tuple(Credit(kind) for kind in ("pdp", "cpd", "ceu", "stipend"))
    completed(cast, MATEO, publish(cast, replace(edition(title=title, hours=15.0), credit=credit)))
    cookie = browse(MATEO).get_cookie("plm")
    assert cookie is not None
    context = chromium.new_context(color_scheme=scheme)
    context.add_cookies([{"name": "plm", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/certificates/{CODE}")
    page.get_by_role("link", name="Download as PDF").wait_for()
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 792 612\]", sheet)
