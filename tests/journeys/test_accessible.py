"""Every page of every role: axe finds nothing, nothing sticks out sideways, and the browser has nothing to complain of.

The pages are found by walking the links of the invented district as each person who may enter it. The matrix of routes
and roles says which pages there must have been, so that none is missed because nothing leads to it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from pymongo.database import Database
from werkzeug.routing import MapAdapter

from plm.access import Role
from plm.app import create_app
from plm.attendance.store import MARKS
from plm.demo.cast import FACILITATOR, STAFF
from plm.enrollment.store import ENROLLMENTS
from plm.mail.senders import MAILBOX
from plm.settings import Settings
from tests.journeys.conftest import Running, axe
from tests.journeys.steps import COURSES, Course, heading, watched
from tests.test_matrix import MATRIX

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# The letter of each role in the matrix.
COLUMN = {Role.DIRECTOR: 0, Role.PRINCIPAL: 1, Role.STAFF: 2, Role.FACILITATOR: 3, Role.ADMINISTRATOR: 5}
PEOPLE = {
    Role.STAFF: "Rosa Whitfield",
    Role.PRINCIPAL: "Denise Okafor",
    Role.FACILITATOR: "Joel Amsel",
    Role.DIRECTOR: "Alma Reyes",
    Role.ADMINISTRATOR: "Sam Kessler",
}
# What is asked for, not looked at: files, words for a machine, and an address that only leads to another one.
FILES = (".csv", ".ics", ".pdf", "/badge.json", "/badge.jwt")
MACHINES = ("about.live", "about.ready", "catalog.file", "credentials.badge", "learning.go_on", "static")
# Pages for those who are signed out; they have a test of their own.
OUTSIDE = {"people.forgot", "people.reset", "people.sign_in", "people.welcome"}
KINDS = {one["id"]: one["kind"] for folder in COURSES.iterdir() for one in Course(folder).modules}
EXAMPLES = 2
# Pages that are about something in particular.
ABOUT = {"enrollment.admit": {"slug": "responding-to-harm"}}
# Nobody who may enter the demo has such a thing of their own; the journey of the practice log looks at it with axe.
ELSEWHERE = {"learning.entry"}
# What can differ in the dark, where nothing but colors changes.
COLORS = ("color-contrast", "link-in-text-block")

MISTAKES = "email,name,school,position,role\nrosa,Rosa,larkspur,,staff\nnew@alder.example,New,nowhere,,king\n"
CHANGES = """\
email,name,school,position,role
rosa.whitfield@alder.example,Rosa Whitfield,larkspur,Lead teacher,staff
new@alder.example,Nele New,larkspur,Teacher,staff
"""

Open = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def routes(demo: Running) -> MapAdapter:
    """The map of PLM's addresses."""
    app: Flask = create_app(Settings(secret_key="signs nothing", demo=True), demo.db)
    return app.url_map.bind("localhost")


