"""Files that courses show as they are: pictures, films, captions. Kept for good, each under the hash of its content.

A file never changes, so it may be stored before the edition that names it and by several at once, and an edition needs
no reference to it but the hash. Small files stand in one document. Large ones go through GridFS, and their document is
written last: what has a document is there as a whole.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from bson import ObjectId
from gridfs import GridFSBucket
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.catalog.files.assets import Asset
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

SMALL = 1024 * 1024
"""Bytes up to which a file stands in its document."""

FILES = Collection("course_files")
LARGE = Collection("course_files_large.files", indexes=(Index(("filename", "uploadDate"), why="GridFS looks for it"),))
CHUNKS = Collection(
    "course_files_large.chunks",
    indexes=(Index(("files_id", "n"), why="the parts of a large file in their order", unique=True),),
)

_PART = 1024 * 1024
"""Bytes in one part of a large file."""


@dataclass(frozen=True)
class CourseFile:
    """A file that is stored.

    Attributes:
        hash: SHA-256 of its content, in hex.
        suffix: what kind it is, without a point.
        name: what its first author called it.
        size: in bytes.
        width, height: of a picture, in pixels; otherwise 0.
        large: where GridFS keeps it; nothing for a small one.
    """

    hash: str
    suffix: str
    media_type: str
    name: str
    size: int
    width: int = 0
    height: int = 0
    large: ObjectId | None = None

    @property
    def file(self) -> str:
        """Its name where PLM serves it: hash and suffix."""
        return f"{self.hash}.{self.suffix}"


class CourseFiles:
    """What can be done with the files of courses."""

    def __init__(self, db: Database) -> None:
        self._docs = FILES.of(db)
        self._large = GridFSBucket(db, "course_files_large", chunk_size_bytes=_PART)

    def add(self, assets: Iterable[Asset], *, now: datetime) -> None:
        """Store files; those that are there already stay as they are.

        Not for the inside of a transaction: a film is larger than one should be.
        """
        wanted = {asset.hash: asset for asset in assets}
        there = {doc["_id"] for doc in self._docs.find({"_id": {"$in": list(wanted)}}, {"_id": 1})}
        for asset in (asset for key, asset in wanted.items() if key not in there):
            self._add(asset, now)

    def get(self, key: str) -> CourseFile:
        """One file, without its content.

        Args:
            key: its hash.

        Raises:
            NotFound: no such file.
        """
        if (doc := self._docs.find_one({"_id": key}, {"data": 0})) is None:
            raise NotFound("There is no such file.")
        return _from(doc)

    def some(self, keys: Iterable[str]) -> list[CourseFile]:
        """Those of the files with these hashes that are there, without their content."""
        return [_from(doc) for doc in self._docs.find({"_id": {"$in": list(keys)}}, {"data": 0}).sort("_id")]

    def open(self, file: CourseFile) -> BinaryIO:
        """The content of a file, to read from any place; a large one is fetched part by part.

        Raises:
            NotFound: no such file.
        """
        if file.large is not None:
            return cast(BinaryIO, self._large.open_download_stream(file.large))
        if (doc := self._docs.find_one({"_id": file.hash}, {"data": 1})) is None:
            raise NotFound("There is no such file.")
        return io.BytesIO(doc["data"])

    def read(self, file: CourseFile) -> bytes:
        """The whole content of a file.

        Raises:
            NotFound: no such file.
        """
        with self.open(file) as content:
            return content.read()

    def _add(self, asset: Asset, now: datetime) -> None:
        if hashlib.sha256(asset.data).hexdigest() != asset.hash:
            raise ValueError(f"{asset.name} is not what its hash says.")
        doc: Doc = {
            "_id": asset.hash,
            "suffix": asset.suffix,
            "media_type": asset.media_type,
            "name": asset.name,
            "size": len(asset.data),
            "width": asset.width,
            "height": asset.height,
            "added_at": now,
        }
        if len(asset.data) <= SMALL:
            doc |= {"data": asset.data}
        else:
            doc |= {"large": self._large.upload_from_stream(asset.file, asset.data)}
        try:
            self._docs.insert_one(doc)
        except DuplicateKeyError:  # Somebody stored it at the same moment.
            if "large" in doc:
                self._large.delete(doc["large"])


def _from(doc: Doc) -> CourseFile:
    return CourseFile(
        hash=doc["_id"],
        suffix=doc["suffix"],
        media_type=doc["media_type"],
        name=doc["name"],
        size=doc["size"],
        width=doc["width"],
        height=doc["height"],
        large=doc.get("large"),
    )
