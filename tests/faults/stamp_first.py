"""The order we do not use, for the negative control: stamp, then send. Run as a process, so that it can be killed.

python -m tests.faults.stamp_first MONGODB_URI DATABASE SMTP_URL
"""

import sys

from plm import clock
from plm.mail import Mail
from plm.mail.ledger import State
from plm.mail.senders import Smtp
from plm.mongo import connect
from plm.reminders.store import REMINDERS
from tests.faults.conftest import SENDER


def main(uri: str, database: str, relay: str) -> None:
    """Stamp each row that is due, then send it."""
    db = connect(uri, database)
    smtp = Smtp(relay, SENDER)
    for row in list(REMINDERS.of(db).find({"state": State.DUE})):
        REMINDERS.of(db).update_one({"_id": row["_id"]}, {"$set": {"state": State.SENT}})
        mail = Mail(row["_id"], f"{row['person']}@alder.example", row["person"], "S", "t", "h")
        smtp.send(mail, lambda: True, now=clock.now())
    smtp.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
