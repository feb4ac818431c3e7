"""What `people` plugs in."""

from plm.access import Role
from plm.feature import Feature
from plm.people.commands import people
from plm.people.links import LINKS
from plm.people.pages import pages
from plm.people.sign_ins import SIGN_INS
from plm.people.store import PEOPLE
from plm.people.throttle import COUNTS, TRIES
from plm.people.uploads import UPLOADS
from plm.web.nav import NavItem

FEATURE = Feature(
    "people",
    pages=(pages,),
    collections=(PEOPLE, SIGN_INS, LINKS, TRIES, COUNTS, UPLOADS),
    commands=(people,),
    nav=(NavItem("People", "people.directory", 15, roles=frozenset({Role.ADMINISTRATOR})),),
)
