"""The practice log: rules, actions and pages, for its writer and for who reads it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plm import audit
from plm.catalog.kinds import Practice
from plm.catalog.model import ModuleWork
from plm.enrollment import actions as enrolling
from plm.enrollment.model import Status
from plm.enrollment.store import Enrollments
from plm.errors import NotAllowed, NotFound, RuleBroken
from plm.learning import log_messages
from plm.learning.actions import judging
from plm.learning.actions.practice import take_back, write_entry
from plm.learning.model.entries import KEPT, Entry, State, Told, evidence_of, must_be_possible
from plm.learning.model.names import LikelyNames
from plm.learning.store.entries import Entries
from plm.learning.store.submissions import SUBMISSIONS
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, practice, publish, reading, section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA

ID = "mateo:foundations:2026-27"
LOG = f"/enrollments/{ID}/modules/log"
TODAY = date(2026, 11, 24)
TOLD = Told("circle", TODAY - timedelta(days=1), 22, 30, "It was calm after lunch.", "A shorter round.")
SENT = {
    "act": "circle",
    "held_on": "2026-11-23",
    "people": "22",
    "minutes": "30",
    "happened": "It was calm after lunch.",
    "ahead": "A shorter round.",
    "revision": "1",
}
KEY = "aaaaaaaaaaaa"


@pytest.fixture
def course(cast):
    """Mateo takes a course with a practice log and holds a seat in Fern's section."""
    published = publish(cast, edition(modules=(practice(), reading()), sessions=0))
    enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    seats = tuple(Seat(one.id, NOW) for one in (MATEO, NADIA))
    Sections(cast).add(replace(section(starts_at=NOW - timedelta(days=7)), roster=seats))
    return published


def write(db, key=KEY, told=TOLD, who=MATEO, **more):
    more = {"today": TODAY, "now": NOW, **more}
    return write_entry(db, f"{who.id}:foundations:2026-27", "log", told, key=key, actor=who.actor(), **more)


def work(db, enrollment=ID):
    return Enrollments(db).get(enrollment).modules["log"]


def words(answer) -> str:
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    return " ".join(page.main.get_text(" ").split()).replace("\xa0", " ")


def value(answer, name: str) -> str:
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    field = page.select_one(f"form.log [name={name}]")
    return field.text.removeprefix("\n") if field.name == "textarea" else field["value"]


def lines(db, verb: str) -> list[dict]:
    return [one for one in audit.newest(db) if one["verb"] == verb]


# ── the rule ──────────────────────────────────────────────────────────────────────────────────────


def entry(**more) -> Entry:
    return replace(Entry("a:b:c", "a", "foundations", "log", "mateo", "oak", "A circle", TOLD, NOW, NOW), **more)


def test_a_returned_entry_waits_again_when_it_is_changed_and_keeps_what_was_said():
    returned = entry().send_back("Say more.", by="fern", name="Fern", revision=1, now=NOW)
    assert (returned.state, returned.comment) == (State.RETURNED, "Say more.")
    told = replace(TOLD, ahead="Something else.")
    again = returned.change(told, "A circle", confirmed=(), revision=1, now=NOW + timedelta(hours=1))
    assert (again.state, again.comment, again.revision) == (State.WAITING, "", 2)
    assert [(one.told, one.comment, one.commented_by) for one in again.earlier] == [(TOLD, "Say more.", "Fern")]


def test_sending_a_returned_entry_unchanged_lets_it_wait_again():
    returned = entry().send_back("Is this the right day?", by="fern", name="Fern", revision=1, now=NOW)
    assert returned.change(TOLD, "A circle", confirmed=(), revision=1, now=NOW).state is State.WAITING


def test_an_accepted_entry_stays_as_it_is():
    accepted = entry().accept("Well done.", by="fern", name="Fern", revision=1, now=NOW)
    for act in (
        lambda: accepted.change(replace(TOLD, people=3), "A circle", confirmed=(), revision=1, now=NOW),
        accepted.take_back,
        lambda: accepted.send_back("No.", by="fern", name="Fern", revision=1, now=NOW),
        lambda: accepted.accept("", by="dee", name="Dee", revision=1, now=NOW),
    ):
        with pytest.raises(RuleBroken):
            act()


