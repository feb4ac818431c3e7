"""Every course with its editions, for those who publish; and the page that everybody may take away."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from pymongo.database import Database

from plm.catalog import actions, shelf
from plm.catalog.actions import State, shipped_courses
from plm.catalog.model import Page
from plm.catalog.store import Courses
from plm.errors import NotFound, RuleBroken
from tests.builders import edition
from tests.cast import ADA, DEE, MATEO, NOW

SHIPPED = shelf.titles_in(shipped_courses())


@pytest.fixture
def published(cast: Database) -> Database:
    """A course with two editions, the first by Ada and the second by Dee, and one that is closed."""
    actions.publish(cast, [edition(), edition("short", title="=Short")], actor=ADA.actor(), now=NOW - timedelta(days=9))
    actions.publish(cast, [replace(edition(), hours=3.5)], actor=DEE.actor(), now=NOW)
    actions.unpublish(cast, "short", actor=DEE.actor(), now=NOW)
    return cast


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").get_text(" ").split())


def test_every_course_is_there_with_its_state_and_history(published: Database):
    found = {one.slug: one for one in actions.kept(published, actor=DEE.actor())}
    assert set(found) == {"foundations", "short", *SHIPPED}
    assert [found[slug].state for slug in ("foundations", "short", "sel-for-adults")] == list(State)
    newest, first = found["foundations"].history
    assert (newest.edition.number, newest.by, newest.changes) == (
        2,
        DEE.name,
        ("It gives 3.5 hours of credit, not 3 hours.",),
    )
    assert (first.edition.number, first.by, first.changes) == (1, ADA.name, ())


def test_who_made_an_edition_live_again_did_not_publish_it(published: Database):
    actions.publish(published, [edition()], actor=DEE.actor(), now=NOW)
    found = next(one for one in actions.kept(published, actor=DEE.actor()) if one.slug == "foundations")
    assert found.live == 1
    assert [issue.by for issue in found.history] == [DEE.name, ADA.name]


def test_the_page_says_it_in_words(published: Database, browse):
    page = words(browse(DEE).get("/courses/manage"))
    assert f"1 of {len(SHIPPED) + 2} courses takes newcomers." in page
    assert "Edition 2, live" in page
    assert "It gives 3.5 hours of credit, not 3 hours." in page
    assert "One earlier edition" in page
    assert "Takes no newcomers, one edition" in page
    assert "It comes with PLM and waits to be published." in page


def test_courses_are_found_and_sorted(published: Database, browse):
    client = browse(DEE)

    def shown(query: str) -> list[str]:
        page = BeautifulSoup(client.get(f"/courses/manage?{query}").data, "html.parser")
        return [heading["id"].removeprefix("course-") for heading in page.select("h2.part__name")]

    assert shown("q=no newcomers") == ["short"]
    assert shown("q=FOUNDATIONS")[0] == "foundations"
    assert shown("sort=newest")[:2] == ["foundations", "short"]
    assert shown("sort=state")[-2:] == ["short", "foundations"]
    assert shown("sort=nonsense") == shown("")
    assert "No course matches." in words(client.get("/courses/manage?q=zzz"))


def test_the_file_has_a_row_for_each_edition_and_no_formula(published: Database, browse):
    answer = browse(DEE).get("/courses/manage?format=csv&q=o")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == [
        "Course",
        "Name",
        "State",
        "Edition",
        "Live",
        "Published on",
        "Published by",
        "What changed",
        "On the way",
        "Completed",
    ]
    assert [row[3:5] for row in rows if row[1] == "foundations"] == [["2", "yes"], ["1", ""]]
    assert [row[0] for row in rows if row[1] == "short"] == ["'=Short"]
    assert [row[2:] for row in rows if row[1] == "sel-for-adults"] == [["Never published", "", "", "", "", "", "", ""]]


def test_a_course_is_closed_and_opened_again_after_a_word_about_it(published: Database, browse):
    client = browse(DEE)
    assert "Whoever began it can finish it" in words(client.get("/courses/foundations/unpublish"))
    assert "“Foundations” takes no newcomers from now on." in words(
        client.post("/courses/foundations/unpublish", follow_redirects=True)
    )
    assert not Courses(published).get("foundations").published
    assert "Edition 2 stands in the catalogue again" in words(client.get("/courses/foundations/publish"))
    assert "takes newcomers from now on" in words(client.post("/courses/foundations/publish", follow_redirects=True))
    assert Courses(published).get("foundations").published
    again = client.post("/courses/foundations/publish")
    assert again.status_code == 409
    assert "takes newcomers already" in words(again)
    line = published["audit"].find_one({"subject": "foundations"}, sort=[("_id", -1)])
    assert (line["verb"], line["facts"]["before"], line["facts"]["number"]) == ("course.published", 2, 2)


def test_a_course_that_comes_with_plm_is_published_from_the_page(published: Database, browse):
    client = browse(ADA)
    assert "everybody in Alder County can begin it" in words(client.get("/courses/sel-for-adults/publish"))
    client.post("/courses/sel-for-adults/publish")
    assert Courses(published).get("sel-for-adults").published
    with pytest.raises(RuleBroken, match="published meanwhile"):
        actions.publish_new(published, "sel-for-adults", actor=ADA.actor(), now=NOW)
    with pytest.raises(NotFound):
        actions.publish_new(published, "../courses", actor=ADA.actor(), now=NOW)
    assert client.get("/courses/nowhere/publish").status_code == 404


def test_a_broken_course_is_not_published(published: Database, tmp_path, monkeypatch):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "course.toml").write_text('title = "Broken"')
    monkeypatch.setattr(actions.shipped, "shipped_courses", lambda: tmp_path)
    assert [one.title for one in actions.kept(published, actor=DEE.actor())] == ["=Short", "Broken", "Foundations"]
    with pytest.raises(RuleBroken, match=r"broken/course\.toml: summary: Missing"):
        actions.publish_new(published, "broken", actor=DEE.actor(), now=NOW)


def test_everybody_may_take_the_page_away(published: Database, browse):
    client = browse(MATEO)
    assert client.get("/courses/foundations/take-away").status_code == 404
    keep = replace(edition(), takeaway=(Page("Keep this", "Sit in a *ring*.", 4),))
    actions.publish(published, [keep], actor=DEE.actor(), now=NOW)
    page = client.get("/courses/foundations/take-away")
    assert "Keep this Sit in a ring ." in words(page)
    assert b"data-print" in page.data


def test_the_courses_page_has_its_place_and_its_navigation(published: Database, browse):
    page = BeautifulSoup(browse(DEE).get("/courses/manage").data, "html.parser")
    assert page.select_one('nav[aria-label="Main"] a[aria-current]').text == "Editions"
    page = BeautifulSoup(browse(MATEO).get("/courses").data, "html.parser")
    assert "Editions" not in page.select_one('nav[aria-label="Main"]').text


def test_no_course_may_be_called_manage(tmp_path):
    (tmp_path / "manage").mkdir()
    (tmp_path / "manage" / "course.toml").write_text("")
    said = [str(mistake) for mistake in shelf.read_course(tmp_path / "manage").mistakes]
    assert "manage: A page of PLM has this name. Give the folder another one." in said