@dataclass
class Walk:
    """What one person sees: pages are looked at, links in them are followed, kind by kind of page."""

    url: str
    page: Page
    routes: MapAdapter
    waiting: list[str] = field(default_factory=lambda: ["/"])
    seen: set[str] = field(default_factory=set)
    examples: Counter[tuple[str, ...]] = field(default_factory=Counter)
    looked: set[tuple[str, ...]] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wrong = watched(self.page)
        for address in self.waiting:
            self.seen.add(address)
            self.examples[self.kind_of(address)] += 1

    @property
    def endpoints(self) -> set[str]:
        """The endpoints that were seen."""
        return {kind[0] for kind in self.examples}

    def go(self) -> None:
        """Walk until nothing new is left."""
        while self.waiting:
            address = self.waiting.pop(0)
            answer = self.page.goto(self.url + address)
            if not answer or answer.status != 200:
                self.found.append(f"{address} answers {answer and answer.status}")
            kind = self.kind_of(address)
            self.look(address, again=kind in self.looked)
            self.looked.add(kind)
            self.note_links()

    def look(self, address: str, *, again: bool = False) -> None:
        """Everything a page must hold, in every scheme and on every screen."""
        self.found += [f"{address}: {one}" for one in looked_at(self.page, again=again)]

    def note_links(self) -> None:
        """Remember the links of the page that lead to a kind of page not seen often enough."""
        if "/mailbox/" in self.page.url:
            return  # what a letter links to is for whom it was written to
        links = self.page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
        for link in dict.fromkeys(links):
            address = link.removeprefix(self.url).partition("#")[0]
            if not link.startswith(self.url + "/") or address in self.seen:
                continue
            self.seen.add(address)
            kind = self.kind_of(address)
            if self.examples[kind] >= (EXAMPLES if len(kind) == 1 else 1):
                continue
            self.examples[kind] += 1
            if kind[0].startswith(MACHINES) or "file" in kind:
                self.fetch(address)
            else:
                self.waiting.append(address)

    def fetch(self, address: str) -> None:
        """A file is asked for, not shown."""
        answer = self.page.context.request.get(self.url + address, max_redirects=1)
        if not answer.ok:
            self.found.append(f"{address} answers {answer.status}")

    def kind_of(self, address: str) -> tuple[str, ...]:
        """What tells pages apart: the endpoint, whether something is asked, and what kind of module it is."""
        parts = urlsplit(address)
        endpoint, values = self.routes.match(parts.path)
        asked = parse_qs(parts.query)
        kind = [endpoint.removeprefix("plm.")]
        # A letter alone (`?part=html`) is shown in a frame in which nothing may run, not even axe.
        if parts.path.endswith(FILES) or "csv" in (*asked.get("as", ()), *asked.get("format", ())) or "part" in asked:
            kind.append("file")
        elif asked:
            kind.append("asked")
        if "module" in values:
            kind.append(KINDS[values["module"]])
        return tuple(kind)


