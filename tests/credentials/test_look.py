"""The pages of credentials in the browser: axe finds nothing, nothing sticks out sideways, files arrive."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser as Chromium
from pymongo.database import Database

from plm.access import SYSTEM
from plm.credentials import actions
from plm.credentials.store import AWARDS
from plm.people.model import Person
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import MATEO, NOW
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
REVOKED = "AAAA-BBBB-CCCC"
LOOK = """async () => {
    const report = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return report.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


@pytest.fixture
def held(cast: Database) -> Database:
    """Mateo holds one certificate that expires in two months, and one that was revoked."""
    completed(cast, MATEO, publish(cast, edition(modules=(reading(), quiz(), reflection()))))
    other = publish(cast, edition("circles", title="Circles", modules=(reading(), quiz(), reflection())))
    completed(cast, MATEO, other, code=REVOKED)
    actions.write_due(cast, zone=ZoneInfo("America/New_York"), now=NOW)
    until = (NOW + timedelta(days=60)).date().isoformat()
    AWARDS.of(cast).update_one({"_id": CODE}, {"$set": {"valid_until": until}})
    actions.revoke(cast, REVOKED, reason="It was issued by mistake.", actor=SYSTEM, now=NOW)
    return cast


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "light")])
def test_every_page_can_be_read_by_everybody(
    browse: Callable[[Person | None], Browser],
    chromium: Chromium,
    held: Database,
    address: str,
    width: int,
    scheme: str,
) -> None:
    cookie = browse(MATEO).get_cookie("plm")
    assert cookie is not None
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "plm", "value": cookie.value, "url": address}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in (
        f"/certificates/{CODE}",
        f"/certificates/{REVOKED}",
        "/record",
        f"/verify/{CODE}",
        f"/verify/{REVOKED}",
    ):
        page.goto(f"{address}{path}")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(LOOK) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{address}/certificates/{CODE}")
    with page.expect_download() as arrived:
        page.get_by_role("link", name="Download as PDF").click()
    assert arrived.value.suggested_filename == "certificate-foundations-mateo-ortiz.pdf"
    with page.expect_download() as arrived:
        page.get_by_role("link", name="Download as Open Badge").click()
    assert arrived.value.suggested_filename == "badge-foundations-mateo-ortiz.json"
    context.close()
    assert said == []
