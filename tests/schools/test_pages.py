"""The pages on which the administrator keeps the schools."""

import csv
import io

import pytest

from plm.schools.store import Schools
from tests.cast import ADA, DEE, FERN, MATEO, OAK, PRIYA

FORM = {"code": "ash", "name": "Ash High School", "level": "high", "area": "West", "time_zone": "America/Chicago"}


@pytest.mark.parametrize("path", ["/schools/manage", "/schools/new", "/schools/oak/edit"])
@pytest.mark.parametrize(("who", "status"), [(ADA, 200), (DEE, 403), (PRIYA, 403), (FERN, 403), (MATEO, 403)])
def test_only_the_administrator_keeps_the_schools(browse, who, path, status):
    assert browse(who).get(path).status_code == status


def test_schools_are_found_sorted_and_taken_away(browse):
    browser = browse(ADA)
    assert "Two schools</b> in Alder County." in browser.get("/schools/manage").text
    assert "One school</b> matches “elm”." in browser.get("/schools/manage?q=elm").text
    assert "No schools</b> match “zz”." in browser.get("/schools/manage?q=zz").text
    answer = browser.get("/schools/manage?sort=-name&format=csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["code", "oak", "elm"]


def test_a_school_is_added_and_a_form_sent_twice_adds_it_once(browse, cast):
    browser = browse(ADA)
    for _ in range(2):
        assert browser.post("/schools/new", data=FORM).status_code == 303
    assert Schools(cast).get("ash").name == "Ash High School"
    assert cast["audit"].count_documents({"verb": "school.added"}) == 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"code": "oak"}, 409, "belongs to Oak Middle School"),
        ({"code": "A B"}, 409, "may have small letters, figures and hyphens only"),
        ({"time_zone": "Mars"}, 409, "is not a time zone"),
        ({"level": "tall"}, 422, "Must be one of"),
    ],
)
def test_what_is_wrong_with_a_school_is_said_and_nothing_is_written(browse, cast, change, status, said):
    answer = browse(ADA).post("/schools/new", data={**FORM, **change})
    assert answer.status_code == status
    assert said in answer.text
    assert cast["audit"].count_documents({}) == 0


def test_a_changed_school_keeps_its_code(browse, cast):
    browser = browse(ADA)
    assert browser.post("/schools/oak/edit", data={**FORM, "name": "Oak Academy", "code": "other"}).status_code == 303
    assert Schools(cast).get("oak").name == "Oak Academy"
    line = cast["audit"].find_one({"verb": "school.changed"})
    assert line["facts"]["before"]["name"] == OAK.name
    assert browser.get("/schools/nowhere/edit").status_code == 404
