"""Doors of courses: what opens them, who is let past, and modules that count without being done."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.database import Database

from plm.audit import AUDIT
from plm.catalog.model import Door
from plm.enrollment import actions
from plm.enrollment.model import Status
from plm.enrollment.model.waiving import WaivedFor, closed
from plm.enrollment.store import Enrollments
from plm.errors import NotAllowed, NotFound, RuleBroken
from plm.sections.store import Sections
from tests.builders import edition, live, publish, quiz, reading, section
from tests.cast import ADA, DEE, MATEO, NOW, OLU, PRIYA

SHORT = edition("short", title="Short", modules=(reading(pages=1),))
OTHER = edition("other", title="Other", modules=(reading(pages=1),))


def guarded(db: Database, *courses: str, one_is_enough: bool = False):
    publish(db, SHORT)
    publish(db, OTHER)
    plain = edition("deep", title="Deep", modules=(reading(pages=1), replace(quiz(), requires=("read",))))
    return publish(db, replace(plain, door=Door(courses, any=one_is_enough)))


def complete(db: Database, slug: str, who=MATEO) -> None:
    one = actions.enroll_self(db, slug, actor=who.actor(), now=NOW)
    after = actions.record_page(db, one.id, "read", 1, read=True, actor=who.actor(), now=NOW)
    assert after.status is Status.COMPLETED


@given(st.sets(st.sampled_from("abcd"), min_size=1), st.sets(st.sampled_from("abcd")), st.booleans(), st.data())
def test_a_door_opens_with_the_courses_it_names_and_more_never_close_it(names, done, one_is_enough, data):
    door = Door(tuple(sorted(names)), any=one_is_enough)
    open_ = closed(door, done) is None
    assert open_ == (bool(names & done) if one_is_enough else names <= done)
    more = done | {data.draw(st.sampled_from("abcd"))}
    assert open_ <= (closed(door, more) is None)


def test_a_closed_course_truly_blocks_and_says_what_opens_it(cast: Database):
    guarded(cast, "short", "other")
    with pytest.raises(RuleBroken) as refusal:
        actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW)
    assert refusal.value.message == "It opens once you have completed two courses: “Short” and “Other”."
    assert Enrollments(cast).of("mateo") == []
    complete(cast, "short")
    with pytest.raises(RuleBroken, match=r"It opens once you have completed “Other”\."):
        actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW)
    complete(cast, "other")
    assert actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW).course == "deep"


def test_one_of_several_is_enough_where_the_course_says_so(cast: Database):
    guarded(cast, "short", "other", one_is_enough=True)
    complete(cast, "other")
    assert actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW).course == "deep"


def test_a_principal_hears_whom_the_door_kept_out(cast: Database):
    guarded(cast, "short")
    complete(cast, "short")
    outcome = actions.enroll_team(cast, ["mateo", "priya"], "deep", due_on=None, actor=PRIYA.actor(), now=NOW)
    assert outcome.enrolled == (MATEO.name,)
    assert outcome.refused == ((PRIYA.name, "has not completed what opens this course"),)


def test_a_director_lets_somebody_past_and_the_reason_stays(cast: Database):
    guarded(cast, "short")
    given_ = {"reason": WaivedFor.EQUIVALENT_COURSE, "words": "Took it in Baltimore.", "now": NOW}
    for who, error in ((PRIYA, NotAllowed), (ADA, NotAllowed), (OLU, NotAllowed)):
        with pytest.raises(error):
            actions.admit(cast, "deep", MATEO.email, actor=who.actor(), **given_)
    actions.admit(cast, "deep", MATEO.email.upper(), actor=DEE.actor(), **given_)
    assert actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW).course == "deep"
    line = AUDIT.of(cast).find_one({"verb": "course.door-waived"})
    assert (line["subject"], line["facts"]["words"]) == ("mateo", "Took it in Baltimore.")
    with pytest.raises(RuleBroken, match="open to Mateo"):
        actions.admit(cast, "deep", MATEO.email, actor=DEE.actor(), **given_)
    with pytest.raises(RuleBroken, match="Nobody here"):
        actions.admit(cast, "deep", "nobody@example.org", actor=DEE.actor(), **given_)
    with pytest.raises(NotFound):
        actions.admit(cast, "short", MATEO.email, actor=DEE.actor(), **given_)


def test_a_module_that_is_closed_takes_nothing_until_its_door_opens(cast: Database):
    guarded(cast)
    one = actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="“Check yourself” opens once you have done “Why it matters”"):
        actions.record_answers(cast, one.id, "check", 1.0, key="k", actor=MATEO.actor(), now=NOW)
    actions.record_page(cast, one.id, "read", 1, read=True, actor=MATEO.actor(), now=NOW)
    done = actions.record_answers(cast, one.id, "check", 1.0, key="k", actor=MATEO.actor(), now=NOW)
    assert done.status is Status.COMPLETED


def test_a_waived_module_counts_opens_doors_and_keeps_its_reason(cast: Database):
    guarded(cast)
    one = actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW)
    why = {"reason": WaivedFor.TESTED_OUT, "words": "Teaches this at the college.", "now": NOW}
    for who, error in ((MATEO, NotAllowed), (PRIYA, NotAllowed), (OLU, NotFound)):
        with pytest.raises(error):
            actions.waive_module(cast, one.id, "read", actor=who.actor(), **why)
    after = actions.waive_module(cast, one.id, "read", actor=DEE.actor(), **why)
    assert after.modules["read"].waived.words == "Teaches this at the college."
    assert Enrollments(cast).get(one.id).modules["read"].waived.by == "dee"
    done = actions.record_answers(cast, one.id, "check", 1.0, key="k", actor=MATEO.actor(), now=NOW)
    assert done.status is Status.COMPLETED
    with pytest.raises(RuleBroken, match="done already"):
        actions.waive_module(cast, one.id, "read", actor=DEE.actor(), **why)


def test_waiving_the_last_module_completes_the_course(cast: Database):
    publish(cast, SHORT)
    one = actions.enroll_self(cast, "short", actor=MATEO.actor(), now=NOW)
    why = {"reason": WaivedFor.ADMINISTRATIVE, "words": "Agreed with the union.", "now": NOW}
    after = actions.waive_module(cast, one.id, "read", actor=DEE.actor(), **why)
    assert (after.status, bool(after.award)) == (Status.COMPLETED, True)
    assert AUDIT.of(cast).count_documents({"verb": "enrollment.completed"}) == 1


def test_the_pages_say_it(cast: Database, browse):
    guarded(cast, "short")
    page = browse(MATEO).get("/courses/deep").get_data(as_text=True)
    assert "It opens once you have completed “Short”." in page
    assert 'action="/courses/deep/enroll"' not in page
    director = browse(DEE)
    assert "Let somebody in" in director.get("/courses/deep").get_data(as_text=True)
    sent = {"email": MATEO.email, "reason": "tested-out", "words": "Knows it well."}
    assert director.post("/courses/deep/admit", data={**sent, "words": ""}).status_code == 422
    assert director.post("/courses/deep/admit", data={**sent, "reason": "x"}).status_code == 422
    assert director.post("/courses/deep/admit", data=sent).status_code == 303
    one = actions.enroll_self(cast, "deep", actor=MATEO.actor(), now=NOW)
    closed_page = browse(MATEO).get(f"/enrollments/{one.id}/modules/check").get_data(as_text=True)
    assert "This module opens once you have done “Why it matters”." in closed_page
    assert "Opens after “Why it matters”" in browse(MATEO).get(f"/enrollments/{one.id}").get_data(as_text=True)
    path = f"/enrollments/{one.id}/modules/read/waive"
    assert director.post(path, data={"reason": "tested-out", "words": "Knows it well."}).status_code == 303
    assert "Knows it well." in browse(MATEO).get(f"/enrollments/{one.id}").get_data(as_text=True)


def test_a_seat_can_be_kept_before_what_comes_first_is_done(cast: Database, browse):
    publish(cast, edition("met", title="Met", modules=(reading(pages=1), replace(live(), requires=("read",)))))
    Sections(cast).add(section("sec9", course="met"))
    one = actions.enroll_self(cast, "met", actor=MATEO.actor(), now=NOW)
    page = browse(MATEO).get(f"/enrollments/{one.id}/modules/meet").get_data(as_text=True)
    assert "Before the session comes “Why it matters”." in page
    assert "Take a seat" in page