def test_nobody_accepts_what_they_have_not_read():
    changed = entry().change(replace(TOLD, people=3), "A circle", confirmed=(), revision=1, now=NOW)
    with pytest.raises(RuleBroken, match="changed after you opened"):
        changed.accept("", by="fern", name="Fern", revision=1, now=NOW)
    with pytest.raises(RuleBroken, match="what to change"):
        changed.send_back("  ", by="fern", name="Fern", revision=2, now=NOW)


def test_only_so_many_versions_are_kept():
    one = entry()
    for people in range(2, KEPT + 12):
        one = one.change(replace(TOLD, people=people), "A circle", confirmed=(), revision=one.revision, now=NOW)
    assert len(one.earlier) == KEPT
    assert one.earlier[-1].told.people == one.told.people - 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (replace(TOLD, held_on=TODAY), ""),
        (replace(TOLD, held_on=TODAY - timedelta(days=90)), ""),
        (replace(TOLD, held_on=TODAY + timedelta(days=1)), "day"),
        (replace(TOLD, held_on=TODAY - timedelta(days=91)), "day"),
        (replace(TOLD, people=0), "figures"),
        (replace(TOLD, people=501), "figures"),
        (replace(TOLD, minutes=481), "figures"),
        (replace(TOLD, ahead="x" * 5_001), "too-long"),
    ],
)
def test_what_can_be_logged(told, code):
    def refused() -> str:
        try:
            must_be_possible(told, earliest=TODAY - timedelta(days=90), today=TODAY)
        except RuleBroken as refusal:
            return refusal.code
        return ""

    assert refused() == code


acts = st.sampled_from(("change", "take back", "accept", "return"))


def acted(one: Entry, act: str, told: Told) -> Entry:
    """The entry after an act; the same when the rule refuses it."""
    try:
        match act:
            case "change":
                return one.change(told, "A circle", confirmed=(), revision=one.revision, now=NOW)
            case "take back":
                return one.take_back()
            case "accept":
                return one.accept("", by="fern", name="Fern", revision=one.revision, now=NOW)
            case _:
                return one.send_back("More.", by="fern", name="Fern", revision=one.revision, now=NOW)
    except RuleBroken:
        return one


@given(
    st.lists(st.tuples(st.integers(0, 3), acts, st.integers(0, 5)), max_size=30), st.integers(1, 4), st.integers(1, 4)
)
def test_a_log_that_is_done_stays_done_and_no_accepted_entry_is_lost(steps, asked, dates):
    log = Practice(entries=max(asked, dates), dates=dates)
    entries: dict[int, Entry] = {}
    done = ModuleWork(NOW, NOW)
    for place, act, ago in steps:
        told = replace(TOLD, held_on=TODAY - timedelta(days=ago))
        before = entries.get(place) or entry(id=f"a:b:{place}", told=told)
        after = acted(before, act, told)
        entries[place] = after
        accepted, waiting = evidence_of(entries.values())
        following = log.judged(done, accepted, waiting, now=NOW)
        assert len(following.accepted) >= len(done.accepted)
        assert following.done >= done.done
        enough = len(accepted) >= log.entries and len(set(accepted)) >= dates
        assert following.done == enough
        assert waiting + len(accepted) <= len(entries)
        done = following


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_waits_and_counts_as_waiting(cast, course):
    written = write(cast)
    assert written.act == "I ran a community circle"
    assert SUBMISSIONS.of(cast).find_one({"_id": written.id})["kind"] == "entry"
    assert (work(cast).waiting, work(cast).accepted) == (1, ())


def test_the_same_form_sent_twice_is_one_entry(cast, course):
    assert write(cast) == write(cast)
    assert Entries(cast).of(ID, "log")[0].earlier == ()
    write(cast, told=replace(TOLD, people=20))
    assert [(one.told.people, len(one.earlier)) for one in Entries(cast).of(ID, "log")] == [(20, 1)]
    assert work(cast).waiting == 1


def test_the_same_form_sent_eight_times_at_once_is_one_entry(cast, course):
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(lambda _: write(cast), range(8)))
    assert len({one.id for one in written}) == 1
    assert work(cast).waiting == 1


