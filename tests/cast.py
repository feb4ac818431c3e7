"""The cast of every test."""

from datetime import UTC, datetime

from plm.access import Role
from plm.people.model import Person, grants_for
from plm.schools.model import Level, School

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 10 in the morning in New York

OAK = School("oak", "Oak Middle School", Level.MIDDLE, "North", "America/New_York")
ELM = School("elm", "Elm Elementary School", Level.ELEMENTARY, "South", "America/New_York")
SCHOOLS = (OAK, ELM)


def _person(key: str, name: str, role: Role, school: str, position: str) -> Person:
    return Person(
        id=key,
        email=f"{key}@alder.example",
        name=name,
        school=school,
        position=position,
        grants=grants_for(role, school),
        joined_at=datetime(2024, 8, 1, tzinfo=UTC),
    )


DEE = _person("dee", "Dee Alvarez", Role.DIRECTOR, "", "Director of professional learning")
PRIYA = _person("priya", "Priya Raman", Role.PRINCIPAL, "oak", "Principal")
MATEO = _person("mateo", "Mateo Ortiz", Role.STAFF, "oak", "Teacher")
NADIA = _person("nadia", "Nadia Karim", Role.STAFF, "oak", "Counselor")
FERN = _person("fern", "Fern Whitaker", Role.FACILITATOR, "", "Instructional specialist")
OLU = _person("olu", "Olu Adeyemi", Role.PRINCIPAL, "elm", "Principal")
ELIF = _person("elif", "Elif Demir", Role.STAFF, "elm", "Teacher")
ADA = _person("ada", "Ada Lindqvist", Role.ADMINISTRATOR, "", "Systems administrator")
CAST = (DEE, PRIYA, MATEO, NADIA, FERN, OLU, ELIF, ADA)
