"""Lines put in order by keyboard on a telephone, with the script and without it, in a real browser."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from plm.enrollment import actions as enrollment_actions
from plm.learning.store import SUBMISSIONS
from tests.builders import edition, publish, reading
from tests.cast import MATEO, NOW
from tests.learning.quizzes import quiz

CHECK = "/enrollments/mateo:foundations:2026-27/modules/check"
TELEPHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.browser


@pytest.fixture
def url(app, cast) -> Iterator[str]:
    """A PLM that answers, in which Mateo has a scene, an ordering and a matching to answer."""
    publish(cast, edition(modules=(quiz(pools=False), reading())))
    enrollment_actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def telephone(chromium, browse, url):
    """Mateo's telephone, signed in; `script=False` turns scripts off."""
    made: list[BrowserContext] = []

    def open_it(*, script: bool = True) -> Page:
        context = chromium.new_context(base_url=url, viewport=TELEPHONE, java_script_enabled=script)
        made.append(context)
        context.add_cookies([{"name": "plm", "value": browse(MATEO).get_cookie("plm").value, "url": url}])
        page = context.new_page()
        page.goto(CHECK)
        return page

    yield open_it
    for context in made:
        context.close()


def lines(page: Page) -> list[str]:
    return page.locator("[data-order] [data-line] label").evaluate_all(
        "all => all.map(one => one.firstChild.textContent)"
    )


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def choose_the_rest(page: Page) -> None:
    page.get_by_label("This", exact=True).check()
    for text in ("Stone", "Bell", "Poem"):
        page.get_by_label(f"{text}: its partner").select_option(label=text.lower())


def test_lines_are_moved_by_keyboard_and_the_focus_stays_with_the_line(telephone, cast):
    page = telephone()
    wanted = ["Open", "Pass", "Speak", "Close"]
    assert sorted(lines(page)) == sorted(wanted)
    assert lines(page) != wanted
    expect(page.get_by_text("Move the lines up and down")).to_be_visible()
    expect(page.locator("[data-order] select").first).to_be_hidden()
    said = page.locator("[data-said]")
    page.get_by_label("That", exact=True).focus()
    for place, text in enumerate(wanted):
        while lines(page)[place] != text:
            button = page.get_by_role("button", name=f"Up : {text}")
            if focused(page) != f"Up: {text}":
                page.keyboard.press("Tab")
                continue
            before = lines(page).index(text)
            page.keyboard.press("Enter")
            assert lines(page).index(text) == before - 1
            expect(button).to_be_focused()
            expect(said).to_have_text(f"{text}: now {before} of 4.")
        page.get_by_label("That", exact=True).focus()
    assert lines(page) == wanted
    # At its end a line stays, keeps the focus, and says so.
    first = page.get_by_role("button", name="Up : Open")
    expect(first).to_have_attribute("aria-disabled", "true")
    first.press("Enter")
    expect(first).to_be_focused()
    expect(said).to_have_text("Open: already first.")
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    choose_the_rest(page)
    page.get_by_role("button", name="See how I did").click()
    expect(page.locator("h1")).to_have_text("3 of 3 right. You passed.")
    assert SUBMISSIONS.of(cast).find_one({"kind": "attempt"})["chosen"]["steps"] == [0, 1, 2, 3]


def test_untouched_lines_are_no_answer_and_moved_ones_come_back_as_they_were(telephone):
    page = telephone()
    choose_the_rest(page)
    page.get_by_role("button", name="See how I did").click()
    expect(page.get_by_text("Give each line its place.").last).to_be_visible()
    shuffled = lines(page)
    page.locator("[data-line]").first.get_by_role("button", name="Down").click()
    page.get_by_label("Stone: its partner").select_option("")
    page.get_by_role("button", name="See how I did").click()
    expect(page.get_by_text("Choose a partner for each line.")).to_be_visible()
    assert lines(page) == [shuffled[1], shuffled[0], *shuffled[2:]]


def test_without_script_each_line_has_a_list_of_places(telephone, cast):
    page = telephone(script=False)
    expect(page.get_by_text("Give each line its place, from 1 to 4.")).to_be_visible()
    for place, text in enumerate(("Open", "Pass", "Speak", "Close"), 1):
        page.get_by_label(f"{text}: its place").select_option(str(min(place, 3)))
    choose_the_rest(page)
    page.get_by_role("button", name="See how I did").click()
    expect(page.get_by_text("Place 3 is given to 2 lines. Each place is for one of them.")).to_be_visible()
    page.get_by_label("Close: its place").select_option("4")
    page.get_by_role("button", name="See how I did").click()
    expect(page.locator("h1")).to_have_text("3 of 3 right. You passed.")
