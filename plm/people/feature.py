"""What `people` plugs in."""

from plm.feature import Feature
from plm.people.sign_ins import SIGN_INS
from plm.people.store import PEOPLE

FEATURE = Feature("people", collections=(PEOPLE, SIGN_INS))