def looked_at(page: Page, *, again: bool) -> list[str]:
    """What is wrong with the page that is shown: wide, dark, on a phone, on a small one.

    Args:
        again: a page of its kind was looked at before; then its colors and its order on a phone are known.
    """
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    found = [f"1280 light: {one}" for one in axe(page)]
    if not again:
        page.emulate_media(color_scheme="dark")
        found += [f"1280 dark: {one}" for one in axe(page, COLORS)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
        found += [f"390 light: {one}" for one in axe(page)]
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{width}: is {wide} px wide")
    return found


def enter(page: Page, url: str, role: Role) -> None:
    """Come in as one of the five, whoever was here before."""
    page.context.clear_cookies()
    page.goto(f"{url}/sign-in")
    page.get_by_role("button", name=PEOPLE[role]).click()
    expect(page.locator(".me")).to_be_visible()


def example(db: Database, role: Role) -> dict[str, str]:
    """What a page is about to which nothing leads this person: a section that Joel marked, or themselves."""
    mark = MARKS.of(db).find_one({"by": FACILITATOR})
    assert mark
    held = {"section": mark["section"], "session": mark["session"]}
    done = ENROLLMENTS.of(db).find_one({"person": STAFF, "status": "completed"})
    assert done
    held["enrollment"] = done["_id"]
    return held | {"person": STAFF if role is Role.STAFF else mark["person"], "slug": "calm-and-connected"}


@pytest.mark.parametrize("role", list(PEOPLE))
def test_every_page_of_a_role(role: Role, demo: Running, routes: MapAdapter, open_browser: Open) -> None:
    page = open_browser().new_page()
    enter(page, demo.url, role)
    walk = Walk(demo.url, page, routes)
    walk.go()
    mine = {row.removeprefix("GET ") for row, letters in MATRIX.items() if letters[COLUMN[role]] == "y"}
    files = {rule.endpoint.removeprefix("plm.") for rule in routes.map.iter_rules() if rule.rule.endswith(FILES)}
    must = {one for one in mine if not one.startswith(("POST ", *MACHINES))} - OUTSIDE - ELSEWHERE - files
    for missed in sorted(must - walk.endpoints):
        rule = min(routes.map.iter_rules(f"plm.{missed}"), key=lambda one: len(one.arguments))
        shown = example(demo.db, role) | ABOUT.get(missed, {})
        values = {name: value for name, value in shown.items() if name in rule.arguments}
        if values.keys() == rule.arguments:
            walk.waiting.append(routes.build(f"plm.{missed}", values))
            walk.examples[(missed,)] += 1
    walk.go()
    assert "\n".join(walk.found + walk.wrong) == ""
    assert must - walk.endpoints == set()


def link_sent(demo: Running, email: str) -> str:
    """The link in the letter to somebody that comes next into the mailbox of the demo."""
    asked = {"to": email, "link": {"$regex": "/(reset|welcome)/"}}
    with MAILBOX.of(demo.db).watch([{"$match": {"operationType": "insert"}}], max_await_time_ms=15_000) as news:
        letter = MAILBOX.of(demo.db).find_one(asked) or (news.try_next() or {}).get("fullDocument")
    assert letter, f"no letter to {email}"
    return str(letter["link"])


def test_every_page_of_somebody_who_is_signed_out(demo: Running, routes: MapAdapter, open_browser: Open) -> None:
    page = open_browser().new_page()
    walk = Walk(demo.url, page, routes, ["/sign-in", "/verify"])
    walk.go()
    assert {"people.sign_in", "people.forgot", "about.privacy", "about.accessibility"} <= walk.endpoints

    page.goto(f"{demo.url}/forgot")
    page.get_by_label("Email").fill("rosa.whitfield@alder.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(heading(page)).to_contain_text("Please look into your mail.")
    walk.look("/forgot, sent")
    page.goto(link_sent(demo, "rosa.whitfield@alder.example"))
    walk.look("a mailed link")
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Choose it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    walk.look("a mailed link, password too short")
    walk.wrong = []  # the browser notes every answer that is no 200
    page.goto(f"{demo.url}/welcome/nobody-knows-this")
    expect(page.get_by_role("link", name="Send me a new link")).to_be_visible()
    walk.look("/welcome, over")
    page.goto(f"{demo.url}/verify/7F3K-92QD-MX4T")
    walk.look("/verify, unknown")
    page.goto(f"{demo.url}/sign-in")
    page.get_by_label("Email").fill("rosa.whitfield@alder.example")
    page.get_by_label("Password").fill("not the one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Password")).to_be_visible()
    walk.look("/sign-in, wrong password")
    assert walk.found == []


def test_errors_and_forms_that_come_back(demo: Running, routes: MapAdapter, open_browser: Open) -> None:
    page = open_browser().new_page()
    walk = Walk(demo.url, page, routes)
    enter(page, demo.url, Role.STAFF)
    for address, status in (("/nowhere", 404), ("/people/import", 403), ("/schools/fenwick", 404)):
        answer = page.goto(demo.url + address)
        assert answer
        assert answer.status == status
        walk.look(address)

    enter(page, demo.url, Role.ADMINISTRATOR)
    for name, roster in (("nothing", b""), ("mistakes", MISTAKES.encode()), ("changes", CHANGES.encode())):
        page.goto(f"{demo.url}/people/import")
        page.get_by_label("Roster file").set_input_files(
            {"name": "roster.csv", "mimeType": "text/csv", "buffer": roster}
        )
        page.get_by_role("button", name="See what it changes").click()
        page.wait_for_load_state()
        walk.look(f"/people/import, {name}")
    page.goto(f"{demo.url}/people/new")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("alert")).to_be_visible()
    walk.look("/people/new, empty")

    enter(page, demo.url, Role.FACILITATOR)
    page.goto(f"{demo.url}/sections/new")
    page.locator(".acts").get_by_role("button", name="Plan this section").click()
    expect(page.get_by_role("alert")).to_be_visible()
    walk.look("/sections/new, empty")

    enter(page, demo.url, Role.PRINCIPAL)
    page.goto(f"{demo.url}/schools/larkspur/enroll")
    page.get_by_role("button", name="Enroll them").click()
    expect(page.get_by_role("alert")).to_be_visible()
    walk.look("/schools/larkspur/enroll, empty")
    assert walk.found == []
    assert [one for one in walk.wrong if "the server responded with a status of 4" not in one] == []
