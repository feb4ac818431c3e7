"""What there is to learn: courses, their editions, the modules of an edition, and what completing it asks."""

from plm.catalog.model.content import Content, Page
from plm.catalog.model.edition import Course, Credit, Door, Edition, Module, Requirement
from plm.catalog.model.rule import Evaluated, Group, Minutes, Modules, Passed, Practiced, Rule, Sessions, leaves
from plm.catalog.model.work import ModuleWork, Waiver

__all__ = [
    "Content",
    "Course",
    "Credit",
    "Door",
    "Edition",
    "Evaluated",
    "Group",
    "Minutes",
    "Module",
    "ModuleWork",
    "Modules",
    "Page",
    "Passed",
    "Practiced",
    "Requirement",
    "Rule",
    "Sessions",
    "Waiver",
    "leaves",
]
