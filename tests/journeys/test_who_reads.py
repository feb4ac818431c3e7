"""A reflection from its writer to its facilitator and back, in a browser, on a desk and on a phone."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from plm.catalog.kinds import Audience, Prompt, Reflection
from plm.catalog.model import Module
from plm.enrollment import actions as enrolling
from plm.people.model import Person
from plm.people.store import People
from plm.sections.store import Sections
from tests.builders import edition, live, publish, section
from tests.cast import FERN, MATEO, NADIA, NOW
from tests.journeys.conftest import axe
from tests.learning.test_sharing import GUS

pytestmark = pytest.mark.browser

PROMPTS = (
    Prompt("mine", "What stays with you?"),
    Prompt("ours", "What do you ask?", audience=Audience.FACILITATOR),
    Prompt("all", "What did you try?", audience=Audience.TEAM),
)
COURSE = "/enrollments/{}:foundations:2026-27"


@pytest.fixture
def url(app, cast) -> Iterator[str]:
    """A PLM in which Mateo and Nadia take a course; Mateo has a seat with Fern, and Gus runs another section."""
    People(cast).add(GUS)
    publish(cast, edition(modules=(Module("think", "Think back", 10, Reflection("", PROMPTS)), live())))
    for who in (MATEO, NADIA):
        enrolling.enroll_self(cast, "foundations", actor=who.actor(), now=NOW)
    Sections(cast).add(section())
    enrolling.take_seat(cast, "sec1", actor=MATEO.actor(), now=NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(params=[1280, 390])
def page_of(request, open_browser: Callable[..., BrowserContext], browse, url: str) -> Callable[[Person], Page]:
    """A page of somebody's own browser, signed in, at this width."""

    def page(who: Person) -> Page:
        context = open_browser(width=request.param)
        context.add_cookies([{"name": "plm", "value": browse(who).get_cookie("plm").value, "url": url}])
        return context.new_page()

    return page


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_a_narrowed_answer_to_a_reply_that_was_seen(page_of: Callable[[Person], Page], url: str) -> None:
    mateo, fern, gus, nadia = (page_of(who) for who in (MATEO, FERN, GUS, NADIA))
    mateo.goto(url + COURSE.format("mateo") + "/modules/think")
    mateo.get_by_label("What stays with you?").fill("Something for me alone")
    mateo.get_by_label("What do you ask?").fill("How long is long enough?")
    mateo.get_by_label("What did you try?").fill("I moved the chairs")
    choice = mateo.get_by_label("Who reads it: answer 3")
    choice.select_option(label="My facilitator and I")
    expect(mateo.locator("[data-prompt=all] .audience")).to_contain_text("You and your facilitator read this.")
    expect(mateo.locator("#saved")).to_contain_text("Saved at")
    assert axe(mateo) == []
    assert fits(mateo)
    mateo.get_by_role("button", name="Hand it in").click()
    expect(mateo.get_by_text("Your reflection is handed in.")).to_be_visible()

    fern.goto(url)
    expect(fern.get_by_text("One reflection waits to be read")).to_be_visible()
    fern.get_by_role("link", name="Read reflections").click()
    assert axe(fern) == []
    fern.get_by_role("link", name="Read what Mateo Ortiz wrote").click()
    expect(fern.get_by_text("How long is long enough?")).to_be_visible()
    expect(fern.get_by_text("I moved the chairs")).to_be_visible()
    expect(fern.get_by_text("Written, 4 words, kept private.")).to_be_visible()
    expect(fern.get_by_text("Something for me alone")).to_have_count(0)
    assert axe(fern) == []
    assert fits(fern)
    address = fern.url
    fern.get_by_label("A reply to Mateo").fill("Until the first of them smiles.")
    fern.get_by_role("button", name="Send the reply").click()
    expect(fern.get_by_text("Mateo Ortiz reads your reply")).to_be_visible()

    mateo.goto(url + COURSE.format("mateo"))
    expect(mateo.get_by_text("Fern Whitaker answered your reflection")).to_be_visible()
    assert axe(mateo) == []
    mateo.get_by_role("link", name="Read it from Fern Whitaker").click()
    expect(mateo.get_by_text("Until the first of them smiles.")).to_be_visible()
    mateo.goto(url + COURSE.format("mateo"))
    expect(mateo.get_by_text("answered your reflection")).to_have_count(0)

    assert gus.goto(address).status == 404
    nadia.goto(url + COURSE.format("nadia"))
    expect(nadia.get_by_text("What colleagues wrote")).to_have_count(0)  # he narrowed it to his facilitator

    mateo.goto(url + COURSE.format("mateo") + "/modules/think")
    for place, prompt in ((2, "ours"), (3, "all")):
        mateo.get_by_label(f"Who reads it: answer {place}").select_option(label="Only me")
        expect(mateo.locator(f"[name=w-{prompt}]")).to_have_value("private")  # the server has it
    assert fern.goto(address).status == 404
