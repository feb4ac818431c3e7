"""No page about credit reads a whole collection."""

from pymongo.database import Database

from plm.credentials import actions
from plm.credentials.store import AWARDS, Awards
from plm.mongo import connect
from tests.bench.plans import scans
from tests.bench.record import Recorder
from tests.cast import DEE, FERN, MATEO, NOW, PRIYA
from tests.credentials.conftest import CODE
from tests.credentials.test_goals import ZONE


def test_what_waits_and_the_record_are_read_by_their_indexes(mongod, cast: Database) -> None:
    actions.begin_rules(cast)
    AWARDS.of(cast).insert_many([{"waits_for": [], "school": "oak", "person": f"p{n}"} for n in range(200)])
    recorder = Recorder()
    with connect(mongod.uri, cast.name, event_listeners=[recorder]).client as client:
        db = client[cast.name]
        for act in (
            lambda: [actions.waiting(db, actor=who.actor()) for who in (DEE, PRIYA, FERN)],
            lambda: actions.record(db, actor=MATEO.actor(), zone=ZONE, now=NOW),
            lambda: actions.rules(db, actor=DEE.actor()).kinds,
            lambda: actions.newest(db, actor=DEE.actor()),
            lambda: Awards(db).before("mateo", CODE),
        ):
            commands = recorder.of(act)
            assert commands
            assert scans(cast, commands) == []
