"""Measuring: every row with its floors, in turn, again and again in one process, so that noise meets all alike."""

import gc
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median, quantiles

from pymongo.database import Database

from plm.app import create_app
from plm.mongo import connect
from plm.settings import Settings
from tests.bench.browser import Browser
from tests.bench.floors import hello, same_questions
from tests.bench.plans import scans
from tests.bench.record import Recorder, replayer
from tests.bench.rows import Place, Ready, Row

WARM = 5


@dataclass(frozen=True)
class District:
    """A database with a generated district in it.

    Attributes:
        name: how the table calls it.
    """

    name: str
    uri: str
    database: str
    settings: Settings


@dataclass
class Result:
    """What was measured of one row in one district. Times in seconds; CPU is this process's own.

    Attributes:
        main, most: as the row says.
        commands: names of the commands of one request, in order.
        scans: questions answered by reading a whole collection.
    """

    row: str
    district: str
    main: bool
    most: float
    size: int
    commands: tuple[str, ...]
    scans: tuple[str, ...]
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    hello: list[float] = field(default_factory=list)

    @property
    def queries(self) -> int:
        """Commands sent by one request."""
        return len(self.commands)

    @property
    def cpu_ms(self) -> float:
        """CPU time of one request in milliseconds, the median."""
        return median(self.cpu) * 1000

    @property
    def to_floor(self) -> float:
        """How many times the floor of the same questions and bytes: the median over the rounds."""
        return median(page / floor for page, floor in zip(self.cpu, self.floor, strict=True))

    @property
    def to_hello(self) -> float:
        """How many times a Flask hello."""
        return median(page / floor for page, floor in zip(self.cpu, self.hello, strict=True))

    @property
    def p50_ms(self) -> float:
        """Time on the clock in milliseconds: half of the requests were faster."""
        return median(self.wall) * 1000

    @property
    def p95_ms(self) -> float:
        """Likewise, all but one in twenty."""
        return quantiles(self.wall, n=20)[-1] * 1000


@dataclass(frozen=True)
class _Bench:
    """A row made ready in one district."""

    result: Result
    ready: Ready
    floor: Callable[[], object]


def measure(
    districts: Iterable[District],
    rows: Iterable[Row],
    *,
    rounds: int,
    advance: Callable[[], object] = lambda: None,
) -> list[Result]:
    """Measure every row in every district.

    Args:
        rounds: how often each is done.
        advance: called after each round.
    """
    with ExitStack() as open_:
        benches = [bench for district in districts for bench in _benches(district, list(rows), open_)]
        least = hello()
        for _ in range(WARM):
            for bench in benches:
                _round(bench, least)
        for bench in benches:
            for times in (bench.result.cpu, bench.result.wall, bench.result.floor, bench.result.hello):
                times.clear()
        gc.collect()
        gc.freeze()
        for _ in range(rounds):
            for bench in benches:
                _round(bench, least)
            advance()
        gc.unfreeze()
        return [bench.result for bench in benches]


def _round(bench: _Bench, least: Callable[[], object]) -> None:
    cpu, _ = _timed(least)
    bench.result.hello.append(cpu)
    bench.ready.restore()
    cpu, _ = _timed(bench.floor)
    bench.result.floor.append(cpu)
    bench.ready.restore()
    cpu, wall = _timed(bench.ready.act)
    bench.result.cpu.append(cpu)
    bench.result.wall.append(wall)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    act()
    return time.process_time() - cpu, time.perf_counter() - began


def _benches(district: District, rows: list[Row], open_: ExitStack) -> list[_Bench]:
    """Record each row's questions with one client, and make it ready with another that nobody listens to."""
    recorder = Recorder()
    heard = connect(district.uri, district.database, event_listeners=[recorder])
    open_.callback(heard.client.close)
    db = connect(district.uri, district.database)
    open_.callback(db.client.close)
    listening, quiet = _place(heard, district), _place(db, district)
    benches = []
    for row in rows:
        recorded = row.ready(listening)
        recorded.restore()
        recorded.act()  # what is kept in memory is read now, once for all
        recorded.restore()
        answers: list[object] = []
        commands = recorder.of(lambda recorded=recorded, answers=answers: answers.append(recorded.act()))  # type: ignore[misc]  # fixed by default arguments
        recorded.restore()
        body = answers[0] if isinstance(answers[0], bytes) else b""
        result = Result(
            row=row.name,
            district=district.name,
            main=row.main,
            most=row.most,
            size=len(body),
            commands=tuple(name for name, _ in commands),
            scans=tuple(scans(db, commands)),
        )
        recorded.undo()
        ready = row.ready(quiet)
        open_.callback(ready.undo)
        benches.append(_Bench(result, ready, same_questions(replayer(db, commands), len(body))))
    return benches


def _place(db: Database, district: District) -> Place:
    now = morning_of(db)
    app = create_app(district.settings, db, clock=lambda: now)
    return Place(db, Browser(app, db, now=now), district.settings, now)


def morning_of(db: Database) -> datetime:
    """Ten in the morning on the day the district was made for: when everything is measured.

    Raises:
        LookupError: the database holds no generated district.
    """
    made_for = db.generated.find_one({"_id": "district"})
    if made_for is None:
        raise LookupError(f"{db.name} holds no generated district")
    moment: datetime = made_for["now"].replace(hour=15)
    return moment
