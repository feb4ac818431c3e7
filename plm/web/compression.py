"""Stylesheets, scripts and drawings travel compressed; each is compressed once.

Pages are not: they carry a token beside what people typed, and compressing the two together tells
an eavesdropper about the token (the BREACH attack).
"""

import gzip
from functools import lru_cache

from flask import Response, request

_TEXT = ("text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json")
_WORTH_IT = 1_000  # bytes


def compressed(response: Response) -> Response:
    """Compress a file of ours if the browser reads gzip."""
    if request.endpoint != "plm.static" or response.status_code != 200 or response.mimetype not in _TEXT:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or request.range:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) >= _WORTH_IT:
        response.set_data(_gzip(content))
        response.headers["Content-Encoding"] = "gzip"
        # The plain file and its compressed form are two things to a cache.
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(f"{etag}-gzip")
    return response


@lru_cache(maxsize=64)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
