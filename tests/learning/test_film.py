"""A film in a real browser: what is played counts, once and wherever it was played, and nothing of it is lost."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from plm.catalog.course_files import CourseFiles
from plm.catalog.files.assets import Asset
from plm.catalog.kinds import Video
from plm.catalog.model import Module
from plm.catalog.model import Page as Text
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.people.sign_ins import SIGN_INS
from tests.builders import edition, publish, reading
from tests.cast import MATEO, NOW
from tests.films import RECORD, VTT
from tests.journeys.conftest import axe
from tests.learning.test_pages import soup, words
from tests.learning.test_script import sign_in

ID = "mateo:foundations:2026-27"
SETTLE = f"/enrollments/{ID}/modules/settle"
SECONDS = 4
TRANSCRIPT = (Text("What you see", "A yellow disk breathes in and out.", 7),)
EMBEDDED = "https://www.youtube-nocookie.com/embed/abc123"

THEIRS = Video(
    intro="Watch it once.",
    address=EMBEDDED,
    captions="player",
    transcript=TRANSCRIPT,
    seconds=3,
    share=0.5,
)


@pytest.fixture(scope="session")
def recorded(chromium) -> bytes:
    """A film of four seconds, made once."""
    page = chromium.new_page()
    page.goto("about:blank")
    film = bytes(page.evaluate(RECORD, SECONDS))
    page.close()
    return film


def asset(data: bytes, suffix: str, media_type: str) -> Asset:
    return Asset(f"film.{suffix}", hashlib.sha256(data).hexdigest(), suffix, media_type, data)


def module(film: Video) -> Module:
    return Module("settle", "Settle in ten seconds", 3, film)


@pytest.fixture
def ours(cast, recorded) -> Video:
    """Mateo has a film of the course to watch."""
    files = asset(recorded, "webm", "video/webm"), asset(VTT.encode(), "vtt", "text/vtt; charset=utf-8")
    CourseFiles(cast).add(files, now=NOW)
    film = Video(
        intro="Watch it once.",
        source=f"sha256:{files[0].file}",
        captions=f"sha256:{files[1].file}",
        transcript=TRANSCRIPT,
        seconds=SECONDS,
        share=0.9,
    )
    begin(cast, film)
    return film


def begin(cast, film: Video) -> None:
    publish(cast, edition(modules=(module(film), reading())))
    enrollment_actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)


@pytest.fixture
def url(app, cast) -> Iterator[str]:
    """A PLM that answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def device(chromium, browse, url, request) -> Iterator[BrowserContext]:
    """Mateo's browser, signed in; as narrow as a test asks for."""
    width = getattr(request, "param", 1280)
    context = chromium.new_context(base_url=url, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    sign_in(context, browse, url)
    yield context
    context.close()


def opened(device: BrowserContext) -> Page:
    page = device.new_page()
    page.goto(SETTLE)
    return page


def work(cast):
    return Enrollments(cast).get(ID).modules.get("settle")


def play(page: Page, until: float, *, at: float | None = None, speed: float = 4.0) -> None:
    """Play up to a place, and pause there."""
    page.evaluate(
        """async ([at, until, speed]) => {
            const video = document.querySelector("video");
            video.muted = true;
            video.playbackRate = speed;
            if (at !== null) video.currentTime = at;
            await video.play();
            await new Promise((resolve) => {
                const look = () => (video.ended || video.currentTime >= until ? resolve() : setTimeout(look, 10));
                look();
            });
            if (!video.ended) video.pause();
        }""",
        [at, until, speed],
    )


def reaches(page: Page, time: float) -> None:
    """Wait until the film stands at a place or beyond it; the page allows no text that becomes a script."""
    page.evaluate(
        """(time) => new Promise((resolve) => {
            const look = () => (document.querySelector("video").currentTime >= time ? resolve() : setTimeout(look, 10));
            look();
        })""",
        time,
    )


def arrive(page: Page, cast, slices: set[int]) -> None:
    """Wait until these slices are counted; what is sent on leaving has no answer to wait for."""
    for _ in range(100):
        if slices <= set(work(cast).seen):
            return
        page.wait_for_timeout(50)
    raise AssertionError(work(cast).seen)


def kept_here(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plm:draft:film:')).length")


share = "[data-share]"


# ── ours ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("device", [1280, 390], indirect=True)
def test_a_film_is_watched_with_a_reload_and_without_a_connection_in_between(device, cast, ours):
    page = opened(device)
    expect(page.locator(share)).to_have_text("0% watched; done at 90%.")
    expect(page.get_by_role("button", name="Go on at")).to_be_hidden()
    assert page.evaluate("document.querySelector('video track').track.mode") == "showing"
    # A pause sends what was played and where.
    with page.expect_response("**/given") as given:
        play(page, 1.5)
    assert given.value.json() == {"done": False}
    assert 25 <= len(work(cast).seen) <= 50
    stopped = work(cast).best
    assert 1.4 <= stopped <= 2.6
    # Long enough to be offered again.
    ENROLLMENTS.of(cast).update_one({"_id": ID}, {"$set": {"modules.settle.best": 3.2}})
    page.close()
    again = opened(device)
    expect(again.get_by_role("button", name="Go on at 0:03")).to_be_visible()
    assert again.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(again) == []
    reaches(again, 2.9)
    again.get_by_role("button", name="Begin anew").click()
    expect(again.get_by_role("button", name="Begin anew")).to_be_hidden()
    # The network goes in the middle.
    device.set_offline(True)
    play(again, 99, at=1.2)
    expect(again.locator("[data-said]")).to_contain_text("kept on this device and sent as soon as you are connected")
    assert kept_here(again) == 1
    assert not work(cast).done
    device.set_offline(False)
    expect(again.locator("[data-said]")).to_have_text("This film is done.")
    expect(again.locator(share)).to_contain_text("This module is done.")
    # The way on is there without a reload, and so is the mark beside it.
    expect(again.get_by_role("link", name="Go on to Why it matters")).to_be_visible()
    expect(again.get_by_role("button", name="I have read the transcript")).to_have_count(0)
    assert work(cast).done
    expect(again.locator(".read__side [aria-current]")).to_have_count(1)
    assert kept_here(again) == 0


@pytest.mark.browser
def test_what_is_skipped_over_does_not_count(device, cast, ours):
    page = opened(device)
    play(page, 0.8)
    play(page, 99, at=3.2)
    arrive(page, cast, {0, 5, 10, 85, 90, 95})
    assert not set(work(cast).seen) & set(range(50, 78))
    assert not work(cast).done


@pytest.mark.browser
def test_leaving_in_the_middle_sends_what_was_played(device, cast, ours):
    page = opened(device)
    page.evaluate("document.querySelector('video').muted = true; document.querySelector('video').play()")
    reaches(page, 1)
    page.goto(f"/enrollments/{ID}")
    arrive(page, cast, {1, 5, 10, 20})


@pytest.mark.browser
def test_two_tabs_together_have_watched_it(device, cast, ours):
    one, other = opened(device), opened(device)
    play(one, 2.2)
    play(other, 99, at=1.8)
    expect(other.locator("[data-said]")).to_have_text("This film is done.")
    assert work(cast).done


@pytest.mark.browser
def test_an_expired_sign_in_loses_nothing(device, cast, ours, browse, url):
    page = opened(device)
    SIGN_INS.of(cast).delete_many({})
    play(page, 99)
    expect(page.locator("[data-said]")).to_contain_text("your sign-in has ended")
    sign_in(device, browse, url)
    page.get_by_role("link", name="Sign in and come back here.").click()
    expect(page.locator("[data-said]")).to_have_text("This film is done.")
    assert work(cast).done


@pytest.mark.browser
def test_what_came_too_fast_is_said_and_kept(device, cast, recorded, ours):
    # The author says that it runs for an hour, so half of it in a second is too much.
    publish(cast, edition(modules=(module(replace(ours, seconds=3600)), reading())))
    ENROLLMENTS.of(cast).delete_many({})
    enrollment_actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    page = opened(device)
    play(page, 2)
    expect(page.locator("[data-said]")).to_contain_text("That is more of the film than can have been watched")
    assert kept_here(page) == 1
    ENROLLMENTS.of(cast).update_one(
        {"_id": ID}, {"$set": {"modules.settle.touched_at": NOW - timedelta(hours=1)}, "$inc": {"version": 1}}
    )
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-said]")).to_have_text("Everything you watched is counted.")
    assert len(work(cast).seen) >= 40


@pytest.mark.browser
def test_the_keyboard_is_enough(device, cast, ours):
    page = opened(device)
    expect(page.locator("details[data-transcript]")).not_to_have_attribute("open", "")
    page.locator("video").focus()
    page.keyboard.press("Space")
    reaches(page, 0.3)
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('video').paused")
    page.get_by_text("Transcript: what is said and shown").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("A yellow disk breathes in and out.")).to_be_visible()
    page.get_by_role("button", name="I have read the transcript").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/modules/read")
    assert work(cast).done


