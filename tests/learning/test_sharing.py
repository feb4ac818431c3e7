"""Reflections as others meet them: the facilitator's pages, the team's page, and everything that must not tell."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from plm.access import Role
from plm.app import create_app
from plm.catalog.kinds import Audience, Prompt, Reflection
from plm.catalog.model import Module
from plm.enrollment import actions as enrolling
from plm.learning import actions
from plm.learning.actions import sharing
from plm.learning.store import SUBMISSIONS
from plm.mongo import connect
from plm.people.model import Person, grants_for
from plm.people.store import People
from plm.sections.store import SECTIONS, Sections
from tests.builders import edition, live, publish, reading, section
from tests.cast import ADA, CAST, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.learning.test_pages import JSON, Commands

ID = "mateo:foundations:2026-27"
HERE = f"/enrollments/{ID}"
THINK = f"{HERE}/modules/think"
READ = f"/reflections/{ID}/think"

PROMPTS = (
    Prompt("mine", "What stays with you?"),
    Prompt("ours", "What do you ask?", audience=Audience.FACILITATOR),
    Prompt("all", "What did you try?", audience=Audience.TEAM),
)
TEXTS = {"mine": "Marzipan under the desk", "ours": "A question for Fern", "all": "I moved the chairs"}

# Facilitates too, but not the section in which Mateo has a seat.
GUS = Person(
    "gus",
    "gus@alder.example",
    "Gus Holm",
    "",
    "Instructional specialist",
    grants_for(Role.FACILITATOR, ""),
    joined_at=NOW,
)


def think(module_id: str = "think") -> Module:
    return Module(module_id, "Think back", 10, Reflection("", PROMPTS))


@pytest.fixture
def course(cast):
    """Mateo and Nadia of Oak and Elif of Elm take the course; Mateo has a seat with Fern."""
    People(cast).add(GUS)
    published = publish(cast, edition(modules=(think(), reading(), live())))
    for who in (MATEO, NADIA, ELIF):
        enrolling.enroll_self(cast, "foundations", actor=who.actor(), now=NOW)
    Sections(cast).add(section())
    Sections(cast).add(replace(section("sec2"), facilitators=("gus",)))
    enrolling.take_seat(cast, "sec1", actor=MATEO.actor(), now=NOW)
    return published


def write(db, who=MATEO, *, hand_in=True, at=NOW, module="think", texts=TEXTS, **audiences) -> None:
    mine = f"{who.id}:foundations:2026-27"
    chosen = {prompt: Audience(one) for prompt, one in audiences.items()}
    known = actions.read_reflection(db, actions.open_module(db, mine, module, actor=who.actor()), actor=who.actor())
    actions.save_draft(db, mine, module, texts, revision=known.revision, audiences=chosen, actor=who.actor(), now=at)
    if hand_in:
        actions.hand_in(db, mine, module, actor=who.actor(), now=at)


def page(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def words(answer) -> str:
    text = " ".join(page(answer).main.get_text(" ").split())
    return text.replace("\xa0", " ").replace(" ,", ",").replace(" .", ".")


# ── the form ──────────────────────────────────────────────────────────────────────────────────────


def test_at_each_prompt_stands_who_reads_it_and_it_can_be_narrowed(browse, course):
    shown = page(browse(MATEO).get(THINK))
    said = [one.strong.text for one in shown.select(".audience")]
    assert said == [
        "Only you read this.",
        "You and your facilitator read this.",
        "You, your facilitator and colleagues of your school who take this course read this.",
    ]
    offered = {
        one["name"]: [option["value"] for option in one.select("option")] for one in shown.select("select[name^=a-]")
    }
    assert offered == {"a-ours": ["private", "facilitator"], "a-all": ["private", "facilitator", "team"]}
    assert all(shown.select_one(f"label[for={one['id']}]") for one in shown.select("select[name^=a-]"))


def test_a_course_that_never_meets_says_that_nobody_facilitates_it(browse, cast):
    publish(cast, edition(modules=(think(), reading())))
    enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    said = words(browse(MATEO).get(THINK))
    assert "For now only you read this." in said
    assert "The office of professional learning does not." in said
    assert "You and colleagues of your school who take this course read this." in said


def fields(answer) -> dict[str, str]:
    """The form as a browser without script would send it."""
    form = page(answer).select_one("form[data-reflect]")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    sent |= {one["name"]: one.text.lstrip("\n") for one in form.select("textarea[name]")}
    return sent | {one["name"]: one.select_one("option[selected]")["value"] for one in form.select("select[name]")}


def kept(db, who: str = "mateo") -> dict:
    return SUBMISSIONS.of(db).find_one({"person": who, "kind": "reflection"})


def test_narrowing_works_without_script_and_after_handing_in_there_is_no_way_back(browse, cast, course):
    client = browse(MATEO)
    sent = fields(client.get(THINK)) | {f"t-{one}": text for one, text in TEXTS.items()}
    assert client.post(f"{HERE}/modules/think/draft", data=sent | {"a-all": "facilitator"}).status_code == 303
    assert kept(cast)["audiences"] == {"mine": "private", "ours": "facilitator", "all": "facilitator"}
    # Before it is handed in the choice is free again.
    again = fields(client.get(THINK))
    assert client.post(f"{HERE}/modules/think/reflection", data=again | {"a-all": "team"}).status_code == 303
    assert kept(cast)["open_to"] == "team"
    handed = fields(client.get(THINK))
    assert client.post(f"{HERE}/modules/think/draft", data=handed | {"a-all": "private"}).status_code == 303
    stands = fields(client.get(THINK))
    assert "a-all" not in stands  # nothing is left to choose
    for sly in ({"a-all": "team", "w-all": "private"}, {"a-mine": "team"}, {"a-ours": "team"}):
        client.post(f"{HERE}/modules/think/draft", data=stands | sly)
    assert kept(cast)["audiences"] == {"mine": "private", "ours": "facilitator", "all": "private"}


def test_an_old_tab_that_chose_nothing_does_not_open_what_another_one_narrowed(browse, cast, course):
    client = browse(MATEO)
    old = fields(client.get(THINK)) | {f"t-{one}": text for one, text in TEXTS.items()}
    client.post(f"{HERE}/modules/think/draft", data=old | {"a-all": "private", "a-ours": "private"})
    client.post(f"{HERE}/modules/think/reflection", data=old)
    assert kept(cast)["handed_in_at"]
    assert "open_to" not in kept(cast)


def test_the_autosave_carries_a_choice_and_tells_what_stands(browse, cast, course):
    client = browse(MATEO)
    body = {"texts": TEXTS, "revision": 0, "audiences": {"all": "private", "mine": "team", "$x": "team"}}
    answer = client.post(f"{HERE}/modules/think/draft", json=body)
    assert answer.json["audiences"] == {"mine": "private", "ours": "facilitator", "all": "private"}
    assert client.post(f"{HERE}/modules/think/draft", json=body | {"audiences": {"all": "world"}}).status_code == 422
    old = client.post(
        f"{HERE}/modules/think/draft", json=body | {"texts": {"all": "old"}, "audiences": {"ours": "private"}}
    )
    assert old.status_code == 409
    assert old.json["audiences"]["ours"] == "private"
    assert old.json["texts"] == TEXTS


def test_opening_or_narrowing_nothing_keeps_nothing(browse, cast, course):
    client = browse(MATEO)
    client.get(THINK)
    client.post(f"{HERE}/modules/think/draft", json={"texts": {}, "revision": 0})
    assert kept(cast) is None


def test_what_was_handed_in_before_there_were_readers_is_shown_to_nobody(browse, cast, course):
    write(cast)
    gone = {"audiences": "", "open_to": "", "replies": "", "reads": "", "course": "", "school": ""}
    SUBMISSIONS.of(cast).update_one({"person": "mateo"}, {"$unset": gone})
    shown = page(browse(MATEO).get(THINK))
    assert {one.strong.text for one in shown.select(".audience")} == {"Only you read this."}
    assert browse(FERN).get(READ).status_code == 404
    client = browse(MATEO)
    client.post(f"{HERE}/modules/think/draft", data=fields(client.get(THINK)) | {"t-all": "More", "a-all": "team"})
    assert "open_to" not in kept(cast)


# ── the facilitator ───────────────────────────────────────────────────────────────────────────────


def test_a_facilitator_reads_what_is_for_them_and_of_the_rest_how_many_words(browse, cast, course):
    write(cast)
    fern = browse(FERN)
    said = words(fern.get("/reflections"))
    assert "One reflection waits to be read." in said
    assert "Mateo Ortiz" in said
    assert "Two answers for you, one kept private." in said
    one = words(fern.get(READ))
    assert "A question for Fern" in one
    assert "I moved the chairs" in one
    assert "Written, 4 words, kept private." in one
    assert "Marzipan" not in one
    assert "You have read everything that was written for you." in words(fern.get("/reflections"))


def test_the_day_of_a_facilitator_says_how_many_wait(browse, cast, course):
    fern = browse(FERN)
    assert "to be read" not in words(fern.get("/"))
    write(cast)
    assert "One reflection waits to be read" in words(fern.get("/"))
    enrolling.take_seat(cast, "sec1", actor=NADIA.actor(), now=NOW)
    write(cast, NADIA)
    assert "Two reflections wait to be read" in words(fern.get("/"))
    assert "to be read" not in words(browse(GUS).get("/"))
    fern.get(READ)
    assert "One reflection waits to be read" in words(fern.get("/"))
    write(cast, NADIA, ours="private", all="private", hand_in=False)
    assert "to be read" not in words(fern.get("/"))


def test_unread_come_first_and_a_mark_is_one_facilitators_own(browse, cast, course):
    for place, who in enumerate((MATEO, NADIA, ELIF)):
        if who is not MATEO:
            enrolling.take_seat(cast, "sec1", actor=who.actor(), now=NOW)
        write(cast, who, at=NOW + timedelta(minutes=place))
    SECTIONS.of(cast).update_one({"_id": "sec1"}, {"$push": {"facilitators": "gus"}})
    fern, gus = browse(FERN), browse(GUS)

    def names(client) -> list[str]:
        return [one.text for one in page(client.get("/reflections")).select(".lines b, .line__name, .lines strong")]

    assert names(fern) == ["Elif Demir", "Nadia Karim", "Mateo Ortiz"]
    fern.get("/reflections/elif:foundations:2026-27/think")
    assert names(fern) == ["Nadia Karim", "Mateo Ortiz", "Elif Demir"]
    assert names(gus) == ["Elif Demir", "Nadia Karim", "Mateo Ortiz"]
    assert fern.post("/reflections/elif:foundations:2026-27/think/unread").status_code == 303
    assert names(fern) == ["Elif Demir", "Nadia Karim", "Mateo Ortiz"]


def test_the_list_can_be_asked_for_one_course(browse, cast, course):
    publish(cast, edition("circles", title="Circles", modules=(think(), live())))
    mine = enrolling.enroll_self(cast, "circles", actor=MATEO.actor(), now=NOW)
    Sections(cast).add(section("sec3", course="circles"))
    enrolling.take_seat(cast, "sec3", actor=MATEO.actor(), now=NOW)
    actions.save_draft(cast, mine.id, "think", TEXTS, revision=0, actor=MATEO.actor(), now=NOW)
    actions.hand_in(cast, mine.id, "think", actor=MATEO.actor(), now=NOW)
    write(cast)
    fern = browse(FERN)
    both, one = words(fern.get("/reflections")), words(fern.get("/reflections?course=circles"))
    assert "Two reflections wait" in both
    assert "One reflection waits" in one
    assert "Nobody has handed in an answer for you in this course." in words(fern.get("/reflections?course=none"))


@pytest.mark.parametrize("who", [GUS, DEE, PRIYA, ADA, OLU, NADIA, ELIF, MATEO])
def test_nobody_else_reads_or_answers_it(browse, cast, course, who):
    write(cast)
    met = {browse(who).get(READ).status_code}
    met |= {browse(who).post(f"{READ}/{act}", data={"text": "Hello"}).status_code for act in ("replies", "unread")}
    assert met <= {403, 404}
    assert kept(cast)["replies"] == []
    listed = browse(who).get("/reflections")
    assert listed.status_code == (200 if who is GUS else 403)
    assert "Mateo" not in words(listed)


def test_another_facilitator_meets_nothing_there(browse, cast, course):
    write(cast)
    assert browse(GUS).get(READ).status_code == 404
    assert browse(GUS).get("/reflections/nobody/think").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"$set": {"cancelled_at": NOW}},
        {"$set": {"roster": []}},
        {"$set": {"facilitators": ["gus"]}},
        {"$set": {"course": "circles"}},
        {"$set": {"ends_at": NOW - timedelta(days=741)}},
    ],
)
def test_without_a_seat_in_an_own_section_of_the_course_there_is_nothing(browse, cast, course, change):
    write(cast)
    assert browse(FERN).get(READ).status_code == 200
    SECTIONS.of(cast).update_one({"_id": "sec1"}, change)
    assert browse(FERN).get(READ).status_code == 404
    assert "Nothing is written for you yet." in words(browse(FERN).get("/reflections"))


def test_nothing_is_there_before_it_is_handed_in_and_narrowing_ends_it_at_once(browse, cast, course):
    write(cast, hand_in=False)
    fern = browse(FERN)
    assert fern.get(READ).status_code == 404
    write(cast)
    assert fern.get(READ).status_code == 200
    write(cast, all="private", hand_in=False)
    assert "I moved the chairs" not in words(fern.get(READ))
    write(cast, ours="private", hand_in=False)
    assert fern.get(READ).status_code == 404
    assert fern.post(f"{READ}/replies", data={"text": "Too late"}).status_code == 404
    assert "Nothing is written for you yet." in words(fern.get("/reflections"))


def test_who_has_left_the_course_is_not_read(browse, cast, course):
    write(cast)
    enrolling.withdraw(cast, ID, reason="No time", actor=MATEO.actor(), now=NOW)
    assert browse(FERN).get(READ).status_code == 404


# ── replies ───────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_reaches_its_writer_and_the_line_goes_when_it_was_seen(browse, cast, course):
    write(cast)
    fern, mateo = browse(FERN), browse(MATEO)
    assert "answered your reflection" not in words(mateo.get(HERE))
    assert (
        fern.post(f"{READ}/replies", data={"text": "Try it on Monday.\n<b>Truly</b>", "_once": "r1"}).status_code == 303
    )
    assert (
        fern.post(f"{READ}/replies", data={"text": "Try it on Monday.\n<b>Truly</b>", "_once": "r1"}).status_code == 303
    )
    fern.post(f"{READ}/replies", data={"text": "And tell me.", "_once": "r2"})
    assert "Fern Whitaker answered your reflection “Think back”" in words(mateo.get(HERE))
    said = words(mateo.get(THINK))
    assert said.count("Try it on Monday.") == 1
    assert "<b>Truly</b>" in said
    assert "And tell me." in said
    assert "answered your reflection" not in words(mateo.get(HERE))
    assert ", seen" in words(fern.get(READ))
    lines = list(cast["audit"].find({"verb": "reflection.answered"}))
    assert len(lines) == 2
    assert "Monday" not in str(lines)


def test_a_leader_sees_no_line_about_a_reply(browse, cast, course):
    write(cast)
    browse(FERN).post(f"{READ}/replies", data={"text": "Try it on Monday.", "_once": "r1"})
    for who in (PRIYA, DEE, ADA):
        assert "answered" not in words(browse(who).get(HERE))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write something first."),
        ("  \n ", "Write something first."),
        ("x" * 5_001, "5,001 characters; 5,000 can be sent"),
    ],
)
def test_a_reply_that_cannot_be_is_refused_in_words_and_stays_in_the_form(browse, cast, course, text, says):
    write(cast)
    answer = browse(FERN).post(f"{READ}/replies", data={"text": text})
    assert answer.status_code == 422
    assert says in words(answer)
    assert page(answer).textarea.text.strip() == text.strip()
    assert kept(cast)["replies"] == []


def test_a_reply_and_its_writers_next_sentence_at_the_same_moment_are_both_kept(cast, course):
    write(cast)

    def meanwhile(one):
        if not done:
            done.append(True)
            write(cast, texts=TEXTS | {"all": "I moved the chairs again"}, hand_in=False)
        return one.read_by("fern", now=NOW)

    done: list[bool] = []
    sharing.SharedReflections(cast).act(f"{ID}:think", meanwhile)
    assert kept(cast)["texts"]["all"] == "I moved the chairs again"
    assert [one["person"] for one in kept(cast)["reads"]] == ["fern"]
    write(cast, texts=TEXTS, hand_in=False)
    assert [one["person"] for one in kept(cast)["reads"]] == ["fern"]


# ── the team ──────────────────────────────────────────────────────────────────────────────────────


def test_colleagues_of_the_school_who_take_the_course_read_what_is_for_the_team(browse, cast, course):
    write(cast)
    hers = "/enrollments/nadia:foundations:2026-27"
    nadia = browse(NADIA)
    assert "What colleagues wrote" in words(nadia.get(hers))
    said = words(nadia.get(f"{hers}/colleagues"))
    assert "One colleague wrote for your team" in said
    assert "Mateo Ortiz, November 24 I moved the chairs" in said
    assert "question for Fern" not in said
    assert "Marzipan" not in said
    elif_ = browse(ELIF)
    theirs = "/enrollments/elif:foundations:2026-27"
    assert "What colleagues wrote" not in words(elif_.get(theirs))
    assert "Nobody has written for your team yet" in words(elif_.get(f"{theirs}/colleagues"))
    assert "What colleagues wrote" not in words(browse(MATEO).get(HERE))  # one's own is no news


def test_who_left_the_course_or_changed_schools_is_no_colleague_any_more(browse, cast, course):
    write(cast)
    hers = "/enrollments/nadia:foundations:2026-27/colleagues"
    cast["people"].update_one({"_id": "mateo"}, {"$set": {"school": "elm"}})
    assert "chairs" not in words(browse(NADIA).get(hers))
    assert "chairs" not in words(browse(ELIF).get("/enrollments/elif:foundations:2026-27/colleagues"))
    cast["people"].update_one({"_id": "mateo"}, {"$set": {"school": "oak"}})
    assert "chairs" in words(browse(NADIA).get(hers))
    enrolling.withdraw(cast, "nadia:foundations:2026-27", reason="No time", actor=NADIA.actor(), now=NOW)
    assert "chairs" not in words(browse(NADIA).get(hers))
    assert "What colleagues wrote" not in words(browse(NADIA).get("/enrollments/nadia:foundations:2026-27"))


def test_a_principal_who_takes_the_course_reads_none_of_it(browse, cast, course):
    write(cast)
    mine = enrolling.enroll_self(cast, "foundations", actor=PRIYA.actor(), now=NOW)
    assert "What colleagues wrote" not in words(browse(PRIYA).get(f"/enrollments/{mine.id}"))
    assert browse(PRIYA).get(f"/enrollments/{mine.id}/colleagues").status_code == 403


# ── what must never tell ──────────────────────────────────────────────────────────────────────────


def test_no_page_file_line_or_letter_holds_a_private_text(app, browse, cast, course):
    write(cast)
    browse(FERN).post(f"{READ}/replies", data={"text": "Thank you.", "_once": "r1"})
    browse(FERN).get(READ)
    values = {
        "enrollment": ID, "module": "think", "school": "oak", "person": "mateo", "slug": "foundations",
        "section": "sec1", "session": "sec1-0", "page": 1,
    }  # fmt: skip
    asked = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not rule.endpoint.startswith("plm.") or rule.arguments - values.keys():
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
        for who in (*CAST, GUS):
            if who is MATEO:
                continue
            for more in ("", "?as=csv", "?format=csv"):
                asked += 1
                assert b"Marzipan" not in browse(who).get(address + more).get_data(), (address, who.name)
    assert asked > 500
    everything = {
        name: str(list(cast[name].find())) for name in cast.list_collection_names() if name != SUBMISSIONS.name
    }
    assert [name for name, held in everything.items() if "Marzipan" in held or "question for Fern" in held] == []


def test_no_log_line_holds_what_was_written_or_answered(browse, cast, course, caplog, capfd):
    caplog.set_level("DEBUG", logger="plm")
    client = browse(MATEO)
    client.post(
        f"{HERE}/modules/think/reflection", data={f"t-{one}": text for one, text in TEXTS.items()} | {"revision": 0}
    )
    client.post(f"{HERE}/modules/think/draft", json={"texts": {"mine": "Marzipan" * 3_000}, "revision": 1})
    browse(FERN).post(f"{READ}/replies", data={"text": "Nougat", "_once": "r1"})
    out, err = capfd.readouterr()
    for text in ("Marzipan", "Fern asks", "Nougat"):
        assert text not in caplog.text + out + err


def test_pasted_markup_is_kept_as_typed_and_shown_as_text(browse, cast, course):
    pasted = "<script>alert('x')</script> & <b>bold</b> {{ 7 * 7 }}"
    write(cast, texts=dict.fromkeys(TEXTS, pasted))
    assert kept(cast)["texts"]["ours"] == pasted
    for client, address in (
        (browse(MATEO), THINK),
        (browse(FERN), READ),
        (browse(NADIA), "/enrollments/nadia:foundations:2026-27/colleagues"),
    ):
        answer = client.get(address)
        assert pasted in page(answer).main.get_text()
        assert not any("alert" in one.text for one in page(answer).select("script"))
        assert not page(answer).select(".earlier__text b")


def test_200_kilobytes_are_refused_in_words_and_nothing_is_lost(browse, cast, course):
    long = "word " * 40_000
    client = browse(MATEO)
    auto = client.post(f"{HERE}/modules/think/draft", json={"texts": {"all": long}, "revision": 0}, headers=JSON)
    assert auto.status_code == 422
    assert "200,000 characters; 20,000 can be saved" in str(auto.json["fields"])
    form = client.post(f"{HERE}/modules/think/draft", data={"t-all": long, "a-all": "private", "w-all": "team"})
    assert form.status_code == 422
    assert page(form).select_one("[name=t-all]").text.strip() == long.strip()
    assert page(form).select_one("[name=a-all] [selected]")["value"] == "private"
    reply = browse(FERN)
    write(cast)
    answer = reply.post(f"{READ}/replies", data={"text": long})
    assert answer.status_code == 422
    assert page(answer).textarea.text.strip() == long.strip()


# ── what it costs ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def counted(browse, mongod, settings, cast):
    """Somebody's browser at a PLM whose commands are counted, and the count."""
    heard = Commands()
    watched = connect(mongod.uri, "plm_test", event_listeners=[heard])
    app = create_app(settings, watched, clock=lambda: NOW)

    def of(who):
        known, browser = browse(who), app.test_client()
        with known.session_transaction() as theirs, browser.session_transaction() as ours:
            ours.update(theirs)
        browser.get("/reflections")
        browser.get(HERE)
        return browser

    yield of, heard.names
    watched.client.close()


