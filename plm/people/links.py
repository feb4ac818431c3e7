"""Mailed links: random, expiring, good for one use. Only the hash of a link is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pymongo.database import Database

from plm.errors import RuleBroken
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.people.model import Person


class LinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"


GOOD_FOR = {LinkKind.INVITATION: timedelta(days=14), LinkKind.RESET: timedelta(hours=1)}
# Kept so long after its end, so that an old link can be answered in its own words.
REMEMBERED = timedelta(days=60)

LINKS = Collection(
    "links",
    indexes=(
        Index(("person", "kind"), why="the earlier links of a person, which a new one replaces"),
        Index(("forget_at",), why="an old link is forgotten", expire_after=0),
    ),
)


@dataclass(frozen=True)
class Link:
    """A link as it is kept.

    Attributes:
        id: SHA-256 of the token in the link.
        epoch, email: the person's when it was made; when they have changed, it is void.
    """

    id: str
    kind: LinkKind
    person: str
    email: str
    epoch: int
    expires_at: datetime
    used_at: datetime | None = None
    replaced: bool = False

    def must_open(self, person: Person, *, now: datetime) -> None:
        """Whether the link still leads somewhere.

        Raises:
            RuleBroken: used, replaced, expired, or made for how the person was before.
        """
        if self.used_at is not None:
            raise RuleBroken("This link has been used already. A link is good for one time.", code="link-used")
        if self.replaced:
            raise RuleBroken("A newer link was sent after this one. Use the newest mail.", code="link-replaced")
        if now >= self.expires_at:
            good = "14 days" if self.kind is LinkKind.INVITATION else "one hour"
            raise RuleBroken(f"This link has expired. It was good for {good}.", code="link-expired")
        if (person.epoch, person.email) != (self.epoch, self.email) or not person.active:
            raise RuleBroken("This link is not good any more, because the account has changed since.", code="link-void")


class Links:
    """What can be asked about links."""

    def __init__(self, db: Database) -> None:
        self._docs = LINKS.of(db)

    def make(self, kind: LinkKind, person: Person, *, now: datetime) -> str:
        """Make a link for a person, which replaces their earlier ones of the kind; returns the token."""
        self._docs.update_many({"person": person.id, "kind": kind, "used_at": None}, {"$set": {"replaced": True}})
        token = secrets.token_urlsafe(32)
        ends = now + GOOD_FOR[kind]
        self._docs.insert_one(
            {
                "_id": _hash(token),
                "kind": kind,
                "person": person.id,
                "email": person.email,
                "epoch": person.epoch,
                "expires_at": ends,
                "forget_at": ends + REMEMBERED,
                "used_at": None,
                "replaced": False,
            }
        )
        return token

    def find(self, kind: LinkKind, token: str) -> Link | None:
        """The link of this token."""
        doc = self._docs.find_one({"_id": _hash(token), "kind": kind})
        return _from_doc(doc) if doc else None

    def use(self, link: Link, *, now: datetime) -> bool:
        """Use it up; false when somebody was faster."""
        used = self._docs.update_one({"_id": link.id, "used_at": None}, {"$set": {"used_at": now}})
        return used.modified_count == 1


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _from_doc(doc: Doc) -> Link:
    return Link(
        doc["_id"],
        LinkKind(doc["kind"]),
        doc["person"],
        doc["email"],
        doc["epoch"],
        doc["expires_at"],
        doc["used_at"],
        doc["replaced"],
    )
