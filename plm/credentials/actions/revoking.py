"""Taking an award back."""

from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.credentials.model import Award, code_from
from plm.credentials.store import Awards
from plm.enrollment.actions import forfeit_hours
from plm.errors import RuleBroken
from plm.mongo import transactional


@transactional
def revoke(db: Database, words: str, *, reason: str, actor: Actor, now: datetime) -> Award:
    """Take a certificate back; the public check says so from then on, and its hours count nowhere any more.

    Raises:
        NotFound: no such certificate.
        NotAllowed: only those who keep the district's people may.
        RuleBroken: it was revoked before, or no reason is given.
    """
    before = Awards(db).get(code_from(words))
    actor.must(Permission.PEOPLE_WRITE, before.scope)
    after = before.revoke(reason, now=now)
    if not Awards(db).revoke(after):
        raise RuleBroken("This certificate was revoked before.", code="already-revoked")
    forfeit_hours(db, after.code, now=now)
    audit.record(db, actor, "award.revoked", after.code, school=after.school, reason=after.reason, now=now)
    return after
