"""The roster file against the rules, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.access import ALL_SCHOOLS, Grant, Role
from plm.errors import RuleBroken
from plm.people import roster
from plm.people.model import Person, fold_email, grants_for
from tests.cast import ADA, CAST, DEE, ELM, MATEO, NOW, OAK, PRIYA

SCHOOLS = {OAK.code: OAK, ELM.code: ELM}
HEAD = "email,name,school,position,role\n"


def file_of(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def row_of(person: Person) -> str:
    return f"{person.email},{person.name},{person.school},{person.position},{person.role}"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("mateo,Mateo,oak,,staff", "Row 2, email: “mateo” is not an e-mail address."),
        (",Mateo,oak,,staff", "Row 2, email: Nobody can sign in without an address."),
        ("a@b.example,,oak,,staff", "Row 2, name: The name is empty."),
        ("a@b.example,A,oka,,staff", "Row 2, school: There is no school with the code “oka”. Did you mean “oak”?"),
        ("a@b.example,A,zzz,,staff", "Row 2, school: There is no school with the code “zzz”. Add the school first"),
        (
            "a@b.example,A,oak,,principle",
            "Row 2, role: “principle” is not a role. Did you mean “principal”? Use one of",
        ),
        ("a@b.example,A,,,principal", "Row 2, school: A principal needs a school."),
        (f"a@b.example,{'A' * 121},oak,,staff", "Row 2, name: It has more than 120 letters."),
    ],
)
def test_each_mistake_has_its_row_its_column_and_a_remedy(row, said):
    rows, problems = roster.read(file_of(row), SCHOOLS)
    assert rows == []
    (problem,) = problems
    assert str(problem).startswith(said)


def test_the_same_address_twice_names_both_rows():
    _, problems = roster.read(file_of("a@b.example,A,oak,,staff", "", "A@B.example,B,elm,,staff"), SCHOOLS)
    assert [str(problem) for problem in problems] == [
        "Row 4, email: “a@b.example” is also in row 2. Keep one of the two rows."
    ]


def test_case_does_not_matter_and_an_empty_role_is_staff():
    rows, problems = roster.read(file_of("Mateo@Alder.Example,Mateo  Ortiz,OAK,,", "x@y.example,X,,,Director"), SCHOOLS)
    assert problems == []
    assert [(row.email, row.name, row.school, row.role) for row in rows] == [
        ("mateo@alder.example", "Mateo Ortiz", "oak", Role.STAFF),
        ("x@y.example", "X", "", Role.DIRECTOR),
    ]


def test_a_roster_of_everybody_changes_nothing():
    rows, problems = roster.read(file_of(*map(row_of, CAST)), SCHOOLS)
    plan = roster.compare(rows, problems, CAST)
    assert plan.settled(end_missing=True)
    assert plan.unchanged == len(CAST)


def test_what_differs_is_told_before_and_after():
    moved = row_of(MATEO).replace(",oak,", ",elm,").replace("staff", "principal")
    rows, problems = roster.read(file_of(moved), SCHOOLS)
    (change,) = roster.compare(rows, problems, CAST).changed
    assert change.differences == (("school", "oak", "elm"), ("role", "staff", "principal"))
    assert change.after.grants == (Grant(Role.PRINCIPAL, ("elm",)),)


def test_somebody_who_had_left_comes_back_with_the_old_record():
    gone = replace(MATEO, active=False, left_at=NOW, password="kept")
    rows, problems = roster.read(file_of(row_of(MATEO)), SCHOOLS)
    (change,) = roster.compare(rows, problems, [gone]).changed
    assert change.comes_back
    assert (change.after.id, change.after.active, change.after.left_at) == (MATEO.id, True, None)


def test_a_principal_of_two_schools_keeps_both_when_the_roster_names_the_first():
    both = replace(PRIYA, grants=(Grant(Role.PRINCIPAL, ("oak", "elm")),))
    rows, problems = roster.read(file_of(row_of(PRIYA)), SCHOOLS)
    assert roster.compare(rows, problems, [both]).unchanged == 1


def test_the_last_administrator_stays():
    rows, problems = roster.read(file_of(row_of(ADA).replace("administrator", "staff")), SCHOOLS)
    plan = roster.compare(rows, problems, CAST)
    with pytest.raises(RuleBroken, match="without an administrator"):
        plan.must_keep_an_administrator(end_missing=False)
    rows, problems = roster.read(file_of(row_of(MATEO)), SCHOOLS)
    plan = roster.compare(rows, problems, CAST)
    plan.must_keep_an_administrator(end_missing=False)
    with pytest.raises(RuleBroken, match="without an administrator"):
        plan.must_keep_an_administrator(end_missing=True)


def test_another_administrator_in_the_same_file_lets_the_first_go():
    demoted = row_of(ADA).replace(",administrator", ",staff")
    promoted = row_of(DEE).replace(",director", ",administrator")
    rows, problems = roster.read(file_of(demoted, promoted), SCHOOLS)
    roster.compare(rows, problems, CAST).must_keep_an_administrator(end_missing=False)


def test_the_fingerprint_follows_what_would_be_done():
    rows, problems = roster.read(file_of(row_of(MATEO), "new@alder.example,New,oak,,staff"), SCHOOLS)
    plan = roster.compare(rows, problems, CAST)
    assert plan.fingerprint == roster.compare(rows, problems, CAST).fingerprint
    assert plan.fingerprint != roster.compare(rows, problems, CAST[1:]).fingerprint


@given(st.text(max_size=40))
def test_folding_an_address_twice_is_folding_it_once(words):
    try:
        email = fold_email(words)
    except RuleBroken:
        return
    assert fold_email(email) == email
    assert fold_email(f"  {email.upper()} ".casefold()) == fold_email(email.upper())


@pytest.mark.parametrize(
    "words", ["", "a", "a@b", "@b.example", "a b@c.example", "a@b@c.example", "a@b.", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(words):
    with pytest.raises(RuleBroken, match="is not an e-mail address"):
        fold_email(words)


def test_roles_in_the_roster_say_where_they_hold():
    assert grants_for(Role.STAFF, "oak") == ()
    assert grants_for(Role.PRINCIPAL, "oak") == (Grant(Role.PRINCIPAL, ("oak",)),)
    assert grants_for(Role.DIRECTOR, "") == (Grant(Role.DIRECTOR, ALL_SCHOOLS),)