def test_entries_written_at_the_same_moment_are_all_counted(cast, course):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda place: write(cast, key=f"{KEY}{place}"), range(6)))
    assert work(cast).waiting == len(Entries(cast).of(ID, "log")) == 6


def test_a_name_keeps_an_entry_from_being_kept(cast, course):
    told = replace(TOLD, happened="We sat down with Jayden.", ahead="Ask Jayden and Kwabena. Nadia helps.")
    with pytest.raises(LikelyNames) as refused:
        write(cast, told=told)
    assert refused.value.found == {"happened": ("Jayden",), "ahead": ("Jayden", "Kwabena")}
    assert SUBMISSIONS.of(cast).count_documents({}) == 0
    with pytest.raises(LikelyNames):
        write(cast, told=told, confirmed=("Jayden",))
    written = write(cast, told=told, confirmed=("jayden", "Kwabena", "Not there"))
    assert written.confirmed == ("Jayden", "Kwabena")
    assert write(cast, told=replace(told, ahead="Thank Kwabena.")).confirmed == ("Jayden", "Kwabena")


def test_taking_back_and_sending_again(cast, course):
    write(cast)
    assert take_back(cast, ID, "log", KEY, actor=MATEO.actor(), now=NOW).state is State.TAKEN_BACK
    assert take_back(cast, ID, "log", KEY, actor=MATEO.actor(), now=NOW).state is State.TAKEN_BACK
    assert work(cast).waiting == 0
    assert judging.to_read(cast, actor=FERN.actor(), now=NOW) == []
    with pytest.raises(RuleBroken, match="taken back"):
        judging.entry_to_judge(cast, f"{ID}:log:{KEY}", actor=FERN.actor(), now=NOW)
    assert write(cast).state is State.WAITING
    assert work(cast).waiting == 1


def test_who_has_left_the_course_writes_nothing_and_waits_for_nobody(cast, course):
    write(cast)
    enrolling.withdraw(cast, ID, reason="On leave.", actor=MATEO.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="left this course"):
        write(cast, key=f"{KEY}2")
    assert len(Entries(cast).of(ID, "log")) == 1
    assert judging.to_read(cast, actor=FERN.actor(), now=NOW) == []
    with pytest.raises(RuleBroken, match="has left"):
        judging.accept(cast, f"{ID}:log:{KEY}", revision=1, actor=FERN.actor(), now=NOW)
    assert Entries(cast).get(f"{ID}:log:{KEY}").state is State.WAITING


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def accept(db, key=KEY, who=FERN, revision=1, **more):
    return judging.accept(db, f"{ID}:log:{key}", revision=revision, actor=who.actor(), now=NOW, **more)


def test_accepted_entries_on_enough_days_complete_the_course(cast, course):
    publish(cast, edition("only", title="Only", modules=(practice(),), sessions=0))
    mine = enrolling.enroll_self(cast, "only", actor=MATEO.actor(), now=NOW)
    for key, ago in (("aaaaaaaa", 1), ("bbbbbbbb", 1), ("cccccccc", 4)):
        told = replace(TOLD, held_on=TODAY - timedelta(days=ago))
        write_entry(cast, mine.id, "log", told, key=key, today=TODAY, actor=MATEO.actor(), now=NOW)
        judging.accept(cast, f"{mine.id}:log:{key}", revision=1, actor=DEE.actor(), now=NOW)
        assert work(cast, mine.id).done == (key == "cccccccc")
    after = Enrollments(cast).get(mine.id)
    assert after.status is Status.COMPLETED
    assert after.award
    assert [one["name"] for one in lines(cast, "enrollment.completed")] == [DEE.name]


def test_an_audit_line_says_who_and_what_and_no_word_of_the_text(cast, course):
    write(cast)
    judging.send_back(cast, f"{ID}:log:{KEY}", "Say what you noticed.", revision=1, actor=FERN.actor(), now=NOW)
    write(cast, told=replace(TOLD, ahead="Silence first."))
    accept(cast, revision=2)
    (returned,), (accepted,) = lines(cast, "practice.returned"), lines(cast, "practice.accepted")
    for line in (returned, accepted):
        assert (line["actor"], line["subject"], line["school"]) == ("fern", f"{ID}:log:{KEY}", "oak")
        assert line["facts"] == {"module": "log"}
    assert (work(cast).waiting, work(cast).accepted) == (0, (TOLD.held_on,))


