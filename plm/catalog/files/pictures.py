"""Whether a file is what its name says, told from its first bytes, and how large a picture is."""

LARGEST_SIDE = 5_000
"""Pixels; a picture of more makes a small computer stand still."""


class Unfit(Exception):
    """The content of a file is not as it must be.

    Attributes:
        words: what is wrong and what to do about it.
        place: where in the file.
    """

    def __init__(self, words: str, place: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.place = place


def png(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG picture in pixels.

    Raises:
        Unfit: it is none.
    """
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < 24:
        raise another("PNG picture")
    if b"IEND" not in data[-12:]:
        raise Unfit("Is cut off before its end. Save the picture again.")
    return _sized(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))


def jpeg(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG picture in pixels.

    Raises:
        Unfit: it is none.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        raise another("JPEG picture")
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # Filling between two parts.
            at += 1
        # The frame begins: all of C0 to CF but the tables for Huffman and arithmetic coding, and one reserved.
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _sized(int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big"))
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise Unfit("Is cut off before its end. Save the picture again.")


def webp(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP picture in pixels.

    Raises:
        Unfit: it is none.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        raise another("WebP picture")
    match data[12:16]:
        case b"VP8 ":
            return _sized(*(int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28)))
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return _sized((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            return _sized(*(int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27)))
        case _:
            raise another("WebP picture")


def another(what: str) -> Unfit:
    """The refusal of a file that is of another kind than its name says.

    Args:
        what: what it should be: `PNG picture`.
    """
    return Unfit(f"Is not a {what}, whatever its name says. Save it again as one, or give it the name of what it is.")


def _sized(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise Unfit("Has no size. Save the picture again.")
    if max(width, height) > LARGEST_SIDE:
        size = f"{width:,} by {height:,} pixels"
        raise Unfit(f"Has {size}. A side may have at most {LARGEST_SIDE:,}: make it smaller.")
    return width, height
