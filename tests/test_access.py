"""Who may do what: outsiders hear that nothing is there, insiders hear no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.access import (
    ALL_SCHOOLS,
    DISTRICT,
    GRANTS,
    OWN,
    SHARED,
    SYSTEM,
    Actor,
    Grant,
    Permission,
    Role,
    Scope,
)
from plm.errors import NotAllowed, NotFound
from tests.cast import ADA, DEE, FERN, MATEO, OLU, PRIYA

MATEOS = Scope(person="mateo", school="oak")

schools = st.sampled_from(["oak", "elm", ""])
scopes = st.builds(Scope, person=st.sampled_from(["mateo", "olu", ""]), school=schools)
actors = st.builds(
    Actor,
    person=st.sampled_from(["mateo", "priya", "x"]),
    name=st.just("Somebody"),
    school=schools,
    grants=st.lists(
        st.builds(Grant, st.sampled_from(Role), st.sampled_from([ALL_SCHOOLS, ("oak",), ("elm",)])), max_size=3
    ).map(tuple),
)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(PRIYA, None), (DEE, None), (MATEO, None), (ADA, None), (OLU, NotFound), (FERN, NotFound)],
)
def test_an_enrollment_is_read_by_its_person_their_principal_and_the_district(who, refusal) -> None:
    if refusal is None:
        who.actor().must(Permission.ENROLLMENT_READ, MATEOS)
    else:
        with pytest.raises(refusal):
            who.actor().must(Permission.ENROLLMENT_READ, MATEOS)


def test_a_colleague_sees_that_it_exists_but_may_not_read_it() -> None:
    colleague = Actor("nadia", "Nadia", school="oak")
    with pytest.raises(NotAllowed):
        colleague.must(Permission.ENROLLMENT_READ, MATEOS)


def test_a_facilitator_reaches_only_the_sections_they_run() -> None:
    FERN.actor().must(Permission.ATTENDANCE_MARK, Scope(facilitators=("fern",)))
    with pytest.raises(NotFound):
        FERN.actor().must(Permission.ATTENDANCE_MARK, Scope(school="oak", facilitators=("somebody",)))


def test_nobody_learns_for_somebody_else() -> None:
    for permissions in GRANTS.values():
        assert Permission.LEARNING_DO not in permissions


def test_everybody_sees_a_course() -> None:
    MATEO.actor().must(Permission.COURSE_READ, SHARED)


def test_lists_are_asked_by_scope() -> None:
    assert PRIYA.actor().schools_for(Permission.PEOPLE_READ) == ("oak",)
    assert DEE.actor().schools_for(Permission.PEOPLE_READ) == ALL_SCHOOLS
    assert MATEO.actor().schools_for(Permission.PEOPLE_READ) == ()
    assert FERN.actor().schools_for(Permission.ATTENDANCE_MARK) == ()


def test_who_has_left_holds_no_role() -> None:
    assert PRIYA.leave(now=PRIYA.joined_at).actor().schools_for(Permission.SCHOOL_READ) == ()


@given(actors, st.sampled_from(Permission), scopes)
def test_may_is_never_wider_than_sees(actor, permission, scope) -> None:
    if actor.may(permission, scope) and scope != DISTRICT:
        assert actor.sees(scope)


@given(actors, st.sampled_from(Permission), scopes)
def test_another_schools_principal_never_reaches_in(actor, permission, scope) -> None:
    """Without a district-wide role, and with nothing of one's own there, another school stays closed."""
    reach = {school for grant in actor.grants for school in grant.schools} | {actor.school}
    if scope.school and scope.school not in reach and "*" not in reach and scope.person != actor.person:
        assert not actor.may(permission, scope)


@given(actors, scopes)
def test_what_is_ones_own_is_ones_own(actor, scope) -> None:
    if scope.person == actor.person:
        assert all(actor.may(permission, scope) for permission in OWN)


def test_plm_itself_may() -> None:
    SYSTEM.must(Permission.AUDIT_READ, DISTRICT)
