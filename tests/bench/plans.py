"""Whether the server reads a whole collection to answer a question, by the server's own plan."""

from collections.abc import Iterator
from typing import Any

from pymongo.database import Database

from tests.bench.record import Command, plain

# How MongoDB joins where the other collection has no index that helps.
_JOINS_BY_SCAN = {"HashJoin", "NestedLoopJoin"}

_EXPLAINED = {"find", "aggregate", "update", "delete", "distinct", "count"}


def scans(db: Database, commands: list[tuple[str, Command]]) -> list[str]:
    """The questions that are answered by reading a whole collection, each as “command on collection”."""
    found = []
    for name, command in commands:
        if name not in _EXPLAINED:
            continue
        for asked in _one_by_one(name, plain(command)):
            explained = db.command("explain", asked, verbosity="executionStats")
            found += [f"{name} on {where}" for where in _scanned(explained, str(asked[name]))]
    return list(dict.fromkeys(found))


def _one_by_one(name: str, asked: Command) -> list[Command]:
    """A batch of writes as single ones, which is all that can be explained."""
    batch = {"update": "updates", "delete": "deletes"}.get(name)
    return [asked | {batch: [one]} for one in asked[batch]] if batch else [asked]


def _scanned(part: Any, where: str) -> Iterator[str]:
    """Walk through the plan: a stage COLLSCAN, or a $lookup that scans the other collection."""
    if isinstance(part, list):
        for one in part:
            yield from _scanned(one, where)
        return
    if not isinstance(part, dict):
        return
    where = _namespace(part, where)
    if part.get("stage") == "COLLSCAN":
        yield where
    if part.get("strategy") in _JOINS_BY_SCAN:
        yield str(part["foreignCollection"]).partition(".")[2]
    if isinstance(part.get("$lookup"), dict) and int(part.get("collectionScans", 0)) > 0:
        yield str(part["$lookup"]["from"])
    for key, one in part.items():
        if key != "command":
            yield from _scanned(one, where)


def _namespace(part: dict[str, Any], where: str) -> str:
    if isinstance(part.get("namespace"), str):
        return str(part["namespace"]).partition(".")[2]
    union = part.get("$unionWith")
    return str(union["coll"]) if isinstance(union, dict) and "coll" in union else where
