"""Whether an SVG picture only draws.

A picture from an author is shown to everybody, and can be opened by itself. So it may hold what is named here and
nothing else: no script, no other document, nothing that is fetched from elsewhere. The parser never sees an entity,
because a document type is refused before anything is defined in one.
"""

import re
from typing import NoReturn
from xml.parsers import expat

from plm.catalog.files.pictures import LARGEST_SIDE, Unfit

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENTS = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "switch"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"),
    *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker", "style"),
    *("filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix"),
    *("feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB"),
    *("feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight"),
    *("feSpecularLighting", "feSpotLight", "feTile", "feTurbulence"),
}
_INSTEAD = {
    "script": "A picture does nothing: take the script out.",
    "foreignObject": "Write words as <text>.",
    "image": "Draw it, or use the other picture as a figure of its own.",
    "a": "A picture has no links: put them into the text below it.",
    **dict.fromkeys(("animate", "animateMotion", "animateTransform", "set"), "A picture stands still: take it out."),
}

_URL = re.compile(r"url\s*\(\s*([\"']?)\s*(.)", re.IGNORECASE | re.DOTALL)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_BOX = re.compile(r"\s*[-+.\deE]+(?:\s*,\s*|\s+)[-+.\deE]+(?:\s*,\s*|\s+)([.\deE+]+)(?:\s*,\s*|\s+)([.\deE+]+)\s*")


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of an SVG picture, in pixels at its own size.

    Raises:
        Unfit: it is none, or does more than draw.
    """
    looker = _Looker()
    try:
        looker.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code] if error.code in expat.errors.messages else str(error)
        place = f"line {error.lineno}"
        raise Unfit(f"Is not an SVG picture ({reason}). Save it again as SVG.", place) from None
    except (LookupError, ValueError):
        raise Unfit("Is written in an unusual encoding. Save the picture as UTF-8.", "line 1") from None
    return looker.size


class _Looker:
    """Hears everything the parser meets."""

    def __init__(self) -> None:
        self.size = (0, 0)
        self._inside: list[str] = []
        self._style: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words

    def _refuse(self, words: str) -> NoReturn:
        raise Unfit(words, f"line {self.parser.CurrentLineNumber}")

    def _doctype(self, *_: object) -> None:
        self._refuse("Has a DOCTYPE. Take the line away; a picture needs none.")

    def _instruction(self, target: str, _: str) -> None:
        self._refuse(f"Has an instruction <?{target}…?>. Take the line away.")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if not self._inside and (space, tag) != (_SVG, "svg"):
            self._refuse(f'Is not an SVG picture. It begins with <svg xmlns="{_SVG}">.')
        if space != _SVG or tag not in _ELEMENTS:
            instead = _INSTEAD.get(tag, "Save it as plain SVG, or take it out.")
            self._refuse(f"Has <{tag}>, which PLM does not show. {instead}")
        for key, value in attributes.items():
            self._attribute(tag, key, value)
        if not self._inside:
            self.size = self._sized(attributes)
        self._inside.append(tag)

    def _end(self, _: str) -> None:
        if self._inside.pop() == "style":
            self._styled("".join(self._style))
            self._style.clear()

    def _words(self, words: str) -> None:
        if self._inside[-1:] == ["style"]:
            self._style.append(words)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        space, _, key = name.rpartition(" ")
        plain = "".join(value.split()).lower()
        if space not in ("", _XLINK, _XML):
            self._refuse(f"Has {key} of another program in <{tag}>. Save it as plain SVG.")
        if key.lower().startswith("on"):
            self._refuse(f"Has {key} in <{tag}>. A picture does nothing: take it out.")
        if key == "base" or (key == "href" and not plain.startswith("#")):
            self._refuse(f"Fetches something from elsewhere with {key} in <{tag}>. Draw it here.")
        if "javascript:" in plain or "data:" in plain:
            self._refuse(f"Has an address in {key} of <{tag}>. Draw it here.")
        self._styled(value, url_only=key != "style")

    def _styled(self, style: str, *, url_only: bool = False) -> None:
        """Refuse a style that fetches something, or that may hide that it does behind escapes."""
        if not url_only and ("\\" in style or "@import" in style.lower() or "image-set" in style.lower()):
            self._refuse("Has a style with @import or \\ in it. Write the style without.")
        if any(found[2] != "#" for found in _URL.finditer(style)):
            self._refuse("Has a style that fetches something with url(…). Only url(#…) may stand there.")

    def _sized(self, attributes: dict[str, str]) -> tuple[int, int]:
        box = _BOX.fullmatch(attributes.get("viewBox", ""))
        if box is None:
            self._refuse('Has no viewBox, so it cannot be made smaller. Write viewBox="0 0 640 400" into <svg>.')
        lengths = [_LENGTH.fullmatch(attributes.get(key, "")) for key in ("width", "height")]
        try:
            wide, high = (float(found) for found in box.groups())
            if lengths[0] and lengths[1]:
                wide, high = float(lengths[0][1]), float(lengths[1][1])
            elif lengths[0]:
                wide, high = float(lengths[0][1]), high * float(lengths[0][1]) / wide
            size = round(wide), round(high)
        except (ValueError, ZeroDivisionError, OverflowError):
            size = (0, 0)
        if min(size) < 1 or max(size) > LARGEST_SIDE:
            self._refuse(f"Has no size a page can show. Its sides have from 1 to {LARGEST_SIDE:,} pixels.")
        return size
