"""Alder County: its schools, and the five people a visitor may enter as."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from plm.access import Role
from plm.people.model import Person, grants_for
from plm.schools.model import Level, School


@dataclass(frozen=True)
class Takes:
    """How the people of a school stand in one course.

    Attributes:
        people: how many take it.
        done, late, stuck: how many of them have finished, are late, cannot go on alone. The rest is on the way.
    """

    people: int
    done: int
    late: int = 0
    stuck: int = 0


@dataclass(frozen=True)
class Place:
    """A school and how it stands in the courses."""

    school: School
    people: int
    foundations: Takes
    circles: Takes
    sel: Takes


# How many people, then how they stand in the foundations, in circles and in SEL for adults.
_TABLE = """
larkspur      Larkspur_Middle         middle      North    42   42,24,4    16,9,0,3   42,26,2
fenwick       Fenwick_Elementary      elementary  South    30   30,7,9     12,0,2     26,6,4
bellamy       Bellamy_High            high        East     56   56,18,7    14,3,1     50,21,5
quarry-road   Quarry_Road_Elementary  elementary  East     28   28,14,1    14,4,0,8   25,16
tidewater     Tidewater_Middle        middle      South    34   34,21,1    12,7       31,18
northgate     Northgate_High          high        North    52   52,35,1    14,9,0,1   46,31,1
cedar-run     Cedar_Run_Middle        middle      West     32   32,23      12,8       30,21
hollins       Hollins_High            high        West     50   50,40,1    14,10      44,35
pine-street   Pine_Street_Elementary  elementary  Central  22   22,18      10,9       20,16
orchard-hill  Orchard_Hill_Elementary elementary  North    26   26,23      11,10      24,21
saltmarsh     Saltmarsh_Elementary    elementary  South    20   20,19      10,9       19,18
juniper       Juniper_Program         program     Central   9   9,6        4,2        9,5
"""


def _place(line: str) -> Place:
    code, name, level, area, number, *takes = line.split()
    title = name.replace("_", " ") + ("" if level == Level.PROGRAM else " School")
    foundations, circles, sel = (Takes(*map(int, one.split(","))) for one in takes)
    return Place(School(code, title, Level(level), area), int(number), foundations, circles, sel)


PLACES = tuple(map(_place, _TABLE.strip().splitlines()))

# The keys begin with “demo-” so that the sign-in page can offer them, in this order.
PRINCIPAL, STAFF, FACILITATOR, DIRECTOR, ADMINISTRATOR = (
    "demo-principal",
    "demo-staff",
    "demo-facilitator",
    "demo-director",
    "demo-administrator",
)


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    """
    Aaron Adela Aisha Alan Amina Anders Angela Anton Bernice Bianca Boris Caleb Carla Cecilia Chidi Clara Conrad
    Dalia Damon Dara Delia Dmitri Edith Elena Elias Emil Esme Ezra Farah Felix Fiona Gideon Greta Hamid Hana Harold
    Helene Idris Ines Irma Jasper Joanna Jonah Judith Kamil Kara Keiko Lamont Leila Leonard Lidia Lorna Mabel
    Malcolm Marisol Mateus Minh Mira Nadine Nestor Nora Odette Omar Opal Otis Paula Petra Quentin Ramon Renata Rhoda
    Rufus Sabine Selma Silas Sonya Stella Tamar Tess Thea Tobias Ugo Una Vance Vera Viola Wade Willa Winston Yara
    Yusuf Zelda
    """
)

_LAST = _words(
    """
    Abara Achterberg Akins Almeida Arlen Ashby Aydin Baird Banks Barlow Bautista Benton Bianchi Birch Bledsoe
    Bonilla Brandt Calder Camacho Castellano Chandra Coffey Colby Corrigan Dalal Danforth Delacruz Desmond Dorsey
    Drummond Eaton Ekwueme Elmore Engel Fairley Farouk Fenn Fontaine Frost Galvan Garrity Gorman Greer Haas Haley
    Hargrove Holloway Huang Ibsen Ingram Ivory Jarvis Joshi Kaya Keating Kimura Lachance Landry Leung Lindgren Lopes
    Mabry Macklin Mahoney Marchetti Mbatha McKay Menon Mercado Mori Nakata Navarrete Noble Norwood Obi Odell Ogden
    Ortega Paige Paredes Pell Pereira Pham Pruitt Quigley Rahman Rangel Rhodes Roldan Rosen Salcedo Santoro Sayed
    Shin Sloan Sorensen Stark Sutter Tackett Tennant Thorne Toro Ueda Upton Valentin Varga Vickers Vu Waters Whitlow
    Wren Yates Yoder Zapata Zeller
    """
)

_POSITIONS = _words(
    """
    Teacher Teacher Teacher Teacher Teacher Teacher Paraeducator Paraeducator Counselor Office-staff Bus-driver
    Custodian
    """
)


def people(rng: Random) -> dict[str, tuple[Person, ...]]:
    """Everybody, by school code; those of the central office under the empty code. The principal comes first."""
    names = _names(rng)
    number = iter(range(1, 1_000))

    def invent(school: str, position: str, role: Role = Role.STAFF, name: str = "", key: str = "") -> Person:
        name = name or next(names)
        return Person(
            id=key or f"alder-{next(number):03}",
            email=f"{name.casefold().replace(' ', '.').replace('á', 'a')}@alder.example",
            name=name,
            school=school,
            position=position,
            grants=grants_for(role, school),
            joined_at=datetime(rng.randint(2008, 2025), 8, rng.randint(1, 28), tzinfo=UTC),
        )

    found: dict[str, tuple[Person, ...]] = {}
    for place in PLACES:
        code = place.school.code
        if code == "larkspur":
            first = [
                invent(code, "Principal", Role.PRINCIPAL, "Denise Okafor", PRINCIPAL),
                invent(code, "Teacher", name="Rosa Whitfield", key=STAFF),
                invent(code, "Teacher", name="Ana Ruiz"),
                invent(code, "Teacher", name="Marcus Bell"),
                invent(code, "Paraeducator", name="Hector Salas"),
                invent(code, "Counselor", name="Priya Raman"),
                invent(code, "Teacher", name="Tomás Herrera"),
                invent(code, "Office staff", name="Lorraine Pitt"),
            ]
        else:
            first = [invent(code, "Principal", Role.PRINCIPAL)]
        rest = [invent(code, rng.choice(_POSITIONS).replace("-", " ")) for _ in range(place.people - len(first))]
        found[code] = (*first, *rest)
    found[""] = (
        invent("", "Facilitator", Role.FACILITATOR, "Joel Amsel", FACILITATOR),
        invent("", "Facilitator", Role.FACILITATOR, "Imani Brooks"),
        invent("", "Facilitator", Role.FACILITATOR, "Lucas Ferrari"),
        invent("", "Director of professional learning", Role.DIRECTOR, "Alma Reyes", DIRECTOR),
        invent("", "Systems administrator", Role.ADMINISTRATOR, "Sam Kessler", ADMINISTRATOR),
    )
    return found


def _names(rng: Random) -> Iterator[str]:
    pairs = [f"{first} {last}" for first in _FIRST for last in _LAST]
    rng.shuffle(pairs)
    return iter(pairs)