def test_an_entry_accepted_by_two_at_once_is_accepted_once(cast, course):
    write(cast)

    def try_it(who):
        try:
            return accept(cast, who=who).judged_by
        except RuleBroken as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(try_it, (FERN, DEE)))
    assert came.count("judged") == 1
    assert len(lines(cast, "practice.accepted")) == 1
    assert work(cast).accepted == (TOLD.held_on,)


def test_a_name_in_a_comment_is_told_as_well(cast, course):
    write(cast)
    with pytest.raises(LikelyNames):
        judging.send_back(cast, f"{ID}:log:{KEY}", "Mateo, how was Jayden?", revision=1, actor=FERN.actor(), now=NOW)
    assert work(cast).waiting == 1


def test_nobody_reads_their_own_practice(cast, course):
    for who in (DEE, FERN):
        enrolling.enroll_self(cast, "foundations", actor=who.actor(), now=NOW)
        write(cast, who=who)
        with pytest.raises(NotAllowed):
            judging.accept(cast, f"{who.id}:foundations:2026-27:log:{KEY}", revision=1, actor=who.actor(), now=NOW)
        assert judging.to_read(cast, actor=who.actor(), now=NOW) == []


@pytest.mark.parametrize(
    ("who", "refusal"), [(PRIYA, NotAllowed), (MATEO, NotAllowed), (ADA, NotAllowed), (OLU, NotFound), (ELIF, NotFound)]
)
def test_who_does_not_accept(cast, course, who, refusal):
    write(cast)
    with pytest.raises(refusal):
        accept(cast, who=who)
    assert work(cast).waiting == 1


def test_a_facilitator_reads_only_those_with_a_seat_in_their_own_sections_of_the_course(cast, course):
    publish(cast, edition("other", title="Other", modules=(practice(),), sessions=0))
    other = enrolling.enroll_self(cast, "other", actor=MATEO.actor(), now=NOW)
    write_entry(cast, other.id, "log", TOLD, key=KEY, today=TODAY, actor=MATEO.actor(), now=NOW)
    enrolling.enroll_self(cast, "foundations", actor=ELIF.actor(), now=NOW)
    write(cast, who=ELIF)
    write(cast, now=NOW + timedelta(minutes=1))
    assert [one.name for one in judging.to_read(cast, actor=FERN.actor(), now=NOW)] == [MATEO.name]
    assert [one.name for one in judging.to_read(cast, actor=DEE.actor(), now=NOW)] == [
        MATEO.name,
        ELIF.name,
        MATEO.name,
    ]
    for entry_id in (f"{other.id}:log:{KEY}", f"elif:foundations:2026-27:log:{KEY}"):
        with pytest.raises(NotFound):
            judging.accept(cast, entry_id, revision=1, actor=FERN.actor(), now=NOW)
    with pytest.raises(NotAllowed):
        judging.to_read(cast, actor=PRIYA.actor(), now=NOW)


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def test_the_log_says_what_is_asked_and_who_reads_it(browse, course):
    page = words(browse(MATEO).get(LOG))
    assert "Asked for: two accepted entries on two days." in page
    assert "Fern Whitaker and the directors of professional learning read what you write here." in page
    assert "Never write a student’s name" in page


