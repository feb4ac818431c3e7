"""What people do about sections: look at them, plan them, change them and call them off."""

from plm.sections.actions.changing import cancel, change, unseat
from plm.sections.actions.planning import Choices, Plan, choices, create
from plm.sections.actions.shown import Shown, invitation, mine, show, to_change

__all__ = [
    "Choices",
    "Plan",
    "Shown",
    "cancel",
    "change",
    "choices",
    "create",
    "invitation",
    "mine",
    "show",
    "to_change",
    "unseat",
]
