"""A figure in the text of a page: an image alone in its paragraph that names a file of the course by its hash.

    ![Eight chairs in a ring](sha256:3f…9c.svg#640x400 "The ring of the *first* meeting")

So the text says everything a page needs, and an edition's own hash covers what its figures show.
"""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token

SCHEME = "sha256"
"""How an address begins that names a file of a course by its content."""

SOURCE = re.compile(rf"{SCHEME}:[0-9a-f]{{64}}\.[a-z0-9]{{2,5}}")
"""The address of a file of a course: its hash and what kind it is."""

_ADDRESS = re.compile(rf"({SOURCE.pattern})#(\d{{1,5}})x(\d{{1,5}})")


def address(name: str, width: int, height: int) -> str:
    """The address of a figure in the text of a page.

    Args:
        name: the file's hash and ending, `3f…9c.svg`.
        width, height: of the picture, in pixels.
    """
    return f"{SCHEME}:{name}#{width}x{height}"


def named(where: str) -> tuple[str, int, int] | None:
    """What an address of a figure names: the source without the size, its width and height; nothing if it is none."""
    found = _ADDRESS.fullmatch(where)
    return (found[1], int(found[2]), int(found[3])) if found else None


def only_image(inline: Token) -> Token | None:
    """The image that is all of a paragraph; nothing when there is more or none."""
    children = [child for child in inline.children or () if child.type != "text" or child.content.strip()]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def figure_of(paragraph: Sequence[Token]) -> Token | None:
    """The figure that a paragraph (its opening, its words, its end) stands for; nothing if it is an ordinary one."""
    if len(paragraph) != 3 or paragraph[0].type != "paragraph_open" or (image := only_image(paragraph[1])) is None:
        return None
    if (shown := named(str(image.attrGet("src") or ""))) is None:
        return None
    source, width, height = shown
    meta: dict[str, Any] = {"source": source, "width": width, "height": height}
    meta |= {"alt": words_of(image), "caption": str(image.attrGet("title") or "")}
    return Token("figure", "figure", 0, meta=meta, block=True)


def words_of(image: Token) -> str:
    """What is said about an image, without the marks of emphasis."""
    said = {"text", "code_inline", "text_special"}
    children = image.children or ()
    return "".join(one.content if one.type in said else " " * one.type.endswith("break") for one in children).strip()
