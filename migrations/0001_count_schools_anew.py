"""Count every school anew: the tally of a school says since now what its courses add up to, and so does the district's.

One enrollment of each school and school year is marked, which is what makes the projector count them.
"""

from pymongo.database import Database


def change(db: Database) -> None:
    """Mark them; harmless when done again."""
    years = db["enrollments"].aggregate([{"$group": {"_id": {"school": "$school", "cycle": "$cycle"}}}])
    for year in years:
        db["enrollments"].update_one(year["_id"], {"$set": {"dirty": True}})
