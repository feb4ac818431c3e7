"""Names as places on a page."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1024)
def slug(words: str) -> str:
    """A name as the id of a place on a page: "where-to-help-first". Never empty, never begins with a digit."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    joined = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))
    return joined if joined[:1].isalpha() else f"part-{joined}".rstrip("-")
