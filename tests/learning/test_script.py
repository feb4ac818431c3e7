"""Nothing typed is ever lost: the script of the reflection, in a real browser."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from plm.catalog.kinds import Audience, Prompt, Reflection
from plm.catalog.model import Module
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.store import ENROLLMENTS
from plm.learning.store import SUBMISSIONS
from plm.people.sign_ins import SIGN_INS
from tests.builders import edition, live, publish, reading, reflection
from tests.cast import MATEO, NOW

THINK = "/enrollments/mateo:foundations:2026-27/modules/think"

# What a page says once everything is saved: by itself, or already when it was made.
SAVED = re.compile("Saved (at|Tuesday)")

pytestmark = pytest.mark.browser


@pytest.fixture
def url(app, cast) -> Iterator[str]:
    """A PLM that answers, in which Mateo has a reflection to write."""
    publish(cast, edition(modules=(reflection(), reading())))
    enrollment_actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def device(chromium, browse, url) -> Iterator[BrowserContext]:
    """Mateo's browser, signed in."""
    context = chromium.new_context(base_url=url)
    sign_in(context, browse, url)
    yield context
    context.close()


@pytest.fixture
def shared(device, cast) -> BrowserContext:
    """The same, where the reflection asks for a facilitator and a team."""
    prompts = (
        Prompt("ours", "What do you ask?", audience=Audience.FACILITATOR),
        Prompt("all", "What did you try?", audience=Audience.TEAM),
    )
    published = publish(cast, edition(modules=(Module("think", "Think back", 10, Reflection("", prompts)), live())))
    ENROLLMENTS.of(cast).update_one({"person": "mateo"}, {"$set": {"edition": published.id}})
    return device


def sign_in(context: BrowserContext, browse, url: str) -> None:
    cookie = browse(MATEO).get_cookie("plm")
    context.add_cookies([{"name": "plm", "value": cookie.value, "url": url}])


def opened(device: BrowserContext) -> Page:
    page = device.new_page()
    page.goto(THINK)
    return page


def text(cast) -> str:
    found = SUBMISSIONS.of(cast).find_one({"kind": "reflection"})
    return found["texts"]["moment"] if found else ""


