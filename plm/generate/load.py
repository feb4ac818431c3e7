"""Loading the pieces into the database, by several processes at once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from multiprocessing import get_context

from pymongo.collection import Collection as MongoCollection
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from plm.attendance.store import ATTENDANCE, MARKS, Attendance, Marks
from plm.audit import AUDIT
from plm.credentials.store import AWARDS
from plm.enrollment.store import ENROLLMENTS
from plm.generate.district import frame
from plm.generate.model import Size
from plm.generate.piece import Pieces
from plm.mongo import Collection, connect
from plm.mongo.collection import Doc
from plm.reminders.store import REMINDERS, Reminders
from plm.sections.store import SECTIONS

BATCH = 1_000
# Loading and building an index may take longer than a page may wait.
PATIENCE_MS = 600_000

# What a piece fills; their indexes are built after loading, which is faster than keeping them up to date.
FILLED: tuple[Collection, ...] = (ENROLLMENTS, SECTIONS, AWARDS, MARKS, ATTENDANCE, REMINDERS, AUDIT)


def load_pieces(uri: str, database: str, size: Size, *, now: datetime, processes: int) -> Iterator[int]:
    """Make and load every piece; yields the enrollments of each as it is done.

    Args:
        processes: how many work at once; with 1 the work is done here.
    """
    work = (uri, database, size, now)
    if processes == 1:
        with closing(_Worker(*work)) as worker:
            yield from map(worker.load, range(size.pieces))
        return
    # A forked child would share its parent's client; a spawned one makes its own.
    with get_context("spawn").Pool(processes, _begin, work) as pool:
        yield from pool.imap_unordered(_load, range(size.pieces))


def insert(db: Database, collection: Collection, documents: list[Doc]) -> None:
    """Insert many; waits for the server but not for its disk, since an interrupted load is begun anew."""
    docs: MongoCollection[Doc] = collection.of(db).with_options(write_concern=WriteConcern(w=1, j=False))
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        docs.insert_many(batch, ordered=False)


class _Worker:
    """One process: its own client, its own copy of the district's frame."""

    def __init__(self, uri: str, database: str, size: Size, now: datetime) -> None:
        self._db = connect(uri, database, socketTimeoutMS=PATIENCE_MS)
        self._now = now
        self._pieces = Pieces(frame(size, now=now), now=now)

    def load(self, number: int) -> int:
        """Make a piece and load it; returns how many enrollments it holds."""
        piece = self._pieces.make(number)
        insert(self._db, ENROLLMENTS, piece.enrollments)
        insert(self._db, SECTIONS, piece.sections)
        insert(self._db, AWARDS, piece.awards)
        Marks(self._db).add(piece.marks, due_at=self._now)
        Marks(self._db).carried(mark.id for mark in piece.marks)
        Attendance(self._db).save(piece.records)
        Reminders(self._db).plan(piece.reminders)
        insert(self._db, AUDIT, piece.audit)
        return len(piece.enrollments)

    def close(self) -> None:
        """Let go of the database."""
        self._db.client.close()


# The worker of a spawned process, made once by the pool's initializer.
_worker: list[_Worker] = []


def _begin(uri: str, database: str, size: Size, now: datetime) -> None:
    _worker.append(_Worker(uri, database, size, now))


def _load(number: int) -> int:
    return _worker[0].load(number)
