"""Words to invent a district from: names of people, of schools, of courses."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    """
Aaliyah Abdi Adaeze Adrian Aiko Aisha Alejandra Alice Amara Amir Ana Andre Angela Anh Anita Anna Anthony Antonio Aria
Arjun Ava Beatriz Ben Bianca Brandon Brenda Brian Camila Carlos Carmen Carol Chloe Chris Claire Cora Curtis Cynthia
Daniel Darius David Deborah Deepa Diego Dolores Dominic Donna Dwayne Edward Elena Eli Elijah Elsa Emeka Emily Emma
Eric Esther Ethan Eva Fatima Felix Fiona Frances Gabriel Gloria Grace Graham Grant Hana Hannah Hassan Heather Hector
Helen Henry Hiro Hugo Ibrahim Imani Ines Irene Isaac Isabel Ivan Jada Jamal James Janet Jasmine Jason Javier Jean
Jenna Jerome Jesse Jin Joan Jonas Jorge Joseph Joy Juan Julia June Kamal Karen Karim Kate Kavita Keisha Kenji Kevin
Kim Kwame Laila Lamar Laura Leah Leo Leon Leticia Lily Linda Linh Lucas Lucia Luis Lydia Malik Marco Maria Marie Mark
Martha Maya Mei Mercy Miguel Mila Mohamed Monica Naomi Nasir Nathan Nia Nicole Nina Noah Nora Olga Olivia Omar Oscar
Paloma Patrice Paul Pedro Peter Priscilla Quinn Rachel Rafael Raj Ramona Ray Rebecca Renee Rhea Ricardo Robin Rosa
Ruth Ryan Sadie Salma Samira Samuel Sara Sean Selena Shanice Sofia Stephen Susan Tamika Tariq Teresa Theo Thomas Tia
Tony Tyrone Uma Valeria Vera Victor Vivian Wanda Wei Wendy Will Xavier Yara Yolanda Yusuf Zainab Zoe
"""
)

LAST = _words(
    """
Abbott Abebe Acosta Adams Adeyemi Aguilar Ahmed Ali Allen Alvarez Amin Anderson Aquino Armstrong Ayala Bailey Baker
Banerjee Barnes Barrera Bell Bennett Berg Bishop Blake Boateng Bowman Boyd Brooks Brown Bryant Burke Burns Butler
Cabrera Campbell Cano Carlson Carter Castillo Castro Chan Chavez Chen Choi Chowdhury Clark Cohen Cole Collins
Contreras Cook Cooper Cortez Cox Crawford Cruz Cunningham Dang Davis Delgado Desai Diaz Diop Dixon Dominguez Douglas
Doyle Duarte Duncan Dunn Edwards Ellis Espinoza Estrada Evans Farah Fernandez Ferrari Figueroa Fischer Flores Ford
Foster Fox Franklin Freeman Fuentes Gallagher Garcia Garza Gibson Gill Gomez Gonzalez Gordon Graham Grant Gray Green
Griffin Guerrero Gupta Gutierrez Haddad Hall Hamilton Hansen Harris Harrison Hart Hassan Hayes Henderson Hernandez
Herrera Hicks Hill Ho Hoang Holmes Howard Hughes Hunt Hussein Ibarra Iyer Jackson Jacobs James Jensen Jimenez Johnson
Jones Jordan Juarez Kamara Kaplan Kaur Kelly Kennedy Khan Kim King Klein Knight Kowalski Kumar Lara Larsen Lawson Le
Lee Leon Lewis Lin Liu Long Lopez Lowe Lozano Luna Lynch Mack Maldonado Marin Marsh Martin Martinez Mason Mbeki McCoy
McDonald Medina Mehta Mejia Mendoza Mensah Meyer Miller Mills Mitchell Molina Monroe Montes Moore Morales Moreno
Morgan Morris Murphy Murray Myers Nair Navarro Nelson Newman Nguyen Nichols Nkosi Novak Nunez Obrien Ochoa Okafor
Olsen Ortega Ortiz Osman Owens Pacheco Padilla Palmer Park Parker Patel Payne Pena Perez Perry Peters Pham Phillips
Pierce Porter Powell Price Quinn Quintero Ramirez Ramos Rao Reed Reese Reyes Reynolds Rice Rios Rivera Roberts
Robinson Rodriguez Rogers Rojas Romero Rosario Ross Ruiz Russell Ryan Saleh Salazar Sanchez Sanders Sandoval Santos
Sato Schmidt Schneider Scott Serrano Shah Sharma Shaw Silva Simmons Singh Smith Soto Spencer Stein Stevens Stewart
Stone Suarez Sullivan Suzuki Tanaka Tate Taylor Thomas Thompson Torres Tran Tucker Turner Valdez Vargas Vasquez Vega
Velez Vo Wade Wagner Walker Wallace Walsh Wang Ward Warren Washington Watson Weaver Webb Weber West White Williams
Wilson Wong Wood Wright Wu Yang Yilmaz Young Zamora Zhang
"""
)

PLACES = _words(
    """
