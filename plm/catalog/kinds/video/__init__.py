"""A film: a file of the course or the page of an allowed player, always with captions and a transcript."""

from plm.catalog.kinds.video.players import IN_THE_PLAYER, PLAYERS
from plm.catalog.kinds.video.telling import SLICES
from plm.catalog.kinds.video.video import Video

__all__ = ["IN_THE_PLAYER", "PLAYERS", "SLICES", "Video"]
