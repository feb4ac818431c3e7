"""Everything that is done every day can be done without a mouse, and one always sees where one is."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from plm import clock
from tests.journeys.conftest import Running
from tests.journeys.steps import COURSES, PASSWORD, Course, heading, plain, plan_section, words

pytestmark = pytest.mark.browser

COURSE = Course(COURSES / "sel-for-adults")
TITLE = "SEL for adults"
MOST_STOPS = 160
PLACE = "one => [...one.parentElement.children].indexOf(one)"

# What has the focus: its name for a message, how thick its ring is (that of a label which stands for a hidden radio
# button counts), and whether it stands in sight.
STOP = """() => {
    const here = document.activeElement;
    const shown = [here, ...(here.labels ?? [])].find((one) => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const box = (shown ?? here).getBoundingClientRect();
    return {
        name: `${here.tagName} ${here.id} ${here.textContent.trim().slice(0, 40)}`,
        ring: shown !== undefined,
        inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


@pytest.fixture
def page(open_browser: Callable[..., BrowserContext]) -> Page:
    """A desk with a keyboard."""
    return open_browser().new_page()


@pytest.mark.timeout(240)
def test_a_whole_course_is_taken_to_its_certificate(oak: Running, page: Page) -> None:
    enter(page, oak.url, "nadia@alder.example")
    go(page, page.get_by_role("link", name="Courses", exact=True))
    go(page, page.get_by_role("button", name=f"Enroll in {TITLE}"))
    expect(page.get_by_text(f"You are enrolled in {TITLE}.")).to_be_visible()
    go(page, page.get_by_role("link", name="Begin", exact=True))
    for module in COURSE.modules:
        title = module["title"]
        expect(heading(page)).to_have_text(title)
        match module["kind"]:
            case "reading":
                read_on(page)
            case "video":
                transcript = page.locator("details", has=page.get_by_text("I have read the transcript"))
                if transcript.get_attribute("open") is None:
                    go(page, transcript.locator("summary"))
                go(page, page.get_by_role("button", name="I have read the transcript"))
            case "quiz":
                asked = answer_by_keys(page, COURSE.quiz(title))
                expect(heading(page)).to_contain_text(f"{asked} of {asked} right. You passed.")
                go(page, page.get_by_role("link", name="Go on to"))
            case "reflection":
                for prompt in COURSE.prompts(title):
                    stop_at(page, page.locator(f"#f-t-{prompt['id']}"))
                    page.keyboard.insert_text(words(prompt["least_words"], prompt["id"]))
                go(page, page.get_by_role("button", name="Hand it in"))
    expect(page.get_by_text(f"You are done with {TITLE}. Your certificate is ready.")).to_be_visible()
    go(page, page.get_by_role("link", name="See your certificate").first)
    expect(page.locator(".cert__who")).to_have_text("Nadia Karim")


def answer_by_keys(page: Page, questions: list[dict[str, Any]]) -> int:
    """Answer the questions that the page asks, all of them right; returns how many there were."""
    fieldsets = page.locator("form.quiz fieldset").all()
    for fieldset in fieldsets:
        told = " ".join(fieldset.locator("legend").inner_text().split())
        question = next(one for one in questions if plain(one["text"]) in told)
        match question["kind"]:
            case "ordering":
                order_by_keys(page, fieldset, [plain(one["text"]) for one in question["options"]])
            case "matching":
                for select in fieldset.locator("select").all():
                    line = select.locator("xpath=ancestor::li").inner_text()
                    wanted = next(plain(one["match"]) for one in question["options"] if plain(one["text"]) in line)
                    labels = [" ".join(one.split()) for one in select.locator("option").all_inner_texts()]
                    stop_at(page, select)
                    for _ in range(labels.index(wanted)):
                        page.keyboard.press("ArrowDown")
            case "multiple":
                for option in (one for one in question["options"] if one.get("right")):
                    stop_at(page, fieldset.get_by_role("checkbox", name=plain(option["text"]), exact=True))
                    page.keyboard.press("Space")
            case _:
                # A group of radio buttons is one stop; arrows move inside it.
                stop_at(page, fieldset.get_by_role("radio").first)
                page.keyboard.press("Space")
                for _ in range(next(at for at, one in enumerate(question["options"]) if one.get("right"))):
                    page.keyboard.press("ArrowDown")
                    see_where_we_are(page)
    go(page, page.get_by_role("button", name="See how I did"))
    return len(fieldsets)


def order_by_keys(page: Page, fieldset: Locator, lines: list[str]) -> None:
    """Bring each line to its place by its button, from the first place on."""
    for place, text in enumerate(lines):
        line = fieldset.locator("li").filter(has_text=text)
        if line.evaluate(PLACE) > place:
            stop_at(page, line.get_by_role("button", name="Up"))
        while (before := line.evaluate(PLACE)) > place:
            page.keyboard.press("Enter")
            assert line.evaluate(PLACE) == before - 1
            see_where_we_are(page)


def read_on(page: Page) -> None:
    """Turn the pages of a reading by its button until it is finished."""
    last = False
    while not last:
        button = page.get_by_role("button", name=re.compile("^(Save and go|Finish this reading)"))
        last = button.inner_text().startswith("Finish")
        before = page.url
        go(page, button)
        page.wait_for_url(lambda url, before=before: url != before)


def test_a_facilitator_marks_attendance(oak: Running, page: Page) -> None:
    enter(page, oak.url, "fern@alder.example")
    now = clock.now().astimezone(ZoneInfo(oak.env["PLM_TIME_ZONE"])).replace(second=0, microsecond=0)
    ends = now + timedelta(minutes=45)
    plan_section(page, oak.url, "restorative-foundations", "elm", now - timedelta(minutes=15), ends, seats=8)
    for email in ("elif@alder.example", "olu@alder.example"):
        stop_at(page, page.get_by_label("E-mail of the person to add"))
        page.keyboard.type(email)
        page.keyboard.press("Enter")
        expect(page.get_by_text("has a seat.")).to_be_visible()
    go(page, page.get_by_role("link", name="Take attendance"))
    go(page, page.get_by_role("button", name="Mark all 2 here"))
    expect(page.get_by_text("Two marks are saved.")).to_be_visible()
    olu = page.get_by_role("group", name="Olu Adeyemi")
    stop_at(page, olu.get_by_label("Here"))
    page.keyboard.press("ArrowRight")
    see_where_we_are(page)
    expect(olu.get_by_label("Absent")).to_be_checked()
    go(page, page.get_by_role("button", name="Save now"), back=True)
    expect(page.get_by_text("One mark is saved.")).to_be_visible()
    expect(olu.get_by_label("Absent")).to_be_checked()


def test_the_first_stop_leads_past_the_navigation(oak: Running, page: Page) -> None:
    enter(page, oak.url, "priya@alder.example")
    page.goto(oak.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to what matters")).to_be_focused()
    see_where_we_are(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


def enter(page: Page, url: str, email: str) -> None:
    """Sign in by keyboard."""
    page.goto(url)
    stop_at(page, page.get_by_label("Email"))
    page.keyboard.type(email)
    stop_at(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".me")).to_be_visible()


def go(page: Page, where: Locator, *, back: bool = False) -> None:
    """Move to a link or a button and press Enter."""
    stop_at(page, where, back=back)
    page.keyboard.press("Enter")


def stop_at(page: Page, where: Locator, *, back: bool = False) -> None:
    """Press Tab until something has the focus, and look at every stop on the way."""
    expect(where).to_be_attached()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        see_where_we_are(page)
        if where.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{where} cannot be reached on {page.url}")


def see_where_we_are(page: Page) -> None:
    """What has the focus shows it, and stands in sight."""
    stop = page.evaluate(STOP)
    assert stop["ring"], f"{stop['name']} on {page.url} does not show that it has the focus"
    assert stop["inSight"], f"{stop['name']} on {page.url} has the focus and is out of sight"
