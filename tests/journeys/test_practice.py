"""A practice log from a name that was nearly written down to an accepted entry, on a desk and on a phone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from plm import clock
from plm.enrollment import actions as enrolling
from plm.enrollment.store import ENROLLMENTS
from plm.learning.store.submissions import SUBMISSIONS
from plm.people.sign_ins import SIGN_INS
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, practice, publish, reading, section
from tests.cast import FERN, MATEO, NADIA, Person
from tests.journeys.conftest import Running, axe
from tests.journeys.steps import sign_in, watched

pytestmark = pytest.mark.browser

Open = Callable[..., BrowserContext]


@pytest.fixture(params=((1280, MATEO), (390, NADIA)), ids=("desk", "phone"))
def at_work(request: pytest.FixtureRequest, oak: Running) -> tuple[int, Person, str]:
    """A width, who writes, and the address of their practice log in a course of Fern's."""
    width, who = request.param
    course = f"tried-on-{width}"
    now = clock.now()
    modules = (practice(entries=1, dates=1), reading())
    publish(oak.db, edition(course, title=f"Tried on {width}", modules=modules, sessions=0), now=now)
    enrollment = enrolling.enroll_self(oak.db, course, actor=who.actor(), now=now)
    held = section(course, course=course, starts_at=now - timedelta(days=3))
    Sections(oak.db).add(replace(held, roster=(Seat(who.id, now),)))
    return width, who, f"{oak.url}/enrollments/{enrollment.id}/modules/log"


def entered(page: Page, url: str, who: Person) -> None:
    page.goto(url)
    sign_in(page, who.email)


def fill_in(page: Page, happened: str) -> None:
    page.locator("fieldset").get_by_text("I ran a community circle", exact=True).click()
    page.get_by_label("On which day?").fill(f"{clock.now() - timedelta(days=2):%Y-%m-%d}")
    page.get_by_label("How many took part?").fill("22")
    page.get_by_label("How many minutes?").fill("25")
    page.get_by_label("What happened?").fill(happened)
    page.get_by_label("What will you try next?").fill("A shorter round, and sit down first.")


@pytest.mark.timeout(300)
def test_a_log_without_a_name_in_it(at_work: tuple[int, Person, str], oak: Running, open_browser: Open) -> None:
    width, who, log = at_work
    page = open_browser(width=width).new_page()
    wrong = watched(page)
    entered(page, log, who)
    expect(page.get_by_text("Asked for: one accepted entry.")).to_be_visible()
    expect(page.get_by_text("Fern Whitaker and the directors of professional learning")).to_be_visible()

    fill_in(page, "We sat in a ring, and Jayden passed twice.")
    page.get_by_role("button", name="Send this entry").click()
    warning = page.locator("#f-happened-error")
    expect(warning).to_contain_text("This may be a name: Jayden. Write “a student” or “a seventh grader” instead.")
    expect(page.get_by_label("Jayden is not a student’s name")).to_be_visible()
    expect(page.get_by_label("How many took part?")).to_have_value("22")
    here = {"enrollment": {"$regex": f":tried-on-{width}:"}, "kind": "entry"}
    assert SUBMISSIONS.of(oak.db).count_documents({"person": who.id, **here}) == 0
    assert axe(page) == []
    page.get_by_label("What happened?").fill("We sat in a ring, and one student passed twice.")
    page.get_by_role("button", name="Send this entry").click()
    expect(page.get_by_text("Your entry is sent. It counts once it is accepted.")).to_be_visible()
    expect(page.get_by_text("Waits to be read since")).to_be_visible()
    assert kept_here(page) == 0
    assert axe(page) == []

    fern = open_browser(width=width).new_page()
    entered(fern, f"{oak.url}/", FERN)
    fern.get_by_role("link", name="Read practice entries").click()
    expect(fern.get_by_role("heading", level=1)).to_have_text("One practice entry waits for you.")
    assert axe(fern) == []
    fern.get_by_role("link", name="Comment or return").click()
    fern.get_by_label("Your comment").fill("What did you notice in the second round?")
    assert axe(fern) == []
    fern.get_by_role("button", name="Return it with this comment").click()
    expect(fern.get_by_text(f"Returned. {who.name} reads your comment")).to_be_visible()

    page.reload()
    expect(page.get_by_text("What did you notice in the second round?")).to_be_visible()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What happened?").fill("One student passed twice. In the second round they listened longer.")
    assert axe(page) == []
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Your entry is changed and sent again.")).to_be_visible()
    assert kept_here(page) == 0

    fern.reload()
    fern.get_by_role("button", name="Accept the entry").click()
    expect(fern.get_by_text(f"Accepted: the entry of {who.name} counts now.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("This log is done.")).to_be_visible()
    expect(page.get_by_text("One is accepted.")).to_be_visible()
    work = ENROLLMENTS.of(oak.db).find_one({"person": who.id, "course": f"tried-on-{width}"})["modules"]["log"]
    assert work["done_at"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [one for one in wrong if "422" not in one] == []  # the warning is an answer the browser reports


def kept_here(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plm:draft:')).length")


@pytest.mark.timeout(200)
def test_nothing_typed_is_lost(oak: Running, open_browser: Open) -> None:
    now = clock.now()
    publish(oak.db, edition("kept", title="Kept", modules=(practice(), reading()), sessions=0), now=now)
    mine = enrolling.enroll_self(oak.db, "kept", actor=MATEO.actor(), now=now)
    log = f"{oak.url}/enrollments/{mine.id}/modules/log"
    device = open_browser()
    page = device.new_page()
    entered(page, log, MATEO)

    # The connection is lost: the form stays, and says so; the page can be closed.
    fill_in(page, "Typed in the basement.")
    device.set_offline(True)
    page.get_by_role("button", name="Send this entry").click()
    expect(page.locator("#saved")).to_contain_text("You are not connected.")
    page.close()
    device.set_offline(False)
    page = device.new_page()
    page.goto(log)
    expect(page.get_by_label("What happened?")).to_have_value("Typed in the basement.")
    expect(page.get_by_label("I ran a community circle")).to_be_checked()
    expect(page.get_by_label("How many took part?")).to_have_value("22")
    expect(page.locator("#saved")).to_contain_text("What you typed before is back.")

    # The answer is lost on its way: the entry is there once, and is not offered again.
    page.route("**/entries", lambda route: (route.fetch(max_redirects=0), route.abort())[1])
    page.get_by_role("button", name="Send this entry").click()
    page.wait_for_url("chrome-error://**")
    page.goto(log)
    expect(page.get_by_text("One waits.")).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value("")
    assert kept_here(page) == 0
    page.unroute("**/entries")

    # The sign-in has ended: after signing in again, the text stands in the form.
    fill_in(page, "Typed after lunch.")
    SIGN_INS.of(oak.db).delete_many({})
    page.get_by_role("button", name="Send this entry").click()
    sign_in(page, MATEO.email)
    page.goto(log)
    expect(page.get_by_label("What happened?")).to_have_value("Typed after lunch.")
    page.get_by_role("button", name="Send this entry").click()
    expect(page.get_by_text("Two wait.")).to_be_visible()
    assert kept_here(page) == 0
