"""The main job of PLM in one story, from an empty installation to a certified, reminded team.

Everything is real: `plm run` with its MongoDB and its worker, mail by SMTP, Chromium. What nobody can wait for in a
test is said where it is done.
"""

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plm import clock
from plm.enrollment.store import ENROLLMENTS
from plm.learning.store import SUBMISSIONS
from plm.people.sign_ins import SIGN_INS
from plm.people.store import PEOPLE
from tests.conftest import CHROMIUM, FLAGS
from tests.journeys.conftest import Post, Running
from tests.journeys.steps import (
    FOUNDATIONS,
    Course,
    answer,
    choose_password,
    heading,
    plan_section,
    read_to_the_end,
    sign_in,
    watched,
    words,
)

pytestmark = pytest.mark.browser

Open = Callable[..., BrowserContext]

ROSTER = """\
email,name,school,position,role
priya@alder.example,Priya Raman,oak,Principal,principal
mateo@alder.example,Mateo Ortiz,oak,Teacher,staff
nadia@alder.example,Nadia Karim,oak,Counselor,staff
tom@alder.example,Tom Baker,oak,Paraeducator,staff
lena@alder.example,Lena Fox,oak,Teacher,staff
omar@alder.example,Omar Diaz,oak,Teacher,staff
sue@alder.example,Sue Park,oak,Office staff,staff
fern@alder.example,Fern Whitaker,,Instructional specialist,facilitator
"""
TITLE = "Foundations of restorative practices"
COURSE = Course(FOUNDATIONS)
# A browser may send its last words while it closes; then the page says the day, too.
SAVED = re.compile("Saved (at|[A-Z])")


@pytest.mark.timeout(400)
def test_from_an_empty_installation_to_a_certified_team(
    plm: Running, post: Post, open_browser: Open, chromium: Browser, tmp_path: Path
) -> None:
    zone = ZoneInfo(plm.env["PLM_TIME_ZONE"])
    an_administrator_sets_the_district_up(plm, post, open_browser)
    priya = open_browser().new_page()
    wrong = watched(priya)
    a_principal_enrolls_three(plm, post, priya, due_in=timedelta(days=14))

    phone = tmp_path / "phone"
    with device(chromium, phone) as page:
        a_teacher_finds_what_is_due(post, page)
        fern = open_browser().new_page()
        over_at = a_facilitator_plans_a_session_that_is_about_to_end(plm, post, fern, zone)
        a_teacher_takes_a_seat(page)
        a_teacher_reads_and_answers(page)
    mine = a_teacher_writes_and_loses_nothing(plm, chromium, phone)

    an_overdue_one_is_reminded(plm, post, open_browser)
    time.sleep(max(0.0, over_at - clock.now().timestamp()))  # the session ends by the clock on the wall
    a_facilitator_marks_who_was_there(fern)

    with device(chromium, phone) as page:
        code = a_teacher_holds_a_certificate(plm, page, mine)
    a_stranger_checks_it(plm, open_browser, code)
    a_principal_sees_it_all(plm, priya)
    assert wrong == []
    the_late_one_finishes_and_hears_no_more(plm, post, open_browser)