@pytest.mark.parametrize(
    ("who", "address", "most"),
    [
        (FERN, "/reflections", 3),
        (FERN, READ, 3),
        (FERN, "/", 3),
        (NADIA, "/enrollments/nadia:foundations:2026-27", 3),
        (NADIA, "/enrollments/nadia:foundations:2026-27/colleagues", 3),
        (MATEO, HERE, 3),
        (MATEO, THINK, 3),
    ],
)
def test_a_page_costs_at_most_three_commands(counted, cast, course, who, address, most):
    write(cast)
    of, asked = counted
    browser = of(who)
    browser.get(address)  # the first time leaves the mark that it was read
    asked.clear()
    assert browser.get(address).status_code == 200
    assert len(asked) <= most, asked


def test_what_others_ask_for_is_found_by_an_index(cast, course):
    write(cast)
    for asked in (
        {"person": {"$in": ["mateo", "nadia"]}, "open_to": {"$in": ["facilitator", "team"]}},
        {"course": "foundations", "school": "oak", "open_to": "team", "person": {"$ne": "nadia"}},
    ):
        plan = SUBMISSIONS.of(cast).find(asked).sort("handed_in_at", -1).explain()["queryPlanner"]["winningPlan"]
        assert "handed_in_at_-1" in str(plan), plan