def kept_here(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plm:draft:')).length")


def test_what_is_typed_is_saved_and_the_copy_on_the_device_goes(device, cast):
    page = opened(device)
    page.get_by_label("When?").press_sequentially("On Thursday")
    assert kept_here(page) == 1
    expect(page.locator("#saved")).to_contain_text("Saved at 10:00")
    expect(page.get_by_text("2 words.")).to_be_visible()
    assert text(cast) == "On Thursday"
    assert kept_here(page) == 0


def test_a_lost_connection_loses_nothing(device, cast):
    page = opened(device)
    device.set_offline(True)
    page.get_by_label("When?").fill("Written in the basement")
    expect(page.locator("#saved")).to_contain_text("kept on this device and saved as soon as you are connected")
    assert text(cast) == ""
    device.set_offline(False)  # the browser tells the page, and the page sends what waits
    expect(page.locator("#saved")).to_contain_text("Saved at")
    assert text(cast) == "Written in the basement"


def test_closing_the_browser_without_a_connection_loses_nothing(device, cast):
    page = opened(device)
    device.set_offline(True)
    page.get_by_label("When?").fill("Written in the basement")
    page.close()
    device.set_offline(False)
    again = opened(device)
    expect(again.get_by_label("When?")).to_have_value("Written in the basement")
    # The closed page's last letter may still leave once there is a connection, and be there before the new page is:
    # then that page says since when it is saved, and has nothing to send.
    expect(again.locator("#saved")).to_contain_text(SAVED)
    assert text(cast) == "Written in the basement"
    assert kept_here(again) == 0


def test_an_expired_sign_in_loses_nothing(device, cast, browse, url):
    page = opened(device)
    SIGN_INS.of(cast).delete_many({})
    page.get_by_label("When?").fill("Typed after lunch")
    expect(page.locator("#saved")).to_contain_text("your sign-in has ended")
    expect(page.get_by_role("link", name="Sign in and come back here.")).to_be_visible()
    sign_in(device, browse, url)
    page.get_by_role("link", name="Sign in and come back here.").click()
    expect(page.get_by_label("When?")).to_have_value("Typed after lunch")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    assert text(cast) == "Typed after lunch"


def test_signing_in_in_another_tab_lets_the_waiting_one_save(device, cast, browse, url):
    page = opened(device)
    SIGN_INS.of(cast).delete_many({})
    page.get_by_label("When?").fill("Typed after lunch")
    expect(page.locator("#saved")).to_contain_text("your sign-in has ended")
    sign_in(device, browse, url)  # with a new session the token of the open page is stale
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    assert text(cast) == "Typed after lunch"


def test_closing_the_page_in_the_middle_of_a_word_loses_nothing(device, cast):
    page = opened(device)
    page.get_by_label("When?").press_sequentially("On Thurs")
    page.close(run_before_unload=False)
    again = opened(device)
    expect(again.get_by_label("When?")).to_have_value("On Thurs")
    again.get_by_label("When?").press_sequentially("day")
    expect(again.locator("#saved")).to_contain_text("Saved at")
    assert "On Thurs" in text(cast)


def test_the_last_letter_of_a_closed_page_that_comes_late_is_no_second_window(device, cast):
    page = opened(device)
    device.route("**/draft", lambda route: route.abort())
    page.get_by_label("When?").fill("On Thurs")
    page.close()
    again = opened(device)
    expect(again.get_by_label("When?")).to_have_value("On Thurs")
    # Now it arrives, after the new page was made from what stood before.
    late = {"texts": {"moment": "On Thurs"}, "revision": 0, "window": "the closed one"}
    token = again.locator("[name=csrf_token]").first.input_value()
    device.unroute("**/draft")
    device.request.post(f"{THINK}/draft", data=late, headers={"X-CSRFToken": token, "Referer": again.url})
    assert text(cast) == "On Thurs"
    again.get_by_label("When?").press("End")
    again.get_by_label("When?").press_sequentially("day")
    expect(again.locator("#saved")).to_contain_text("Saved at")
    expect(again.locator("[data-newer]")).to_be_hidden()
    assert text(cast) == "On Thursday"
    assert SUBMISSIONS.of(cast).find_one()["earlier"] == []


def test_a_choice_of_fewer_readers_is_saved_and_said_at_once(shared, cast):
    page = opened(shared)
    page.get_by_label("What did you try?").fill("I moved the chairs")
    place = page.locator("[data-prompt=all]")
    expect(place.locator("[data-says]")).to_contain_text("You, your facilitator and colleagues")
    place.get_by_role("combobox").select_option("private")
    expect(place.locator("[data-says]")).to_contain_text("Only you read this.")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    assert SUBMISSIONS.of(cast).find_one()["audiences"] == {"ours": "facilitator", "all": "private"}
    assert kept_here(page) == 0


def test_a_choice_of_fewer_readers_survives_a_lost_connection(shared, cast):
    page = opened(shared)
    page.get_by_label("What did you try?").fill("I moved the chairs")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    shared.route("**/draft", lambda route: route.abort())
    page.locator("[data-prompt=all]").get_by_role("combobox").select_option("facilitator")
    expect(page.locator("#saved")).to_contain_text("kept on this device")
    page.close()
    shared.unroute("**/draft")
    again = opened(shared)
    expect(again.locator("[data-prompt=all]").get_by_role("combobox")).to_have_value("facilitator")
    expect(again.locator("#saved")).to_contain_text(SAVED)
    assert SUBMISSIONS.of(cast).find_one()["audiences"]["all"] == "facilitator"
    assert kept_here(again) == 0


def test_what_was_handed_in_cannot_be_opened_again_in_an_old_tab(shared, cast):
    old, new = opened(shared), opened(shared)
    new.get_by_label("What did you try?").fill("I moved the chairs")
    new.get_by_label("What do you ask?").fill("Whether it helps")
    new.locator("[data-prompt=all]").get_by_role("combobox").select_option("private")
    expect(new.locator("#saved")).to_contain_text("Saved at")
    new.get_by_role("button", name="Hand it in").click()
    expect(new.get_by_text("Your reflection is handed in.")).to_be_visible()
    choice = old.locator("[data-prompt=all]").get_by_role("combobox")
    choice.select_option("facilitator")
    expect(choice).to_have_value("private")
    expect(old.locator("[data-prompt=all] [data-says]")).to_contain_text("Only you read this.")
    assert SUBMISSIONS.of(cast).find_one()["audiences"]["all"] == "private"


def test_an_old_window_never_overwrites_a_newer_text(device, cast):
    old, new = opened(device), opened(device)
    new.get_by_label("When?").fill("The newer text")
    expect(new.locator("#saved")).to_contain_text("Saved at")
    old.get_by_label("When?").fill("From the old window")
    expect(old.locator("[data-newer]")).to_contain_text("A newer text was saved in another window")
    assert text(cast) == "The newer text"
    expect(old.get_by_label("When?")).to_have_value("From the old window")
    old.get_by_role("button", name="Put my text in its place").click()
    expect(old.locator("#saved")).to_contain_text("Saved at")
    expect(old.locator("[data-newer]")).to_be_hidden()
    assert text(cast) == "From the old window"
    assert "The newer text" in [one["texts"]["moment"] for one in SUBMISSIONS.of(cast).find_one()["earlier"]]


def test_what_waited_on_this_device_yields_to_what_was_saved_later_elsewhere(device, cast):
    page = opened(device)
    page.get_by_label("When?").fill("First")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    page.evaluate(
        """localStorage.setItem("plm:draft:mateo:mateo:foundations:2026-27:think:moment",
        JSON.stringify({ text: "Long ago, offline", base: 0, at: 0 }))"""
    )
    page.reload()
    expect(page.locator("#saved")).to_contain_text("kept under “Earlier versions”")
    expect(page.get_by_label("When?")).to_have_value("First")
    page.reload()
    assert kept_here(page) == 0
    page.get_by_text("from another window").click()
    expect(page.get_by_text("Long ago, offline")).to_be_visible()


def test_a_text_that_is_too_long_stays_and_says_so(device, cast):
    page = opened(device)
    page.get_by_label("When?").fill("x" * 20_001)
    expect(page.locator("#saved")).to_contain_text("20,001 characters; 20,000 can be saved")
    page.reload()
    assert len(page.get_by_label("When?").input_value()) == 20_001
    page.get_by_label("When?").fill("Shorter")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    assert text(cast) == "Shorter"


def test_handing_in_right_after_typing_is_no_second_window(device, cast):
    page = opened(device)
    page.get_by_label("When?").press_sequentially("On Thursday")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Your reflection is handed in.")).to_be_visible()
    assert text(cast) == "On Thursday"
    assert SUBMISSIONS.of(cast).find_one()["earlier"] == []


def test_signing_out_takes_what_was_kept_from_this_device(device, url):
    page = opened(device)
    device.route("**/draft", lambda route: route.abort())
    page.get_by_label("When?").fill("For nobody else")
    assert kept_here(page) == 1
    page.add_script_tag(url=f"{url}/plm-static/js/sign-out.js")
    page.evaluate(
        """() => {
        const form = document.createElement("form");
        form.action = "/sign-out";
        form.addEventListener("submit", (event) => event.preventDefault());
        document.body.append(form);
        form.requestSubmit();
        }"""
    )
    assert kept_here(page) == 0
