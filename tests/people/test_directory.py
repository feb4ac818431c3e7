"""The directory and the forms that keep it."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from plm.access import SYSTEM, Grant, Role
from plm.errors import RuleBroken
from plm.mail.letters import LETTERS
from plm.people import actions
from plm.people.model import Person, grants_for
from plm.people.store import People
from tests.cast import ADA, CAST, DEE, ELIF, ELM, FERN, MATEO, NADIA, NOW, OAK, OLU, PRIYA

FORM = {"name": "Ines Duarte", "email": "Ines@Alder.example", "school": "oak", "position": "Teacher", "role": "staff"}


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))[1:]


@pytest.mark.parametrize(("who", "status"), [(ADA, 200), (DEE, 200), (PRIYA, 200), (MATEO, 403), (FERN, 403)])
def test_who_may_look_into_the_directory(browse, who, status):
    assert browse(who).get("/people").status_code == status


def test_a_principal_sees_the_people_of_the_own_school_and_changes_nobody(browse):
    page = browse(PRIYA).get("/people").text
    assert "Mateo Ortiz" in page
    assert "Elif Demir" not in page
    assert "Elm Elementary" not in page
    assert "/edit" not in page
    assert "Elif Demir" not in browse(PRIYA).get("/people?school=elm").text
    assert browse(PRIYA).get(f"/people/{MATEO.id}/edit").status_code == 403
    assert browse(OLU).get(f"/people/{MATEO.id}/edit").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=ort", [MATEO]),
        ("q=MATEO", [MATEO]),
        ("q=priya@alder", [PRIYA]),
        ("q=ortiz+mat", [MATEO]),
        ("q=.*", []),
        ("school=elm", [ELIF, OLU]),
        ("school=oak&sort=-name", [PRIYA, NADIA, MATEO]),
        ("school=oak&sort=email", [MATEO, NADIA, PRIYA]),
        ("q=o&school=elm", [OLU]),
        ("who=left", []),
    ],
)
def test_people_are_found_filtered_and_sorted(browse, asked, found):
    answer = browse(ADA).get(f"/people?{asked}&format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert [row[0] for row in rows_of(answer)] == [person.email for person in found]


def test_the_page_says_how_many_and_has_pages(browse, cast):
    assert "Eight people</b> work here." in browse(ADA).get("/people").text
    assert "Nobody</b> found for “zz”." in browse(ADA).get("/people?q=zz").text
    assert "One person</b> found for “ort”." in browse(ADA).get("/people?q=ort").text
    for number in range(60):
        People(cast).add(
            Person(f"x{number}", f"x{number:02}@alder.example", f"Xavier {number:02}", "oak", joined_at=NOW)
        )
    first, second = browse(ADA).get("/people?q=xavier").text, browse(ADA).get("/people?q=xavier&page=2").text
    assert "Xavier 49" in first
    assert "Xavier 50" not in first
    assert "Xavier 50" in second
    assert browse(ADA).get("/people?page=99").status_code == 200
    for odd in ("page=x", "page=-1", f"page={10**30}", "q=%00", "q=%00a%00", "school=%00", "sort=-", "who=x"):
        assert browse(ADA).get(f"/people?{odd}").status_code == 200


def test_the_csv_of_the_directory_is_a_roster_that_changes_nothing(browse, cast):
    data = browse(ADA).get("/people?format=csv").get_data()
    plan = actions.preview(cast, data, actor=ADA.actor())
    assert plan.settled(end_missing=True)
    assert plan.unchanged == len(CAST)


def test_a_name_that_is_a_formula_does_not_run_in_a_spreadsheet(browse, cast):
    People(cast).add(Person("f", "f@alder.example", "=1+1", "oak", joined_at=NOW))
    assert "f@alder.example,'=1+1," in browse(ADA).get("/people?format=csv").text


def test_adding_somebody_invites_them(browse, cast):
    answer = browse(ADA).post("/people/new", data={**FORM, "invite": "true"})
    assert (answer.status_code, answer.location) == (303, "/people?q=ines@alder.example")
    person = People(cast).with_email("ines@alder.example")
    assert (person.name, person.school, person.grants) == ("Ines Duarte", "oak", ())
    letter = LETTERS.of(cast).find_one({"to": "ines@alder.example"})
    assert letter["link"].startswith("http://localhost/welcome/")
    assert {line["verb"] for line in cast["audit"].find()} == {"person.added", "person.invited"}


def test_a_form_sent_twice_adds_one_person(browse, cast):
    for _ in range(2):
        assert browse(ADA).post("/people/new", data={**FORM, "_once": "0123456789ab"}).status_code == 303
    assert cast["people"].count_documents({"email": "ines@alder.example"}) == 1
    assert cast["audit"].count_documents({"verb": "person.added"}) == 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"email": MATEO.email}, 409, "already has an account: Mateo Ortiz."),
        ({"email": "no address"}, 409, "is not an e-mail address"),
        ({"role": "principal", "school": ""}, 409, "A principal needs a school."),
        ({"school": "oka"}, 409, "Did you mean “oak”?"),
        ({"role": "king"}, 422, "Must be one of"),
        ({"name": ""}, 422, "Missing data"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_and_nothing_is_written(browse, cast, change, status, said):
    answer = browse(ADA).post("/people/new", data={**FORM, **change})
    assert answer.status_code == status
    assert said in answer.text
    assert cast["people"].count_documents({}) == len(CAST)
    assert cast["audit"].count_documents({}) == 0


def edit(browser, person, **change):
    page = browser.get(f"/people/{person.id}/edit").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    values = {
        "name": person.name,
        "email": person.email,
        "school": person.school,
        "position": person.position,
        "role": person.role.value,
        "seen": seen,
    }
    return browser.post(f"/people/{person.id}/edit", data={**values, **change})


def test_a_change_is_saved_with_what_it_was_before(browse, cast):
    assert edit(browse(ADA), MATEO, school="elm", role="principal").status_code == 303
    person = People(cast).get(MATEO.id)
    assert person.grants == grants_for(Role.PRINCIPAL, "elm")
    line = cast["audit"].find_one({"verb": "person.changed"})
    assert line["facts"] == {
        "before": {"school": "oak", "role": "staff"},
        "after": {"school": "elm", "role": "principal"},
    }


def test_a_stale_tab_changes_nothing(browse, cast):
    answer = edit(browse(ADA), MATEO, position="Dean", seen="0" * 16)
    assert answer.status_code == 409
    assert "Somebody has changed Mateo Ortiz since" in answer.text
    assert People(cast).get(MATEO.id) == MATEO


def test_a_role_at_two_schools_outlives_a_new_position(browse, cast):
    both = replace(PRIYA, grants=(Grant(Role.PRINCIPAL, ("oak", "elm")),))
    People(cast).save(both)
    assert edit(browse(ADA), both, position="Lead principal").status_code == 303
    assert People(cast).get(PRIYA.id).grants == both.grants


def test_the_last_administrator_keeps_the_role(browse, cast):
    answer = edit(browse(ADA), ADA, role="staff")
    assert answer.status_code == 409
    assert "without an administrator" in answer.text
    assert browse(ADA).post(f"/people/{ADA.id}/end").status_code == 409
    assert People(cast).get(ADA.id) == ADA


def test_of_two_administrators_who_step_down_at_once_one_stays(cast):
    second = replace(DEE, grants=grants_for(Role.ADMINISTRATOR, ""))
    People(cast).save(second)

    def step_down(person):
        try:
            return actions.change(
                cast,
                person.id,
                email=person.email,
                name=person.name,
                school=person.school,
                position=person.position,
                role=Role.STAFF,
                seen=actions.version(person),
                actor=SYSTEM,
                now=NOW,
            )
        except RuleBroken as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(step_down, (ADA, second)))
    assert [one for one in done if isinstance(one, str)] == ["last-administrator"]
    assert len(People(cast).with_role(Role.ADMINISTRATOR)) == 1


def test_ending_an_account_signs_out_and_bringing_it_back_restores_it(browse, cast):
    phone = browse(MATEO)
    assert browse(ADA).post(f"/people/{MATEO.id}/end").status_code == 303
    assert phone.get("/account").status_code == 303
    assert [row[0] for row in rows_of(browse(ADA).get("/people?who=left&format=csv"))] == [MATEO.email]
    assert browse(ADA).post(f"/people/{MATEO.id}/end").status_code == 409
    assert browse(ADA).post(f"/people/{MATEO.id}/come-back").status_code == 303
    assert browse(ADA).post(f"/people/{MATEO.id}/come-back").status_code == 409
    assert People(cast).get(MATEO.id).active
    verbs = [line["verb"] for line in cast["audit"].find({"subject": MATEO.id})]
    assert verbs == ["person.left", "person.came-back"]


def test_only_who_keeps_the_people_adds_ends_and_brings_back(browse, cast):
    for act in ("end", "come-back"):
        assert browse(DEE).post(f"/people/{MATEO.id}/{act}").status_code == 403
    assert browse(DEE).get("/people/new").status_code == 403
    assert browse(DEE).get("/people/import").status_code == 403
    assert cast["audit"].count_documents({}) == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"active": True},
        {"active": True, "sort": "email"},
        {"active": True, "sort": "-school"},
        {"words": "ort", "active": True},
        {"school": "oak", "active": True},
        {"schools": ("oak",), "active": True},
    ],
)
def test_no_page_of_the_directory_reads_the_whole_collection(cast, asked):
    cast.command("profile", 2)
    try:
        People(cast).page(**asked)
    finally:
        cast.command("profile", 0)
    plans = [line.get("planSummary", "") for line in cast["system.profile"].find({"ns": f"{cast.name}.people"})]
    cast["system.profile"].drop()
    assert plans
    assert all("COLLSCAN" not in plan for plan in plans)


def test_a_school_is_called_by_its_name(browse):
    page = browse(ADA).get("/people").text
    assert OAK.short in page
    assert ELM.name in page
