"""Say of each attempt at a quiz which edition it answered, which questions it was asked, and the how manieth it was.

So that what was answered can be added up question by question, the first attempts by themselves.
"""

from typing import Any

from pymongo.database import Database


def change(db: Database) -> None:
    """Fill in what is missing; harmless when done again."""
    missing = {"kind": "attempt", "number": {"$exists": False}}
    for enrollment in db["submissions"].distinct("enrollment", missing):
        found = db["enrollments"].find_one({"_id": enrollment}, {"edition": 1})
        made: dict[str, int] = {}
        # Every attempt, in its order: one made since knows its number, and counts like the others.
        for doc in db["submissions"].find({"enrollment": enrollment, "kind": "attempt"}).sort([("at", 1), ("_id", 1)]):
            made[doc["module"]] = number = made.get(doc["module"], 0) + 1
            known: dict[str, Any] = {"number": number, "asked": list(doc["chosen"])}
            if found:
                known["edition"] = found["edition"]
            db["submissions"].update_one({"_id": doc["_id"], "number": {"$exists": False}}, {"$set": known})
