"""The players that may be embedded: where they are, and who runs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Player:
    """A place from which films may be embedded.

    Attributes:
        begins: how the path of each of its films begins.
        owner: who runs it.
    """

    begins: str
    owner: str


PLAYERS: Mapping[str, Player] = {
    "www.youtube-nocookie.com": Player("/embed/", "YouTube"),
    "player.vimeo.com": Player("/video/", "Vimeo"),
}
"""By host; nothing else is ever put into a page."""

IN_THE_PLAYER = "player"
"""What the author writes for captions that the embedded player has itself."""


def player_of(address: str) -> Player | None:
    """The player of an address; nothing when it is none that may be embedded."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # The whole of it is compared: no other port, no name and password before it.
    player = PLAYERS.get(parts.netloc)
    if player is None or parts.scheme != "https" or not parts.path.removeprefix(player.begins).strip("/"):
        return None
    return player if parts.path.startswith(player.begins) else None
