"""A stored file as an answer: whole, in the part that is asked for, or as "you have it already".

A film is asked for in ranges, and a browser asks for "from here to the end" although it will not watch to the end.
Such an answer is cut after a few megabytes, which HTTP allows and every browser continues from: so no thread of the
server is held for as long as somebody watches.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from flask import Response, request
from werkzeug.datastructures import Range
from werkzeug.http import is_resource_modified

LONGEST = 4 * 1024 * 1024
"""Bytes in the answer to one range."""

_STEP = 256 * 1024

KEPT = "private, max-age=31536000, immutable"
"""A file under the hash of its content never changes; only who is signed in has it."""

CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Opened by itself, a file draws and does nothing else."""


def sent(content: Callable[[], BinaryIO], *, size: int, media_type: str, etag: str) -> Response:
    """The answer for a file whose address names its content.

    Args:
        content: opens the file, to be read from any place; it is closed when the answer is sent.
        size: its bytes.
        media_type: what it is, for the browser.
        etag: a word that stands for this content only.
    """
    if not is_resource_modified(request.environ, etag=etag):
        response = Response(status=304)
    elif request.method == "HEAD":
        response = Response()
        response.content_length = size
    elif (asked := request.range) is None or asked.units != "bytes" or not _still(etag):
        response = Response(_read(content(), 0, size), direct_passthrough=True)
        response.content_length = size
    elif (part := _part(asked, size)) is None:
        response = Response(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
    else:
        start, stop = part
        response = Response(_read(content(), start, stop), status=206, direct_passthrough=True)
        response.content_length = stop - start
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response.content_type = media_type
    response.set_etag(etag)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = KEPT if response.status_code != 416 else "no-store"
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _still(etag: str) -> bool:
    """Whether a range is meant for this content: a browser may ask on condition."""
    condition = request.if_range
    return condition is None or (condition.date is None and condition.etag in (None, etag))


def _part(asked: Range, size: int) -> tuple[int, int] | None:
    """From where and up to where; of several ranges the first, which is answer enough."""
    if not asked.ranges:
        return None
    first, last = asked.ranges[0]
    if first < 0:
        first, last = max(0, size + first), size
    last = min(size, size if last is None else last, first + LONGEST)
    return (first, last) if first < last else None


def _read(content: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    with content:
        content.seek(start)
        left = stop - start
        while left and (step := content.read(min(_STEP, left))):
            left -= len(step)
            yield step
