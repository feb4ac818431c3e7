"""`make bench`: measure every main page against its floors, at district scale and at a tenth of it."""

import argparse
import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from plm import clock
from plm.app import make_ready
from plm.generate import actions
from plm.generate.model import Size
from plm.mongo import connect, embedded
from plm.reports.jobs import turn_day
from plm.settings import Settings
from tests.bench.measure import District, measure, morning_of
from tests.bench.rows import ROWS
from tests.bench.verdict import as_json, broken, table

FOLDER = Path("instance") / "bench"
FULL, TENTH = "full", "tenth"


def main() -> int:
    """Run the bench; 1 when a limit is not kept."""
    asked = _arguments()
    size = Size(asked.people, asked.schools, asked.courses, asked.enrollments).check()
    if asked.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    with embedded.start(FOLDER, cache_gb=2) as server:
        districts = [
            _district(server.uri, FULL, size),
            _district(server.uri, TENTH, tenth_of(size)),
        ]
        rows = [row for row in ROWS if asked.only.casefold() in row.name.casefold()]
        with tqdm(total=asked.rounds, unit=" rounds") as bar:
            results = measure(districts, rows, rounds=asked.rounds, advance=bar.update)
    print(table(results, FULL, TENTH))
    wrong = broken(results, FULL, TENTH)
    for sentence in wrong:
        print(sentence)
    report = {
        "at": clock.now().isoformat(),
        "size": asdict(size),
        "rounds": asked.rounds,
        "rows": as_json(results, FULL, TENTH),
        "broken": wrong,
    }
    Path(asked.json).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if wrong else 0


def tenth_of(size: Size) -> Size:
    """A tenth of the people, schools and enrollments, with the same courses: each school as large as before."""
    return Size(size.people // 10, max(1, size.schools // 10), size.courses, size.enrollments // 10, size.seed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--people", type=int, default=Size.people)
    parser.add_argument("--schools", type=int, default=Size.schools)
    parser.add_argument("--courses", type=int, default=Size.courses)
    parser.add_argument("--enrollments", type=int, default=Size.enrollments)
    parser.add_argument("--rounds", type=int, default=100, help="how often each row is measured")
    parser.add_argument("--only", default="", help="rows whose name holds these words")
    parser.add_argument("--fresh", action="store_true", help="make the districts anew")
    parser.add_argument("--json", default="bench.json", help="where the result is written")
    return parser.parse_args()


def _district(uri: str, name: str, size: Size) -> District:
    """The district of this size, kept from an earlier run or made now."""
    database = f"bench_{name}_{size.people}_{size.schools}_{size.courses}_{size.enrollments}"
    settings = Settings(secret_key="only the bench signs with it", district="Bench County", instance=FOLDER)
    # A new index on half a million enrollments takes longer than a page may wait.
    db = connect(uri, database, socketTimeoutMS=actions.PATIENCE_MS)
    try:
        make_ready(db)
        if not actions.standing(db):
            with tqdm(total=size.enrollments, unit=" enrollments", unit_scale=True, desc=name) as bar:
                actions.generate(
                    uri,
                    database,
                    size,
                    now=clock.now(),
                    clock=clock.now,
                    processes=min(4, os.cpu_count() or 1),
                    advance=bar.update,
                )
        turn_day(db, morning_of(db).astimezone(settings.zone).date())
    finally:
        db.client.close()
    return District(name, uri, database, settings)


if __name__ == "__main__":
    sys.exit(main())
