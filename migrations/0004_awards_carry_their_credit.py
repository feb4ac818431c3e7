"""Awards carry their credit line by line: those of before gave clock hours alone, and keep just that."""

from pymongo.database import Database


def change(db: Database) -> None:
    """Give every award the new fields, empty; harmless when done again."""
    empty = {"ran_by": [], "credit": [], "areas": [], "waits_for": [], "turn": 0}
    db["awards"].update_many({"turn": {"$exists": False}}, {"$set": empty})