def test_from_a_form_to_an_accepted_entry(browse, cast, course):
    mateo, fern = browse(MATEO), browse(FERN)
    answer = mateo.post(f"{LOG}/entries", data={**SENT, "_once": KEY})
    assert (answer.status_code, answer.location) == (303, LOG)
    page = words(mateo.get(LOG))
    assert "Your entry is sent." in page
    assert "One waits." in page
    assert "Monday, November 23, 22 people, 30 minutes" in page
    assert "Waits to be read since 10:00 am." in page
    home = words(fern.get("/"))
    assert "One practice entry waits for you" in home
    read = words(fern.get("/practice"))
    for said in ("One practice entry waits for you.", MATEO.name, "Oak Middle", "It was calm after lunch."):
        assert said in read
    entry_id = f"{ID}:log:{KEY}"
    empty = fern.post(f"/practice/{entry_id}", data={"comment": "", "revision": "1", "act": "return"})
    assert empty.status_code == 409
    assert "Say what to change" in words(empty)
    fern.post(f"/practice/{entry_id}", data={"comment": "What did you notice?", "revision": "1", "act": "return"})
    page = words(mateo.get(LOG))
    assert "Returned on November 24 by Fern Whitaker. Change it, and it is read again." in page
    assert "What did you notice?" in page
    assert words(mateo.get(f"{LOG}/entries/{KEY}")).count("What did you notice?") == 1
    mateo.post(f"{LOG}/entries/{KEY}", data={**SENT, "ahead": "I noticed silence."})
    read = words(fern.get("/practice"))
    assert "Returned before, with these words:" in read
    fern.post("/practice", data={"one": f"{entry_id} 2"})
    page = words(mateo.get(LOG))
    assert "One is accepted." in page
    assert "Accepted on November 24 by Fern Whitaker." in page
    assert "No practice entry waits for you." in words(fern.get("/practice"))


def test_a_refused_form_comes_back_with_everything(browse, cast, course):
    sent = {**SENT, "held_on": "2026-11-25", "people": "0", "happened": "", "ahead": "Sit with Jayden.", "_once": KEY}
    answer = browse(MATEO).post(f"{LOG}/entries", data=sent)
    assert answer.status_code == 422
    assert [value(answer, name) for name in ("held_on", "people", "minutes", "ahead", "_once")] == [
        "2026-11-25",
        "0",
        "30",
        "Sit with Jayden.",
        KEY,
    ]
    page = words(answer)
    for said in (
        "Choose a day from August 26, 2026 to today.",
        "whole number from 1 to 500",
        "Write a sentence or two.",
    ):
        assert said in page
    assert SUBMISSIONS.of(cast).count_documents({}) == 0


def test_a_likely_name_is_warned_of_and_can_be_confirmed(browse, cast, course):
    mateo = browse(MATEO)
    sent = {**SENT, "happened": "We read about Kwabena.", "_once": KEY}
    answer = mateo.post(f"{LOG}/entries", data=sent)
    assert answer.status_code == 422
    assert "This may be a name: Kwabena. Write “a student” or “a seventh grader” instead." in words(answer)
    assert "Kwabena is not a student’s name" in words(answer)
    assert value(answer, "happened") == "We read about Kwabena."
    assert mateo.post(f"{LOG}/entries", data={**sent, "fine": "Kwabena"}).status_code == 303
    again = {**SENT, "happened": "We read on about Kwabena, and about Adwoa."}
    answer = mateo.post(f"{LOG}/entries/{KEY}", data=again)
    assert "This may be a name: Adwoa." in words(answer)


def test_two_windows_on_one_entry_lose_nothing(browse, cast, course):
    mateo = browse(MATEO)
    mateo.post(f"{LOG}/entries", data={**SENT, "_once": KEY})
    mateo.post(f"{LOG}/entries/{KEY}", data={**SENT, "ahead": "From the first window."})
    answer = mateo.post(f"{LOG}/entries/{KEY}", data={**SENT, "ahead": "From the second window."})
    assert answer.status_code == 409
    assert "You changed this entry in another window" in words(answer)
    assert (value(answer, "ahead"), value(answer, "revision")) == ("From the second window.", "2")
    mateo.post(f"{LOG}/entries/{KEY}", data={**SENT, "ahead": "From the second window.", "revision": "2"})
    (one,) = Entries(cast).of(ID, "log")
    assert [past.told.ahead for past in one.earlier] == ["A shorter round.", "From the first window."]


def test_a_form_of_an_accepted_entry_becomes_a_new_one(browse, cast, course):
    mateo = browse(MATEO)
    mateo.post(f"{LOG}/entries", data={**SENT, "_once": KEY})
    accept(cast)
    answer = mateo.post(f"{LOG}/entries", data={**SENT, "ahead": "Typed since.", "_once": KEY})
    assert answer.status_code == 409
    assert value(answer, "ahead") == "Typed since."
    assert value(answer, "_once") != KEY
    assert mateo.get(f"{LOG}/entries/{KEY}").status_code == 303


