"""The roster import against MongoDB: look first, then all of it or nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from plm.access import Role
from plm.errors import NotAllowed, RuleBroken
from plm.people import actions
from plm.people.model import grants_for
from plm.people.sign_ins import SIGN_INS
from plm.people.store import People
from plm.people.uploads import UPLOADS
from tests.cast import ADA, CAST, DEE, MATEO, NADIA, NOW, PRIYA

HEAD = "email,name,school,position,role\n"
ROSTER = HEAD + (
    "mateo@alder.example,Mateo Ortiz,elm,Teacher,staff\n"
    "ines@alder.example,Ines Duarte,oak,Counselor,principal\n"
    "priya@alder.example,Priya Raman,oak,Principal,principal\n"
    "ada@alder.example,Ada Lindqvist,,Systems administrator,administrator\n"
)


def counts(db):
    return {name: db[name].count_documents({}) for name in ("people", "audit", "roster_uploads")}


def upload(browser, text, name="roster.csv"):
    data = text.encode() if isinstance(text, str) else text
    body = (
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        + data
        + b"\r\n--x--\r\n"
    )
    return browser.post("/people/import", data=body, content_type="multipart/form-data; boundary=x")


def fields_of(page):
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("file", "fingerprint")}


def test_looking_writes_nothing_and_says_what_would_change(browse, cast):
    browser = browse(ADA)
    answer = upload(browser, ROSTER)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    for words in (
        "adds <b>one person</b> and changes <b>one.</b>",
        "Two people in it stay as they are.",
        "school: oak → elm",
        "Ines Duarte",
        "the accounts of the five people who are in the directory but not in the file",
        "Elif Demir",
    ):
        assert words in page
    assert counts(cast) == {"people": len(CAST), "audit": 0, "roster_uploads": 1}


def test_applying_does_what_was_shown_and_the_file_is_sent_once(browse, cast):
    browser = browse(ADA)
    page = browser.get(upload(browser, ROSTER).location).text
    answer = browser.post("/people/import", data=fields_of(page))
    assert answer.status_code == 303
    assert "The roster is applied: one person added and one person changed." in browser.get("/people").text
    ines = People(cast).with_email("ines@alder.example")
    assert ines.grants == grants_for(Role.PRINCIPAL, "oak")
    assert People(cast).get(MATEO.id).school == "elm"
    assert People(cast).get(NADIA.id).active
    assert cast["audit"].count_documents({"verb": "person.changed", "facts.by": "roster"}) == 1
    assert cast["audit"].find_one({"verb": "roster.imported"})["facts"]["counts"] == {
        "added": 1,
        "changed": 1,
        "ended": 0,
        "unchanged": 2,
    }
    again = browser.post("/people/import", data=fields_of(page))
    assert again.status_code == 303
    assert "Nothing had to be changed" in browser.get("/people").text
    assert cast["people"].count_documents({}) == len(CAST) + 1


def test_who_is_not_in_the_file_is_ended_only_when_asked(browse, cast):
    browser, phone = browse(ADA), browse(NADIA)
    assert phone.get("/account").status_code == 200
    page = browser.get(upload(browser, ROSTER).location).text
    browser.post("/people/import", data={**fields_of(page), "end_missing": "true"})
    assert not People(cast).get(NADIA.id).active
    assert SIGN_INS.of(cast).count_documents({"person": NADIA.id}) == 0
    assert cast["audit"].count_documents({"verb": "person.left"}) == 5
    back = ROSTER + "nadia@alder.example,Nadia Karim,oak,Counselor,staff\n"
    page = browser.get(upload(browser, back).location).text
    assert "comes back" in page
    browser.post("/people/import", data=fields_of(page))
    assert People(cast).get(NADIA.id).active
    assert cast["audit"].count_documents({"verb": "person.came-back"}) == 1


def test_a_preview_that_is_not_true_any_more_is_shown_anew(browse, cast):
    browser = browse(ADA)
    page = browser.get(upload(browser, ROSTER).location).text
    People(cast).save(replace(MATEO, position="Dean"))
    answer = browser.post("/people/import", data=fields_of(page))
    assert answer.status_code == 409
    assert "Nothing was written." in answer.text
    assert "position: Dean → Teacher" in answer.text
    assert counts(cast)["audit"] == 0
    assert browser.post("/people/import", data=fields_of(answer.text)).status_code == 303


def test_who_applies_cannot_end_themselves_nor_the_last_administrator(browse, cast):
    browser = browse(ADA)
    others = HEAD + "mateo@alder.example,Mateo Ortiz,elm,Teacher,staff\n"
    page = browser.get(upload(browser, others).location).text
    answer = browser.post("/people/import", data={**fields_of(page), "end_missing": "true"})
    assert answer.status_code == 409
    assert "You are not in the file yourself" in answer.text
    demoted = ROSTER.replace("administrator,administrator", "administrator,staff")
    page = browser.get(upload(browser, demoted).location).text
    answer = browser.post("/people/import", data=fields_of(page))
    assert "without an administrator" in answer.text
    assert counts(cast)["audit"] == 0


def test_a_file_is_kept_for_who_sent_it_and_for_an_hour(browse, cast, clock):
    People(cast).save(replace(DEE, grants=grants_for(Role.ADMINISTRATOR, "")))
    browser = browse(ADA)
    where = upload(browser, ROSTER).location
    assert "not kept any more" in browse(DEE).get(where).text
    UPLOADS.of(cast).update_many({}, {"$set": {"expires_at": NOW}})
    answer = browser.get(where)
    assert answer.status_code == 409
    assert "not kept any more" in answer.text


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ("email,name\n", 422, "Row"),
        (HEAD + "mateo,M,oak,,staff\n", 422, "is not an e-mail address"),
        (HEAD.encode() + b"a@b.example,Jos\xe9,oak,,staff\n", 409, "row 2, byte"),
        (b"PK\x03\x04" + bytes(100), 409, "an Excel workbook"),
        (b"", 409, "The file is empty."),
        (HEAD, 409, "no rows below"),
        (HEAD + "x" * (2 * 1024 * 1024), 413, "too large"),
    ],
)
def test_a_bad_file_says_what_and_where_and_writes_nothing(browse, cast, data, status, said):
    answer = upload(browse(ADA), data)
    assert answer.status_code == status
    assert said in answer.text
    assert counts(cast) == {"people": len(CAST), "audit": 0, "roster_uploads": 0}


def test_no_file_at_all_asks_for_one(browse):
    answer = browse(ADA).post("/people/import", data={"anything": "else"})
    assert answer.status_code == 409
    assert "Choose a file first." in answer.text


def ten_thousand(bad=()):
    rows = [f"p{number}@alder.example,Person {number},oak,Teacher,staff" for number in range(10_000)]
    for number in bad:
        rows[number] = rows[number].replace(",oak,", ",oka,")
    return (HEAD + "ada@alder.example,Ada Lindqvist,,Systems administrator,administrator\n" + "\n".join(rows)).encode()


def test_ten_thousand_rows_with_three_bad_ones_are_three_messages_and_nothing_written(browse, cast):
    answer = upload(browse(ADA), ten_thousand(bad=(7, 4_000, 9_999)))
    assert answer.status_code == 422
    assert "Three things</b> in this file need another look." in answer.text
    for row in ("10", "4003", "10002"):
        assert f">{row}<" in answer.text
    assert counts(cast) == {"people": len(CAST), "audit": 0, "roster_uploads": 0}


@pytest.mark.timeout(120)
def test_ten_thousand_people_come_in_one_transaction_and_a_second_time_nobody(cast):
    data = ten_thousand()
    plan = actions.preview(cast, data, actor=ADA.actor())
    begun = time.perf_counter()
    done = actions.apply(cast, data, fingerprint=plan.fingerprint, actor=ADA.actor(), now=NOW)
    # MongoDB ends a transaction after 60 seconds.
    assert time.perf_counter() - begun < 30
    assert (done.added, done.unchanged) == (10_000, 1)
    lines = cast["audit"].find({"verb": "roster.added"})
    assert sum(len(line["facts"]["people"]) for line in lines) == 10_000
    again = actions.preview(cast, data, actor=ADA.actor())
    assert again.settled(end_missing=False)
    assert again.unchanged == 10_001


def test_more_than_fits_into_one_piece_is_refused_at_once(cast):
    data = ten_thousand() + b"\none@alder.example,One,oak,,staff"
    plan = actions.preview(cast, data, actor=ADA.actor())
    with pytest.raises(RuleBroken, match="These are 10,001 changes"):
        actions.apply(cast, data, fingerprint=plan.fingerprint, actor=ADA.actor(), now=NOW)
    assert counts(cast)["audit"] == 0


def test_two_who_apply_the_same_file_at_once_add_everybody_once(cast):
    data = ROSTER.encode()
    fingerprint = actions.preview(cast, data, actor=ADA.actor()).fingerprint

    def apply(_):
        try:
            return actions.apply(cast, data, fingerprint=fingerprint, actor=ADA.actor(), now=NOW).added
        except RuleBroken as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(apply, range(4)))
    assert done.count(1) == 1
    assert set(done) <= {0, 1, "stale"}
    assert cast["people"].count_documents({"email": "ines@alder.example"}) == 1
    assert cast["audit"].count_documents({"verb": "roster.imported"}) == 1


def test_a_write_that_fails_halfway_leaves_nothing(cast):
    data = ten_thousand()
    plan = actions.preview(cast, data, actor=ADA.actor())
    cast.command("collMod", "people", validator={"email": {"$ne": "p9000@alder.example"}})
    try:
        with pytest.raises(Exception, match="Document failed validation"):
            actions.apply(cast, data, fingerprint=plan.fingerprint, actor=ADA.actor(), now=NOW)
    finally:
        cast.command("collMod", "people", validator={})
    assert counts(cast)["people"] == len(CAST)
    assert counts(cast)["audit"] == 0


def test_only_who_keeps_the_people_reads_rosters(cast):
    for who in (DEE, PRIYA, MATEO):
        with pytest.raises(NotAllowed):
            actions.preview(cast, ROSTER.encode(), actor=who.actor())