# ── from elsewhere ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def theirs(cast) -> Video:
    """Mateo has a film from elsewhere to watch."""
    begin(cast, THEIRS)
    return THEIRS


@pytest.mark.browser
@pytest.mark.parametrize("device", [1280, 390], indirect=True)
def test_nobody_else_is_asked_before_it_is_played(device, cast, theirs, url):
    asked: list[str] = []

    def spy(route) -> None:
        if not route.request.url.startswith(url):
            asked.append(route.request.url)
            return route.fulfill(body="<p>The player</p>", content_type="text/html")
        return route.continue_()

    device.route("**/*", spy)
    page = opened(device)
    said = page.locator("[data-still]")
    expect(said).to_contain_text("Play the film from YouTube. This sends your address to YouTube.")
    expect(said.get_by_role("link")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert asked == []
    assert axe(page) == []
    page.get_by_role("button", name="Play the film from YouTube").click()
    expect(page.frame_locator("iframe").get_by_text("The player")).to_be_visible()
    assert asked == [f"{EMBEDDED}?autoplay=1"]
    expect(page.locator(share)).to_contain_text("The film was open for")
    expect(page.locator("[data-said]")).to_have_text("This film is done.", timeout=15_000)
    assert work(cast).done
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_no_other_host_can_be_put_into_the_page(device, theirs):
    page = opened(device)
    blocked: list[str] = []
    page.on("console", lambda line: blocked.append(line.text))
    page.evaluate(
        """() => { const other = document.createElement("iframe");
        other.src = "https://evil.example/"; document.body.append(other); }"""
    )
    page.wait_for_timeout(200)
    assert any("frame-src https://www.youtube-nocookie.com" in line for line in blocked), blocked


# ── without a script ──────────────────────────────────────────────────────────────────────────────


def test_the_page_without_a_script(browse, cast):
    begin(cast, THEIRS)
    client = browse(MATEO)
    answer = client.get(SETTLE)
    page = soup(answer)
    link = page.select_one("[data-elsewhere]")
    assert (link["href"], link["target"]) == (EMBEDDED, "_blank")
    assert page.select_one("[data-play]").has_attr("hidden")
    assert page.select_one("details[data-transcript]").has_attr("open")
    assert "We count the time the film was open, because only YouTube knows what was played." in words(answer)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("; frame-src https://www.youtube-nocookie.com")
    assert "frame-src" not in client.get(f"/enrollments/{ID}").headers["Content-Security-Policy"]
    done = client.post(f"{SETTLE}/given", data={"transcript": "read"})
    assert done.location.endswith("/modules/read")
    assert work(cast).done


def test_what_cannot_be_is_said_and_nothing_is_lost(browse, cast):
    begin(cast, THEIRS)
    client = browse(MATEO)
    client.get(SETTLE)
    assert client.post(f"{SETTLE}/given", json={"slices": "0,1,2", "at": 1}).json == {"done": False}
    for sent in ({"slices": "3,100"}, {"slices": "3", "at": 99}, {"share": "1.4"}, {"slices": "x"}):
        refused = client.post(f"{SETTLE}/given", json=sent, headers={"Accept": "application/json"})
        assert refused.status_code == 409
        assert refused.json["message"]
    assert (work(cast).seen, work(cast).best) == ((0, 1, 2), 1.0)
    for odd in ([], "x", 3, None):
        answer = client.post(f"{SETTLE}/given", json=odd, headers={"Accept": "application/json"})
        assert answer.status_code < 500