def test_several_are_accepted_at_once_and_what_changed_meanwhile_is_not(browse, cast, course):
    for key in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        write(cast, key=key)
    write(cast, key="bbbbbbbb", told=replace(TOLD, people=9))
    chosen = [f"{ID}:log:{key} 1" for key in ("aaaaaaaa", "bbbbbbbb", "cccccccc")]
    fern = browse(FERN)
    fern.post("/practice", data={"entry": chosen})
    page = words(fern.get("/practice"))
    assert "Two entries are accepted and count now: Mateo Ortiz." in page
    assert "This entry was changed after you opened the page." in page
    assert (work(cast).waiting, len(work(cast).accepted)) == (1, 2)
    fern.post("/practice", data={})
    assert "Nothing was chosen." in words(fern.get("/practice"))


@pytest.mark.parametrize(
    ("who", "status"), [(DEE, 200), (FERN, 200), (PRIYA, 403), (NADIA, 403), (OLU, 404), (ADA, 403)]
)
def test_who_opens_an_entry(browse, cast, course, who, status):
    write(cast)
    assert browse(who).get(f"/practice/{ID}:log:{KEY}").status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (FERN, 404), (PRIYA, 403), (DEE, 403), (NADIA, 403), (OLU, 404), (ADA, 403)]
)
def test_nobody_else_opens_the_writers_pages(browse, cast, course, who, status):
    write(cast)
    assert browse(who).get(f"{LOG}/entries/{KEY}").status_code == status
    if who is not MATEO:
        assert browse(who).post(f"{LOG}/entries/{KEY}", data={**SENT, "ahead": "Not mine."}).status_code == status
        assert browse(who).post(f"{LOG}/entries/{KEY}/taken-back").status_code == status
        assert Entries(cast).get(f"{ID}:log:{KEY}").told == TOLD


def test_what_is_not_there(browse, cast, course):
    mateo = browse(MATEO)
    for url in (f"{LOG}/entries/unknown", f"{LOG}/entries/../../x", f"/enrollments/{ID}/modules/read/entries/{KEY}"):
        assert mateo.get(url).status_code == 404
    assert mateo.post(f"/enrollments/{ID}/modules/read/entries", data=SENT).status_code == 404
    assert mateo.post(f"{LOG}/entries", data={**SENT, "_once": "../../other"}).status_code == 404
    assert browse(FERN).get("/practice/none").status_code == 404


def test_a_principal_reads_no_word_of_it(browse, cast, course):
    write(cast)
    accept(cast, comment="Well kept.")
    for url in (f"/enrollments/{ID}", "/people/mateo", "/"):
        page = browse(PRIYA).get(url).get_data(as_text=True)
        assert "calm after lunch" not in page
        assert "Well kept." not in page


# ── the words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((), ""),
        ((State.WAITING,), "One waits."),
        ((State.ACCEPTED, State.WAITING, State.WAITING), "One is accepted and two wait."),
        ((State.ACCEPTED, State.ACCEPTED), "Two are accepted. What is missing is an accepted entry on one other day."),
        ((State.RETURNED,), "One was returned to you."),
        ((State.TAKEN_BACK,), ""),
    ],
)
def test_how_far_a_log_is(states, said):
    asked = practice().of(Practice)
    assert log_messages.so_far_words(asked, [entry(state=one) for one in states]) == said


def test_since_when_an_entry_waits():
    def says(sent: datetime) -> str:
        return log_messages.state_words(entry(sent_at=sent), now=NOW, zone=NOW.tzinfo)

    assert says(datetime(2026, 11, 20, 12, tzinfo=NOW.tzinfo)) == "Waits to be read since Friday."
    assert says(NOW - timedelta(days=1)) == "Waits to be read since yesterday."


def test_practice_and_reflections_are_one_place_for_who_reads_both(browse):
    for page, other in (("/practice", "/reflections"), ("/reflections", "/practice")):
        shown = BeautifulSoup(browse(FERN).get(page).data, "html.parser")
        assert shown.select_one(".nav [aria-current=page]").text == "To read"
        assert shown.select_one(f"main a[href='{other}']")
    # A director may judge practice, and never reads a reflection.
    assert not BeautifulSoup(browse(DEE).get("/practice").data, "html.parser").select("a[href='/reflections']")