Alder Amber Aspen Bayview Beacon Birch Bluff Bridge Brook Canyon Cedar Chestnut Clearwater Clover Copper Coral Creek
Crescent Cypress Dogwood Eagle East Elm Fairview Falcon Fern Forest Garden Glen Granite Grove Harbor Hawthorn Hazel
Heron Hickory Highland Hillcrest Holly Ironwood Juniper Kestrel Lakeside Laurel Liberty Lincoln Linden Magnolia Maple
Meadow Mill Mission Mountain North Oak Orchard Palm Park Pecan Pine Pioneer Plum Poplar Prairie Quail Ridge River Rose
Sage Sandhill South Spring Spruce Stone Summit Sunset Sycamore Timber Union Valley Walnut Washington West Willow
"""
)

FEATURES = ("", "Hill", "Road", "Creek", "Park", "Run", "Grove", "Point", "Street", "Field")

AREAS = ("North", "East", "South", "West", "Central")

POSITIONS = (
    ("Teacher", 62),
    ("Paraeducator", 14),
    ("Counselor", 4),
    ("Social worker", 2),
    ("Assistant principal", 3),
    ("Office staff", 5),
    ("Bus driver", 4),
    ("Custodian", 4),
    ("Nurse", 1),
    ("Restorative coach", 1),
)

TOPICS = (
    "Restorative conversations",
    "Community-building circles",
    "Mental health and trauma",
    "Social and emotional learning",
    "Calm beginnings",
    "Repairing harm",
    "Welcoming newcomers",
    "Working with families",
    "De-escalation",
    "Classroom agreements",
    "Re-entry after absence",
    "Adult well-being",
    "Bullying and bystanders",
    "Inclusive routines",
    "Words that keep dignity",
)

FORMS = ("foundations", "in practice", "for leaders", "for support staff")

_SENTENCES = (
    "A routine helps most on the days when nobody has time for it.",
    "Say what you saw before you say what you think of it.",
    "People who are asked first are more willing to be told later.",
    "The question to begin with is a small one, and everybody in the room can answer it.",
    "Silence is not refusal; wait a little longer than is comfortable.",
    "What was agreed in September must be read again in January.",
    "A student who comes back should be met at the door by somebody who knows their name.",
    "Nobody has to share anything, and passing is always a complete answer.",
    "The adults agree first, so that the students hear one voice.",
    "Write down what you will do on Monday, and tell one colleague about it.",
    "When harm was done, ask who was touched by it and what they need.",
    "Short and regular does more than long and once.",
)


def full_name(rng: Random) -> tuple[str, str]:
    """A first and a last name."""
    return rng.choice(FIRST), rng.choice(LAST)


def paragraph(rng: Random, sentences: int = 7) -> str:
    """Some sentences of an invented reading."""
    return " ".join(rng.choice(_SENTENCES) for _ in range(sentences))


def course_title(place: int) -> str:
    """The title of the course at this place, counted from 0; no two alike."""
    topic = TOPICS[place % len(TOPICS)]
    turn = place // len(TOPICS)
    form = FORMS[turn % len(FORMS)]
    more = turn // len(FORMS)
    return f"{topic}, {form}" + (f", part {more + 1}" if more else "")
