"""Let each module of an edition hold a content of its kind, where all kinds once shared the fields of the module.

An edition keeps its id, which carries the hash of what it was published as.
"""

from typing import Any

from pymongo.database import Database


def change(db: Database) -> None:
    """Reshape the editions that have the old shape; harmless when done again."""
    for doc in db["editions"].find({"modules.content": {"$exists": False}}):
        modules = [_reshaped(module) for module in doc["modules"]]
        db["editions"].update_one({"_id": doc["_id"]}, {"$set": {"modules": modules, "rule": None}})


def _reshaped(module: dict[str, Any]) -> dict[str, Any]:
    if "content" in module:
        return module
    content: dict[str, Any]
    match module["kind"]:
        case "reading":
            content = {"text": module["pages"]}
        case "quiz":
            content = module["quiz"]
        case "reflection":
            content = {"intro": module["intro"], "prompts": module["prompts"]}
        case _:
            content = {"guide": module.get("guide", [])}
    return {
        "id": module["id"],
        "title": module["title"],
        "minutes": module["minutes"],
        "kind": module["kind"],
        "content": content,
        "requires": [],
    }
