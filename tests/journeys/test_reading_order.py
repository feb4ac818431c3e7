"""What somebody hears who has the player read to them: the order and the words, compared with files that were read.

Each file is the accessibility tree of the page, from its beginning to its end, as Chromium gives it. Read it aloud
before you accept a new one: `PLM_ACCEPT=1 pytest tests/journeys/test_reading_order.py` writes them.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from plm import clock
from plm.catalog.kinds import Option, Question, Quiz
from tests.builders import edition, publish, quiz, reading, reflection
from tests.journeys.conftest import Running
from tests.journeys.steps import read_to_the_end, sign_in

pytestmark = pytest.mark.browser

HEARD = Path(__file__).parent / "heard"


@pytest.fixture(scope="module")
def small(oak: Running) -> None:
    """A small course of one module of each kind that is done alone."""
    scene = Question(
        "door",
        "What do you say first?",
        many=False,
        scene="Two students come in late, and one is crying.",
        options=(
            Option("Good that you are here.", True, "It says there is a place."),
            Option("Late again.", False, "Now everyone looks at them."),
        ),
    )
    asked = replace(quiz(), content=Quiz((scene, *quiz().content.questions), 1.0, 3, "Three questions."))
    publish(oak.db, edition("heard", title="A small course", modules=(reading(), asked, reflection())), now=clock.now())


@pytest.mark.usefixtures("small")
def test_the_player_reads_well(oak: Running, open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser().new_page()
    page.goto(oak.url)
    sign_in(page, "elif@alder.example")
    page.goto(f"{oak.url}/courses/heard")
    page.get_by_role("button", name="Enroll in A small course").click()
    base = page.url
    for module in ("read", "check", "think"):
        page.goto(f"{base}/modules/{module}")
        heard = spoken(page)
        kept = HEARD / f"{module}.yml"
        if os.environ.get("PLM_ACCEPT"):
            HEARD.mkdir(exist_ok=True)
            kept.write_text(heard, "utf-8")
        assert heard == kept.read_text("utf-8")
        if module == "read":  # from here on something is done
            read_to_the_end(page)


def spoken(page: Page) -> str:
    """The page as it is read from its beginning to its end; addresses and moments are left out."""
    tree = page.locator("body").aria_snapshot()
    lines = [line for line in tree.splitlines() if not line.strip().startswith("- /url:")]
    return re.sub(r"\d{1,2}:\d{2} [ap]m", "0:00 am", "\n".join(lines)) + "\n"
