"""How often somebody may try: windows of the `limits` library, kept in PLM's own database.

Every process counts in the same place. `limits` reads the clock itself; the moment given here only
says how long to wait.
"""

import hashlib
from datetime import datetime
from math import ceil
from typing import Any

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MongoDBStorage
from limits.strategies import MovingWindowRateLimiter
from pymongo import MongoClient
from pymongo.database import Database

from plm.errors import RuleBroken
from plm.mongo import Collection, Index

TRIES = Collection(
    "tries", indexes=(Index(("expireAt",), why="a window is forgotten when it is over", expire_after=0),)
)
# `limits` makes a second collection for its fixed windows, which PLM does not use.
COUNTS = Collection(
    "try_counts", indexes=(Index(("expireAt",), why="a window is forgotten when it is over", expire_after=0),)
)

SIGN_INS_OF_ADDRESS = RateLimitItemPerMinute(5, 15, namespace="sign-in-address")
# A whole school may come from one address of the network, so only failed attempts count here.
FAILURES_OF_NETWORK = RateLimitItemPerMinute(30, 15, namespace="sign-in-network")
RESETS_OF_ADDRESS = RateLimitItemPerHour(5, 1, namespace="reset-address")
RESETS_OF_NETWORK = RateLimitItemPerHour(60, 1, namespace="reset-network")


class TooManyTries(RuleBroken):
    """Too many tries.

    Attributes:
        wait: seconds until the next one.
    """

    code = "too-many-tries"

    def __init__(self, wait: int) -> None:
        minutes = max(1, ceil(wait / 60))
        super().__init__(
            f"That was many tries in a short time. Wait {'a minute' if minutes == 1 else f'{minutes} minutes'}, "
            "then try again. If you have forgotten the password, ask for a new one instead."
        )
        self.wait = wait


class Throttle:
    """Counts tries and says when there were too many."""

    def __init__(self, db: Database) -> None:
        self._storage = _Storage(db)
        self._limiter = MovingWindowRateLimiter(self._storage)

    def count(self, limit: RateLimitItem, who: str, *, now: datetime) -> None:
        """Count a try.

        Raises:
            TooManyTries: it is one too many; it is not counted.
        """
        if not self._limiter.hit(limit, _key(who)):
            raise self._too_many(limit, who, now)

    def must_be_free(self, limit: RateLimitItem, who: str, *, now: datetime) -> None:
        """Ask whether a try would be allowed, without counting it.

        Raises:
            TooManyTries: it would be one too many.
        """
        if not self._limiter.test(limit, _key(who)):
            raise self._too_many(limit, who, now)

    def forget(self, limit: RateLimitItem, who: str) -> None:
        """Begin anew for somebody who has shown who they are."""
        self._limiter.clear(limit, _key(who))

    def _too_many(self, limit: RateLimitItem, who: str, now: datetime) -> TooManyTries:
        free_at = self._limiter.get_window_stats(limit, _key(who)).reset_time
        return TooManyTries(min(max(1, ceil(free_at - now.timestamp())), limit.get_expiry()))


class _Storage(MongoDBStorage):
    """The library's storage on the client that PLM already has."""

    def __init__(self, db: Database) -> None:
        super().__init__(
            "",
            database_name=db.name,
            counter_collection_name=COUNTS.name,
            window_collection_name=TRIES.name,
        )
        # The collections and indexes are PLM's to make (see `TRIES`), not to be looked at on every sign-in.
        self._storage = db.client

    def _init_mongo_client(self, uri: str | None, **options: Any) -> MongoClient:
        raise NotImplementedError("The client is given.")

    def __del__(self) -> None:
        """Leave the client open; the library would close it, but it is not the storage's own."""


def _key(who: str) -> str:
    # Whatever was typed becomes a key of the same length.
    return hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()
