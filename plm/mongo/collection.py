"""A collection says its indexes, and each index says which question it answers."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pymongo
from pymongo.collection import Collection as MongoCollection
from pymongo.database import Database
from pymongo.errors import AutoReconnect, CollectionInvalid
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from plm.mongo.transaction import inside

Doc = dict[str, Any]

_PATIENCE = 360
"""How often an index that is still being built is asked for; with ten seconds for each answer, for an hour."""

_CLUSTERED: Doc = {"clusteredIndex": {"key": {"_id": 1}, "unique": True}}


@dataclass(frozen=True)
class Index:
    """An index and why it is there.

    Args:
        keys: field names, or (name, 1 | -1).
        why: the question it answers, in words.
        unique: two documents with the same keys are refused.
        where: only documents that match are indexed (a partial index).
        expire_after: seconds after the (single, date) key when MongoDB removes the document.
    """

    keys: tuple[str | tuple[str, int], ...]
    why: str
    unique: bool = False
    where: Mapping[str, Any] | None = None
    expire_after: int | None = None

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """The keys as MongoDB wants them."""
        return [(key, 1) if isinstance(key, str) else key for key in self.keys]

    def model(self) -> pymongo.IndexModel:
        """The index as pymongo wants it."""
        options: dict[str, Any] = {}
        if self.unique:
            options["unique"] = True
        if self.where is not None:
            options["partialFilterExpression"] = dict(self.where)
        if self.expire_after is not None:
            options["expireAfterSeconds"] = self.expire_after
        return pymongo.IndexModel(self.pairs, **options)


@dataclass(frozen=True)
class Collection:
    """A named collection of the database with the indexes it needs.

    Attributes:
        clustered: documents lie in the order of their ids, and not in the one in which they came.
    """

    name: str
    indexes: tuple[Index, ...] = field(default=())
    clustered: bool = False

    def of(self, db: Database) -> MongoCollection[Doc]:
        """The collection in this database.

        Inside a transaction the transaction's own concerns hold, and pymongo's bound session does not
        take a collection's away by itself.
        """
        docs = db[self.name]
        if inside():
            return docs.with_options(write_concern=WriteConcern(), read_concern=ReadConcern())
        return docs

    def prepare(self, db: Database) -> None:
        """Create the collection (a transaction cannot) and its indexes; harmless when they exist."""
        if self.name not in db.list_collection_names(filter={"name": self.name}):
            with suppress(CollectionInvalid):  # Another process may be a moment faster.
                db.create_collection(self.name, **(_CLUSTERED if self.clustered else {}))
        if self.indexes:
            self._build(db)

    def _build(self, db: Database) -> None:
        """Create the indexes, however long that takes.

        On a large collection it takes longer than any answer is waited for. The server goes on building meanwhile, and
        to ask for the same indexes again is to wait for them.
        """
        for _ in range(_PATIENCE - 1):
            with suppress(AutoReconnect):
                self.of(db).create_indexes([index.model() for index in self.indexes])
                return
        self.of(db).create_indexes([index.model() for index in self.indexes])


def prepare(db: Database, collections: Iterable[Collection]) -> None:
    """Make the database ready for these collections."""
    for collection in collections:
        collection.prepare(db)
