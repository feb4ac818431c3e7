"""What staff do, and taking attendance, in a browser that runs no script."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from plm import clock
from plm.enrollment.store import ENROLLMENTS
from tests.journeys.conftest import Running
from tests.journeys.steps import (
    COURSES,
    Course,
    answer,
    heading,
    plain,
    plan_section,
    read_to_the_end,
    sign_in,
    slip_in,
    words,
)

pytestmark = pytest.mark.browser

COURSE = Course(COURSES / "sel-for-adults")
TITLE = "SEL for adults"


@pytest.fixture
def page(open_browser: Callable[..., BrowserContext]) -> Page:
    """A phone without script."""
    return open_browser(width=390, script=False).new_page()


def test_a_course_is_taken_to_its_certificate(oak: Running, page: Page) -> None:
    page.goto(oak.url)
    sign_in(page, "mateo@alder.example")
    page.get_by_role("link", name="Courses", exact=True).click()
    page.get_by_role("button", name=f"Enroll in {TITLE}").click()
    expect(page.get_by_text(f"You are enrolled in {TITLE}.")).to_be_visible()
    page.get_by_role("link", name=COURSE.modules[0]["title"]).first.click()
    for module in COURSE.modules:
        title = module["title"]
        expect(heading(page)).to_have_text(title)
        match module["kind"]:
            case "reading":
                read_to_the_end(page)
            case "video":
                # Without script the transcript stands open.
                page.get_by_role("button", name="I have read the transcript").click()
            case "quiz":
                questions = COURSE.quiz(title)
                asked = answer(page, questions, wrong_at=0)
                expect(page.locator(".answered").first).to_contain_text(plain(slip_in(asked[0])))
                page.get_by_role("link", name="Take it again").click()
                answer(page, questions)
                page.get_by_role("link", name="Go on to").click()
            case "reflection":
                write(page, title)
    expect(page.get_by_text(f"You are done with {TITLE}. Your certificate is ready.")).to_be_visible()
    page.get_by_role("link", name="See your certificate").first.click()
    expect(page.locator(".cert__who")).to_have_text("Mateo Ortiz")


def write(page: Page, title: str) -> None:
    """Save something short, be told that it is too short to hand in, and write on."""
    prompts = COURSE.prompts(title)
    first = page.locator(f"#f-t-{prompts[0]['id']}")
    first.fill("One word")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved at")).to_be_visible()
    expect(first).to_have_value("One word")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("What you wrote is saved.")).to_be_visible()
    expect(first).to_have_value("One word")
    for prompt in prompts:
        page.locator(f"#f-t-{prompt['id']}").fill(words(prompt["least_words"], prompt["id"]))
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Your reflection is handed in.")).to_be_visible()


def test_attendance_is_taken_corrected_and_taken_back(oak: Running, page: Page) -> None:
    page.goto(oak.url)
    sign_in(page, "fern@alder.example")
    now = clock.now().astimezone(ZoneInfo(oak.env["PLM_TIME_ZONE"])).replace(second=0, microsecond=0)
    starts, ends = now - timedelta(minutes=60), now + timedelta(minutes=30)
    plan_section(page, oak.url, "community-circles", "oak", starts, ends, seats=3)
    for email in ("priya@alder.example", "olu@alder.example", "elif@alder.example"):
        page.get_by_label("E-mail of the person to add").fill(email)
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_text("has a seat.")).to_be_visible()
    expect(heading(page)).to_contain_text("It is full.")
    page.get_by_role("link", name="Take attendance").click()
    page.get_by_role("button", name="Mark all 3 here").click()
    expect(page.get_by_text("Three marks are saved.")).to_be_visible()

    group = page.get_by_role("group", name="Olu Adeyemi")
    group.get_by_text("Absent").click()
    late = page.get_by_role("row", name="Elif Demir")
    late.get_by_text("Times").click()
    late.get_by_label("Came").fill(f"{starts + timedelta(minutes=25):%H:%M}")
    page.get_by_role("button", name="Save the marks").last.click()
    expect(page.get_by_text("Two marks are saved.")).to_be_visible()
    expect(group.get_by_label("Absent")).to_be_checked()
    expect(late).to_contain_text("65 of 90 minutes, too few")
    late.get_by_role("link", name="Changed once").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Here, 65 of 90 minutes")
    page.get_by_role("link", name="Attendance").click()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Two marks are saved.")).to_be_visible()
    expect(group.get_by_label("Here")).to_be_checked()
    assert ENROLLMENTS.of(oak.db).count_documents({"course": "community-circles"}) == 3
