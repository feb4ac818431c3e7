"""What `generate` plugs in."""

from plm.feature import Feature
from plm.generate.commands import generate
from plm.generate.store import GENERATED

FEATURE = Feature("generate", collections=(GENERATED,), commands=(generate,))
