"""Collections and their indexes."""

from pymongo.database import Database

from plm.mongo import Collection, Index
from plm.mongo.connect import connect

LARGE = Collection("large", indexes=(Index(("word", "number"), why="what takes long to build"),))


def test_an_index_that_takes_longer_than_any_answer_is_waited_for(db: Database, mongod):
    db["large"].insert_many({"number": number, "word": f"{number * 7919 % 100_003:06}" * 4} for number in range(60_000))
    hasty = connect(mongod.uri, db.name, socketTimeoutMS=40)
    LARGE.prepare(hasty)
    LARGE.prepare(hasty)
    hasty.client.close()
    assert "word_1_number_1" in db["large"].index_information()
