"""Collections and their indexes."""

from pymongo import MongoClient
from pymongo.database import Database

from plm.mongo import Collection, Index

LARGE = Collection("large", indexes=(Index(("word", "number"), why="what takes long to build"),))


def test_an_index_that_takes_longer_than_any_answer_is_waited_for(db: Database, mongod, monkeypatch):
    words = ({"number": number, "word": f"{number * 7919 % 100_003:06}" * 4} for number in range(60_000))
    db["large"].insert_many(words)
    hasty: MongoClient = MongoClient(mongod.uri, socketTimeoutMS=40)
    monkeypatch.setattr(Collection, "of", lambda self, _: hasty[db.name][self.name])
    LARGE.prepare(db)
    LARGE.prepare(db)
    hasty.close()
    assert "word_1_number_1" in db["large"].index_information()
