"""Submissions: one collection for what people hand in, whatever the kind of the module."""

from plm.mongo import Collection, Index

SUBMISSIONS = Collection(
    "submissions",
    indexes=(
        Index(("person",), why="everything a person wrote, to hand it to them or to erase it"),
        Index(("enrollment",), why="what was handed in to an enrollment"),
    ),
)
