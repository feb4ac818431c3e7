"""Due work: plan what the rules ask for, and send what is due."""

from plm.jobs import Services
from plm.mail.ledger import Round, Verdict, send_round, settle
from plm.mongo.collection import Doc
from plm.reminders import actions
from plm.reminders.actions import Planned
from plm.reminders.store import REMINDERS


def plan(services: Services) -> Planned:
    """Look at everybody whose next reminder may be due, batch by batch, until nobody is left."""
    done = Planned()
    while not services.stopping.is_set():
        batch = actions.plan_due(services.db, services.settings, now=services.clock())
        done += batch
        if not batch.looked:
            break
    return done


def send(services: Services) -> Round:
    """Send what is due, batch by batch, after settling what others left unclear when they died."""
    settle(services.db, REMINDERS, services.mailer, now=services.clock())

    def compose(row: Doc) -> Verdict:
        return actions.compose(services.db, services.settings, row, now=services.clock())

    done = Round()
    while not services.stopping.is_set():
        batch = send_round(
            services.db,
            REMINDERS,
            compose,
            services.mailer,
            clock=services.clock,
            stop=services.stopping.is_set,
        )
        done += batch
        if not batch.claimed or batch.down:
            break
    return done
