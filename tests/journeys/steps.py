"""What people do on the pages, one act each."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

COURSES = Path(__file__).resolve().parents[2] / "courses"
FOUNDATIONS = COURSES / "restorative-foundations"
PASSWORD = "a lantern over the meadow"


def choose_password(page: Page, link: str) -> None:
    """Open the link of an invitation and come in with a password of one's own."""
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Choose it and come in").click()
    expect(page.get_by_text("Welcome. You are in.")).to_be_visible()


def sign_in(page: Page, email: str) -> None:
    """Come in at the door; whoever was on the way somewhere arrives there."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".me")).to_be_visible()


def heading(page: Page) -> Locator:
    """The first line of a page: its answer."""
    return page.locator("h1.answer")


@dataclass(frozen=True)
class Course:
    """A course as its author wrote it, read without PLM."""

    folder: Path

    @property
    def modules(self) -> list[dict[str, Any]]:
        """Its modules in order."""
        return list(_read(self.folder / "course.toml")["modules"])

    def titles(self, kind: str) -> list[str]:
        """The titles of its readings, quizzes, sessions or reflections."""
        return [one["title"] for one in self.modules if one["kind"] == kind]

    def pages_of(self, title: str) -> list[str]:
        """The second-level headings of a reading."""
        return re.findall(r"^## (.+)$", (self.folder / self._module(title)["file"]).read_text("utf-8"), re.MULTILINE)

    def quiz(self, title: str) -> list[dict[str, Any]]:
        """The questions of a quiz."""
        return list(_read(self.folder / self._module(title)["file"])["questions"])

    def prompts(self, title: str) -> list[dict[str, Any]]:
        """The prompts of a reflection."""
        return [{"least_words": 1, **one} for one in _read(self.folder / self._module(title)["file"])["prompts"]]

    def _module(self, title: str) -> dict[str, Any]:
        return next(one for one in self.modules if one["title"] == title)


def read_to_the_end(page: Page) -> int:
    """Read a reading from where it stands, page by page, by its button; returns how many pages were read."""
    read = 0
    while (button := page.get_by_role("button", name=re.compile("^(Save and go|Finish this reading)"))).count():
        last = button.inner_text().startswith("Finish")
        before = page.url
        button.click()
        page.wait_for_url(lambda url, before=before: url != before)
        read += 1
        if last:
            break
    return read


def answer(
    page: Page, questions: list[dict[str, Any]], *, wrong: bool = False, wrong_at: int | None = None
) -> list[dict[str, Any]]:
    """Answer the questions that the page asks and look at the result.

    Args:
        questions: all of the quiz; an attempt may ask some of them.
        wrong: the first question that is asked gets an answer that does not fit.
        wrong_at: the same for the question at a place (from 0).

    Returns:
        What was asked, in its order.
    """
    wrong_at = 0 if wrong else wrong_at
    asked = []
    for place, fieldset in enumerate(page.locator("form.quiz fieldset").all()):
        told = " ".join(fieldset.locator("legend").inner_text().split())
        question = next(one for one in questions if plain(one["text"]) in told)
        asked.append(question)
        if question["kind"] in ("ordering", "matching"):
            _answer_in_lines(fieldset, question, wrong=place == wrong_at)
            continue
        wanted = [one for one in question["options"] if bool(one.get("right")) != (place == wrong_at)]
        for option in wanted[:1] if place == wrong_at else wanted:
            fieldset.locator("label").get_by_text(plain(option["text"]), exact=True).click()
    page.get_by_role("button", name="See how I did").click()
    expect(page.locator(".answered")).to_have_count(len(asked))
    return asked


def _answer_in_lines(fieldset: Locator, question: dict[str, Any], *, wrong: bool) -> None:
    """Give each line its place or its partner; a wrong answer gives each what belongs to the next one."""
    lines = [plain(one["text"]) for one in question["options"]]
    partners = [
        plain(one["match"]) if question["kind"] == "matching" else str(place)
        for place, one in enumerate(question["options"], 1)
    ]
    if wrong:
        partners = [*partners[1:], partners[0]]
    for line, partner in zip(lines, partners, strict=True):
        fieldset.locator("li", has_text=line).locator("select").select_option(label=partner, force=True)


def slip_in(question: dict[str, Any]) -> str:
    """What the answer teaches that `answer` gives when it is to be wrong."""
    return str(next(one for one in question["options"] if not one.get("right"))["feedback"])


def plain(text: str) -> str:
    """A text of an author as it is read: without the marks of Markdown."""
    return re.sub(r"[*_`]", "", text)


def words(least: int, about: str) -> str:
    """A text of at least so many words, different for each thing it is about."""
    sentence = f"What I wrote about {about} comes from a morning in October, and I would do it again: slowly, kindly."
    return " ".join([sentence] * (least // len(sentence.split()) + 1))


def plan_section(page: Page, base: str, course: str, school: str, starts: datetime, ends: datetime, seats: int) -> str:
    """Plan a section of one session; both times on the clock of the school. Returns its address."""
    page.goto(f"{base}/sections/new")
    page.get_by_label("Course").select_option(course)
    page.get_by_label("Host").select_option(school)
    page.get_by_label("Seats").fill(str(seats))
    page.locator("#f-day_1").fill(f"{starts:%Y-%m-%d}")
    page.locator("#f-starts_1").fill(f"{starts:%H:%M}")
    page.locator("#f-ends_1").fill(f"{ends:%H:%M}")
    page.locator("#f-place_1").fill("Library")
    page.locator(".acts").get_by_role("button", name="Plan this section").click()
    page.wait_for_url(re.compile(r"/sections/[0-9a-z]{8,}$"))
    return page.url


def watched(page: Page) -> list[str]:
    """Everything that goes wrong on a page from now on: errors, refusals of the policy, requests that fail."""
    wrong: list[str] = []

    def failed(request: Request) -> None:
        # Whoever leaves a page breaks off what it still loads; a page that turns out to be a file is broken off, too.
        if request.failure != "net::ERR_ABORTED":
            wrong.append(f"{page.url}: {request.url} {request.failure}")

    page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("requestfailed", failed)
    return wrong


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