# ── the steps ─────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def device(chromium: Browser, folder: Path) -> Iterator[Page]:
    """A phone: closing it closes its browser, and what the browser keeps stays in its folder."""
    context = chromium.browser_type.launch_persistent_context(
        folder,
        executable_path=CHROMIUM,
        args=list(FLAGS),
        viewport={"width": 390, "height": 844},
        has_touch=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    try:
        page = context.pages[0]
        wrong = watched(page)
        yield page
        assert [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one and "401" not in one] == []
    finally:
        context.close()


def an_administrator_sets_the_district_up(plm: Running, post: Post, open_browser: Open) -> None:
    """Commands for the machine's owner, the roster on a page, shipped courses, invitations to everybody."""
    said = plm.plm("people", "add", "ada@alder.example", "Ada Lindqvist", "--role", "administrator", "--invite")
    assert "An invitation to ada@alder.example leaves with the next round of mail." in said
    zone = plm.env["PLM_TIME_ZONE"]
    plm.plm("schools", "add", "oak", "Oak Middle School", "--level", "middle", "--area", "North", "--time-zone", zone)
    published = plm.plm("courses", "publish")
    for slug in ("community-circles", "restorative-foundations", "sel-for-adults"):
        assert f"{slug}: edition 1 is published. The course is new." in published

    page = open_browser().new_page()
    wrong = watched(page)
    link = post.link_in(post.to("ada@alder.example", "Your seat in Alder County learning"))
    choose_password(page, link)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Read a roster file").click()
    roster = {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    page.get_by_label("Roster file").set_input_files(roster)
    page.get_by_role("button", name="See what it changes").click()
    expect(heading(page)).to_have_text(re.compile(r"This roster adds\s+eight people\."))
    assert PEOPLE.of(plm.db).count_documents({}) == 1, "a preview changes nothing"
    page.get_by_role("button", name="Apply this roster").click()
    expect(page.get_by_text("The roster is applied: eight people added.")).to_be_visible()
    assert PEOPLE.of(plm.db).count_documents({}) == 9
    assert wrong == []

    assert "next round of mail: 8." in plm.plm("people", "invite", "--everyone")
    used = open_browser().new_page()
    used.goto(link)
    expect(heading(used)).to_have_text("This link has been used already. A link is good for one time.")


def a_principal_enrolls_three(plm: Running, post: Post, page: Page, *, due_in: timedelta) -> None:
    """From the mailed invitation to three people with a due date."""
    choose_password(page, post.link_in(post.to("priya@alder.example", "Your seat in")))
    page.get_by_role("link", name="Enroll several people").click()
    page.get_by_label("Which course?").select_option(label=TITLE)
    today = clock.now().astimezone(ZoneInfo(plm.env["PLM_TIME_ZONE"])).date()
    page.get_by_label("By when?").fill((today + due_in).isoformat())
    for name in ("Mateo Ortiz", "Nadia Karim", "Tom Baker"):
        page.locator("label").get_by_text(name).click()
    expect(page.locator("[data-chosen]")).to_have_text("Three people are chosen.")
    page.get_by_role("button", name="Enroll them").click()
    expect(heading(page)).to_have_text(f"Three people are now enrolled in {TITLE}.")
    expect(page.get_by_text("Mateo Ortiz, Nadia Karim and Tom Baker.")).to_be_visible()
    page.get_by_role("link", name="Back to Oak Middle").click()
    expect(heading(page)).to_have_text("3 of your 7 people are on track. Four are enrolled in nothing.")


def a_teacher_finds_what_is_due(post: Post, page: Page) -> None:
    """On a phone, from the mailed link to the first page."""
    choose_password(page, post.link_in(post.to("mateo@alder.example", "Your seat in")))
    expect(heading(page)).to_contain_text("Hello Mateo. One thing is due by")
    expect(page.get_by_role("region", name=COURSE.titles("reading")[0])).to_contain_text(TITLE)
    expect(page.get_by_role("region", name="What is due")).to_contain_text("in 14 days. Not begun.")
    fits(page)


def a_facilitator_plans_a_session_that_is_about_to_end(plm: Running, post: Post, page: Page, zone: ZoneInfo) -> float:
    """A session that began 90 minutes ago and ends in a minute; two people are added by e-mail.

    Seats can be had until it ends, and minutes count once it has ended.

    Returns:
        When it ends, in seconds since 1970.
    """
    choose_password(page, post.link_in(post.to("fern@alder.example", "Your seat in")))
    # Sessions end on a full minute; there must be time for three people to take a seat before.
    ends = (clock.now() + timedelta(seconds=85)).astimezone(zone).replace(second=0, microsecond=0)
    plan_section(page, plm.url, "restorative-foundations", "oak", ends - timedelta(minutes=90), ends, seats=12)
    for email in ("nadia@alder.example", "tom@alder.example"):
        page.get_by_label("E-mail of the person to add").fill(email)
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_text("has a seat.")).to_be_visible()
    expect(heading(page)).to_have_text("2 of 12 seats are taken.")
    return ends.timestamp()


def a_teacher_takes_a_seat(page: Page) -> None:
    """In the module that asks for a session."""
    page.get_by_role("link", name="Begin", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name=COURSE.titles("live")[0]).click()
    page.get_by_role("button", name="Take a seat").click()
    expect(page.get_by_text("Your seat is kept.")).to_be_visible()
    fits(page)
    # Back to the beginning, as somebody does who looks ahead first.
    page.get_by_role("link", name=COURSE.titles("reading")[0], exact=True).click()


def a_teacher_reads_and_answers(page: Page) -> None:
    """Every page of every reading by its button; each quiz first with a wrong answer, then all right."""
    for module in COURSE.modules:
        if module["kind"] not in ("reading", "quiz"):
            continue
        title = module["title"]
        expect(heading(page)).to_have_text(title)
        fits(page)
        if module["kind"] == "reading":
            assert read_to_the_end(page) >= len(COURSE.pages_of(title))
            continue
        questions = COURSE.quiz(title)
        asked = answer(page, questions, wrong_at=0)
        expect(heading(page)).to_contain_text(f"{len(asked) - 1} of {len(asked)} right. You passed.")
        missed = page.locator(".answered").filter(has_text="Not quite")
        expect(missed).to_have_count(1)
        expect(missed.locator(".line__why").first).not_to_be_empty()
        fits(page)
        page.get_by_role("link", name="Take it again").click()
        asked = answer(page, questions)
        expect(heading(page)).to_contain_text(f"{len(asked)} of {len(asked)} right. You passed.")
        page.get_by_role("link", name="Go on to").click()


def a_teacher_writes_and_loses_nothing(plm: Running, chromium: Browser, phone: Path) -> dict[str, str]:
    """The browser is closed in mid-sentence, closed without a network, closed after the sign-in has ended.

    Returns:
        What was written, by prompt.
    """
    title = COURSE.titles("reflection")[0]
    prompts = COURSE.prompts(title)
    first, second, third, *others = prompts

    def box(page: Page, prompt: dict[str, str]) -> str:
        return f"#f-t-{prompt['id']}"

    with device(chromium, phone) as page:
        page.goto(plm.url)
        page.get_by_role("link", name="Continue where I stopped").click()
        page.get_by_role("complementary").get_by_role("link", name=title).click()
        address = page.url
        page.locator(box(page, first)).press_sequentially("My coach wrote me a letter. He sai")

    with device(chromium, phone) as page:
        page.goto(address)
        expect(page.locator(box(page, first))).to_have_value("My coach wrote me a letter. He sai")
        page.locator(box(page, first)).fill(words(first["least_words"], "a coach"))
        expect(page.locator("#saved")).to_contain_text("Saved at")
        page.context.set_offline(True)
        page.locator(box(page, second)).press_sequentially("In the circle I noticed — wait, no signal down he")
        expect(page.locator("#saved")).to_contain_text("kept on this device")

    with device(chromium, phone) as page:
        page.goto(address)
        expect(page.locator(box(page, second))).to_have_value("In the circle I noticed — wait, no signal down he")
        expect(page.locator("#saved")).to_contain_text(SAVED)
        page.locator(box(page, second)).fill(words(second["least_words"], "the circle"))
        expect(page.locator("#saved")).to_contain_text("Saved at")
        mateo = PEOPLE.of(plm.db).find_one({"email": "mateo@alder.example"})
        assert mateo
        # The server forgets the sign-in, as it does after a week, or when somebody ends it from another device.
        assert SIGN_INS.of(plm.db).delete_many({"person": mateo["_id"]}).deleted_count == 1
        page.locator(box(page, third)).press_sequentially("Every morning at the third st")
        expect(page.locator("#saved")).to_contain_text("your sign-in has ended")

    with device(chromium, phone) as page:
        page.goto(address)
        sign_in(page, "mateo@alder.example")
        expect(page).to_have_url(address)
        expect(page.locator(box(page, third))).to_have_value("Every morning at the third st")
        expect(page.locator("#saved")).to_contain_text(SAVED)
        texts = {one["id"]: words(one["least_words"], one["id"]) for one in (third, *others)}
        for prompt in (third, *others):
            page.locator(box(page, prompt)).fill(texts[prompt["id"]])
        page.get_by_role("button", name="Hand it in").click()
        expect(page.get_by_text("Your reflection is handed in.")).to_be_visible()
    return {
        first["id"]: words(first["least_words"], "a coach"),
        second["id"]: words(second["least_words"], "the circle"),
        **texts,
    }


def an_overdue_one_is_reminded(plm: Running, post: Post, open_browser: Open) -> None:
    """The worker sees a due date that has passed and writes; the link leads into the module."""
    page = open_browser(width=390).new_page()
    choose_password(page, post.link_in(post.to("nadia@alder.example", "Your seat in")))
    page.get_by_role("link", name="Nadia Karim").click()
    page.get_by_role("button", name="Sign out").click()
    make_overdue(plm, "nadia@alder.example")
    mail = post.to("nadia@alder.example", "was due yesterday, and it is not too late", patience=60)
    assert mail["Subject"] == f"“{TITLE}” was due yesterday, and it is not too late"
    assert mail["From"] == "Alder County learning <learning@alder.example>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    link = post.link_in(mail)
    assert link.startswith(f"{plm.url}/enrollments/")
    assert f'href="{link}"' in html.get_content()
    for part in (text.get_content(), html.get_content()):
        assert "Hello Nadia," in part
        assert "tell your principal: the due date can be moved." in part

    page.goto(link)
    sign_in(page, "nadia@alder.example")
    expect(heading(page)).to_have_text(COURSE.titles("reading")[0])
    expect(page.locator(".read__where")).to_contain_text("Page 1 of")
    for module in COURSE.modules:
        if module["kind"] == "reading":
            read_to_the_end(page)
        elif module["kind"] == "quiz":
            answer(page, COURSE.quiz(module["title"]))
            page.get_by_role("link", name="Go on to").click()
    expect(page.locator(".before")).to_contain_text(COURSE.titles("live")[0])


def make_overdue(plm: Running, email: str) -> None:
    """Let the due date have been yesterday. Written into the store, because no page takes a day that has passed."""
    person = PEOPLE.of(plm.db).find_one({"email": email})
    assert person
    yesterday = clock.now().astimezone(ZoneInfo(plm.env["PLM_TIME_ZONE"])).date() - timedelta(days=1)
    change = {"$set": {"due_on": yesterday.isoformat(), "next_reminder_at": clock.now()}, "$inc": {"version": 1}}
    assert ENROLLMENTS.of(plm.db).update_one({"person": person["_id"]}, change).modified_count == 1


def a_facilitator_marks_who_was_there(page: Page) -> None:
    """All here in one act, then the one who was not."""
    page.reload()
    page.get_by_role("link", name="Take attendance").click()
    expect(heading(page)).to_have_text("Nobody is marked yet. Three people to go.")
    page.get_by_role("button", name="Mark all 3 here").click()
    expect(page.get_by_text("Three marks are saved.")).to_be_visible()
    expect(heading(page)).to_contain_text("Everybody is marked.")
    page.get_by_role("group", name="Tom Baker").get_by_text("Absent").click()
    expect(page.get_by_text("One mark is not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save the marks").last.click()
    expect(page.get_by_text("One mark is saved.")).to_be_visible()
    expect(page.get_by_role("group", name="Tom Baker").get_by_label("Absent")).to_be_checked()
    expect(page.get_by_role("group", name="Mateo Ortiz").get_by_label("Here")).to_be_checked()


def a_teacher_holds_a_certificate(plm: Running, page: Page, written: dict[str, str]) -> str:
    """Everything is done, so there is a certificate that prints to one landscape sheet. Returns its code."""
    page.goto(plm.url)
    expect(page.get_by_role("heading", name="Done lately")).to_be_visible()
    page.get_by_role("link", name="See your certificate").click()
    expect(page.locator(".cert__who")).to_have_text("Mateo Ortiz")
    expect(page.locator(".cert__what").first).to_have_text(f"has completed {TITLE}.")
    fits(page)
    code = page.locator(".cert__code").inner_text()
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 792 612\]", sheet), "landscape letter"
    kept = SUBMISSIONS.of(plm.db).find_one({"kind": "reflection"})
    assert kept
    assert kept["texts"] == written
    return code


def a_stranger_checks_it(plm: Running, open_browser: Open, code: str) -> None:
    """Signed out, with the code from the paper: name, course, hours and date, and nothing else."""
    page = open_browser(width=390).new_page()
    page.goto(f"{plm.url}/verify")
    page.get_by_label("Code on the certificate").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Check this code").click()
    expect(heading(page)).to_have_text(f"Mateo Ortiz completed {TITLE}.")
    facts = page.locator("main dl")
    assert facts.locator("dt").all_inner_texts() == ["Name", "Course", "Credit", "Besides the hours", "Completed"]
    name, course, hours, besides, day = facts.locator("dd").all_inner_texts()
    today = clock.now().astimezone(ZoneInfo(plm.env["PLM_TIME_ZONE"]))
    assert (name, course, hours, besides) == ("Mateo Ortiz", TITLE, "6 hours", "6 renewal points.")
    assert day.replace("\u00a0", " ") == f"{today:%B} {today.day}, {today.year}"
    for secret in ("Oak", "mateo@", "Fern", "Teacher", "Priya", *COURSE.titles("reading")):
        assert secret not in page.content()
    page.goto(f"{plm.url}/certificates/{code}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def a_principal_sees_it_all(plm: Running, page: Page) -> None:
    """Done, on the way and late at a glance; a row opens to what is missing; the file says the same."""
    page.goto(plm.url)
    expect(heading(page)).to_have_text(
        "2 of your 7 people are on track. One is late. Four are enrolled in nothing.", use_inner_text=True
    )
    row = page.get_by_role("row")
    expect(row.filter(has_text="Mateo Ortiz")).to_contain_text("done")
    expect(row.filter(has_text="Nadia Karim")).to_contain_text("1 day late, 5 of 6")
    expect(row.filter(has_text="Tom Baker")).to_contain_text("not begun")
    late = row.filter(has_text="Nadia Karim")
    late.get_by_text("What is missing").click()
    missing = late.locator("details li").inner_text()
    assert f"the reflection “{COURSE.titles('reflection')[0]}”. It was due yesterday." in missing
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.DictReader(io.StringIO(coming.value.path().read_text("utf-8-sig"))))
    said = {one["Name"]: one[TITLE] for one in rows}
    assert said["Mateo Ortiz"] == "done"
    assert said["Nadia Karim"] == "1 day late, 5 of 6"
    assert said["Tom Baker"] == "not begun"
    assert said["Lena Fox"] == "not enrolled"
    assert next(one for one in rows if one["Name"] == "Nadia Karim")["What is missing"] == missing
    page.get_by_role("link", name="Nadia Karim", exact=True).last.click()
    expect(heading(page)).to_contain_text("Nadia Karim")


def the_late_one_finishes_and_hears_no_more(plm: Running, post: Post, open_browser: Open) -> None:
    """The moment she is done, there is nothing left to send, and the worker that looks again sends nothing."""
    page = open_browser().new_page()
    page.goto(post.link_in(post.to("nadia@alder.example", "it is not too late")))
    sign_in(page, "nadia@alder.example")
    expect(heading(page)).to_have_text(COURSE.titles("reflection")[0])
    for prompt in COURSE.prompts(COURSE.titles("reflection")[0]):
        page.locator(f"#f-t-{prompt['id']}").fill(words(prompt["least_words"], prompt["id"]))
    mails = len(post.all_to("nadia@alder.example"))
    until = (clock.now() + timedelta(days=28)).date().isoformat()
    assert "Nadia Karim" in plm.plm("reminders", "preview", "--until", until)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text(f"You are done with {TITLE}. Your certificate is ready.")).to_be_visible()
    assert "Nadia Karim" not in plm.plm("reminders", "preview", "--until", until)

    # Next week comes at once: the worker is made to look at her again, and has looked when the mark is gone.
    hers = {"person": PEOPLE.of(plm.db).find_one({"email": "nadia@alder.example"})["_id"]}  # type: ignore[index]
    assert "next_reminder_at" not in (ENROLLMENTS.of(plm.db).find_one(hers) or {})
    looked = [{"$match": {"updateDescription.removedFields": "next_reminder_at"}}]
    with ENROLLMENTS.of(plm.db).watch(looked, max_await_time_ms=30_000) as news:
        ENROLLMENTS.of(plm.db).update_one(hers, {"$set": {"next_reminder_at": clock.now()}})
        assert news.try_next(), "the worker has not looked"
    assert len(post.all_to("nadia@alder.example")) == mails


def fits(page: Page) -> None:
    """Nothing on the page sticks out sideways."""
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown, f"{page.url} is {wide} px wide on a screen of {shown} px"
