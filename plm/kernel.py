"""What the kernel itself plugs in: its collections, its pages, the job that sends letters."""

from datetime import timedelta

from plm.audit import AUDIT
from plm.feature import Feature
from plm.jobs import Job, Services
from plm.jobs.worker import HEARTBEATS
from plm.mail.ledger import Round, send_round, settle
from plm.mail.letters import LETTERS, compose, forget_words
from plm.mail.senders import MAILBOX
from plm.mongo.migrate import LOCKS, MIGRATIONS
from plm.web.about import pages
from plm.web.nav import NavItem


def send_letters(services: Services) -> Round:
    """Send the letters that are due, after settling those whose sender died; forget the words of those that left."""
    settle(services.db, LETTERS, services.mailer, now=services.clock())
    done = send_round(
        services.db,
        LETTERS,
        lambda row: compose(row, now=services.clock()),
        services.mailer,
        clock=services.clock,
        stop=services.stopping.is_set,
    )
    forget_words(services.db)
    return done


FEATURE = Feature(
    "kernel",
    pages=(pages,),
    collections=(AUDIT, HEARTBEATS, LETTERS, MAILBOX, LOCKS, MIGRATIONS),
    jobs=(Job("letters", send_letters, timedelta(seconds=2), why="sends invitations and other letters"),),
    nav=(NavItem("Help", "about.help_page", 90),),
)
