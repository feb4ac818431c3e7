"""Say of each school how many of its enrollments are due up to each due date, instead of on each.

So that the director's page finds who is late at one place of a list, where it walked through all of it.
"""

from itertools import accumulate

from pymongo.database import Database


def change(db: Database) -> None:
    """Write what is there anew; harmless when done again."""
    for doc in db["tallies"].find({"course": "*", "due": {"$exists": True}}, {"due": 1, "as_of": 1}):
        days = {
            "due_on": [one["on"] for one in doc["due"]],
            "due_upto": list(accumulate(one["n"] for one in doc["due"])),
        }
        # Who has counted the school again meanwhile has written it as it should be.
        same = {"_id": doc["_id"], "as_of": doc["as_of"]}
        db["tallies"].update_one(same, {"$set": days, "$unset": {"due": ""}})
