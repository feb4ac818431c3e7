"""What PLM draws: where marks stand (`places`), how they look (`drawings`), and the smallest pieces (`pieces`)."""

from collections.abc import Callable

from plm.web.pictures import drawings, pieces
from plm.web.pictures.places import (
    MOST_SEATS,
    ORDER,
    PER_ROW,
    Heat,
    arc_of,
    certificate_seats_of,
    chairs_of,
    heat_of,
    percent_of,
    qr_of,
    seats_of,
    shares_of,
    tally_of,
    weeks_of,
)

__all__ = (
    "MOST_SEATS",
    "ORDER",
    "PER_ROW",
    "PICTURES",
    "Heat",
    "arc_of",
    "certificate_seats_of",
    "chairs_of",
    "heat_of",
    "percent_of",
    "qr_of",
    "seats_of",
    "shares_of",
    "tally_of",
    "weeks_of",
)

PICTURES: dict[str, Callable[..., object]] = {
    "tally_of": tally_of,
    "arc_of": arc_of,
    "heat_of": heat_of,
    "weeks_of": weeks_of,
    "qr_of": qr_of,
    "drawn_seats": drawings.seats,
    "drawn_chairs": drawings.chairs,
    "drawn_ring": drawings.certificate_ring,
    "drawn_heat": drawings.heat,
    "drawn_heat_row": drawings.heat_row,
    "drawn_icon": pieces.icon,
    "drawn_status": pieces.status,
    "drawn_legend": pieces.legend,
    "drawn_heard": pieces.heard,
    "drawn_go": pieces.go,
    "drawn_line": pieces.line,
    "drawn_lines": pieces.lines,
    "drawn_link": pieces.link,
    "button_class": pieces.button_class,
}
"""What the templates of the face call; the extension registers these as Jinja globals."""
