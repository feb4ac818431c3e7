"""Names that people choose stand in addresses beside the pages of PLM; none may hide one of the other."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from pymongo.database import Database

from plm.catalog import shelf
from plm.credentials.model import Area
from plm.credentials.model import kind as credit
from plm.errors import RuleBroken
from plm.schools import actions
from plm.schools import model as schools
from plm.schools.model import school
from tests.cast import ADA, NOW, OAK

CHOSEN = {
    "/courses/": shelf.RESERVED,
    "/schools/": schools.RESERVED,
    "/credit/kinds/": credit.RESERVED,
    "/credit/areas/": credit.RESERVED,
}
"""Below these addresses stands a name that somebody chose, and which names nobody may choose."""


@pytest.mark.parametrize("below", CHOSEN)
def test_no_name_that_people_choose_hides_a_page(below: str, app: Flask):
    rules = [str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith(below)]
    firsts = {rule.removeprefix(below).split("/")[0] for rule in rules}
    assert any(one.startswith("<") for one in firsts)
    # What has a dot can be no name: small letters, figures and hyphens only.
    taken = {one for one in firsts if "<" not in one and "." not in one and one}
    assert taken <= CHOSEN[below], f"Reserve {sorted(taken - CHOSEN[below])} below {below}"


@pytest.mark.parametrize("name", sorted(shelf.RESERVED))
def test_a_course_is_refused_with_words(name: str, tmp_path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "course.toml").write_text("")
    said = [str(one) for one in shelf.read_course(tmp_path / name).mistakes]
    assert f"{name}: A page of PLM has this name. Give the folder another one." in said
    with pytest.raises(RuleBroken, match="PLM has a page of this name"):
        shelf.new_course(name, "", tmp_path / "elsewhere")


@pytest.mark.parametrize("code", sorted(schools.RESERVED))
def test_a_school_is_refused_in_the_form_and_in_a_file(code: str, cast: Database, browse):
    sent = {"code": code, "name": "New School", "level": "high", "time_zone": "America/New_York"}
    page = browse(ADA).post("/schools/new", data=sent)
    assert page.status_code == 409
    words = f"No school can have the code “{code}”: a page of PLM has this name. Choose another one."
    assert words in page.get_data(as_text=True)
    file = f"code,name,level,area,time zone\n{code},New School,high,,\n".encode()
    found = actions.import_file(cast, file, apply=True, actor=ADA.actor(), now=NOW)
    assert [str(one) for one in found.problems] == [f"Row 2, code: {words}"]
    assert cast["schools"].find_one({"_id": code}) is None


def test_a_school_that_has_such_a_code_already_can_still_be_changed(cast: Database):
    cast["schools"].insert_one({"_id": "new", "name": "New", "level": "high", "area": "", "time_zone": OAK.time_zone})
    changed = school("new", "The New School", "high")
    assert actions.change(cast, changed, actor=ADA.actor(), now=NOW).name == "The New School"
    file = b"code,name,level,area,time zone\nnew,Newest,high,,\n"
    assert actions.import_file(cast, file, apply=False, actor=ADA.actor(), now=NOW).problems == ()


def test_a_key_of_credit_is_refused_with_words():
    with pytest.raises(RuleBroken, match="A page of PLM has this name"):
        Area("new", "New").checked()
    kind = credit.Kind("points", "Points", "point", "points", per=Decimal(1))
    assert kind.checked() == kind
    with pytest.raises(RuleBroken, match="A page of PLM has this name"):
        replace(kind, key="new").checked()
