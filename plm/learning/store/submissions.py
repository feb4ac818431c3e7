"""Submissions: one collection for what people hand in, whatever the kind of the module."""

from plm.mongo import Collection, Index

SUBMISSIONS = Collection(
    "submissions",
    indexes=(
        Index(("person",), why="everything a person wrote, to hand it to them or to erase it"),
        Index(("enrollment",), why="what was handed in to an enrollment"),
        Index(("edition", "person"), why="how the questions of an edition were answered", where={"kind": "attempt"}),
        Index(
            ("person", ("handed_in_at", -1)),
            why="what somebody wrote for their facilitator or their team",
            where={"open_to": {"$exists": True}},
        ),
        Index(
            ("course", "school", ("handed_in_at", -1)),
            why="what the people of a school wrote in a course for their team",
            where={"open_to": "team"},
        ),
        Index(
            ("course", "person", "sent_at"),
            why="practice entries that wait for who runs a section",
            where={"kind": "entry", "state": "waiting"},
        ),
        Index(("sent_at",), why="every practice entry that waits", where={"kind": "entry", "state": "waiting"}),
    ),
)
