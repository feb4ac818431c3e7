"""What `demo` plugs in."""

from plm.demo.commands import demo
from plm.demo.store import DEMO
from plm.feature import Feature

FEATURE = Feature("demo", collections=(DEMO,), commands=(demo,))
