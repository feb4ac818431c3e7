"""Sends one roster form and dies just before its n-th command reaches the database.

Run as a program by the fault test: python -m tests.attendance.dying URI DATABASE N
"""

import os
import sys

from pymongo.monitoring import CommandListener, CommandStartedEvent

from plm.attendance import actions
from plm.attendance.model import Presence, State, Wanted
from plm.mongo import connect
from tests.attendance.conftest import ONCE
from tests.cast import FERN, NOW

KILLED = 9


class Death(CommandListener):
    """Ends the process, without a word to anybody, when the n-th command is about to be sent."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.armed = False

    def started(self, event: CommandStartedEvent) -> None:
        if not self.armed:
            return
        self.left -= 1
        if self.left < 0:
            os._exit(KILLED)

    def succeeded(self, event: object) -> None:
        """Goes on."""

    def failed(self, event: object) -> None:
        """Goes on."""


def send(uri: str, database: str, after: int) -> None:
    """Mark two people here and one absent."""
    death = Death(after)
    db = connect(uri, database, event_listeners=[death])
    death.armed = True
    shown = Presence().sign
    wanted = [
        Wanted("mateo", State.HERE, shown),
        Wanted("nadia", State.HERE, shown, came="08:22"),
        Wanted("elif", State.ABSENT, shown),
    ]
    actions.mark(db, "sec1", "sec1-0", wanted, once=ONCE, actor=FERN.actor(), now=NOW)
    death.armed = False


if __name__ == "__main__":
    send(sys.argv[1], sys.argv[2], int(sys.argv[3]))
