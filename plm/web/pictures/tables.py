"""The one table, of whose cells a page has hundreds."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from plm.web.pictures.parts import empty as nothing
from plm.web.pictures.pieces import drawn, heard, icon

Column = Mapping[str, Any]
Cell = Callable[[Any, Column], str]


def table(
    columns: Iterable[Column],
    rows: Iterable[Any],
    caption: str,
    sort: str = "",
    url: str = "",
    empty: str = "There is nothing to show yet.",
    cls: str = "",
    caption_shown: bool = False,
    caller: Cell | None = None,
) -> Markup:
    """The one table; on a phone every row becomes a small block of "label: value" lines.

    Args:
        columns: each with `key` and `label`, and where they hold `numeric`, `sortable`, `link` (the key that holds the
            address of the cell), `custom` (the call draws the cell) and `quiet` (the heading is only heard). The first
            one names the row.
        rows: objects or dictionaries.
        sort: "name", or "-name" for the other way round.
        url: this page with its other filters, without `sort=`.
        empty: what is said when there is no row.
    """
    columns, rows = list(columns), list(rows)
    if not rows:
        return nothing(empty)
    classes = "usa-table stack" + (" stack--sort" if any(one.get("sortable") for one in columns) else "")
    heard_only = "" if caption_shown else ' class="usa-sr-only"'
    frames = [_frame(column, first=not place) for place, column in enumerate(columns)]
    return drawn(
        f'<table class="{classes}{f" {escape(cls)}" if cls else ""}">\n'
        f"  <caption{heard_only}>{escape(caption)}</caption>\n"
        f"  <thead><tr>{''.join([_heading(column, sort, url) for column in columns])}</tr></thead>\n"
        f"  <tbody>{''.join([_row(row, frames, caller) for row in rows])}\n  </tbody>\n</table>"
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _heading(column: Column, sort: str, url: str) -> str:
    label, numeric = escape(column["label"]), column.get("numeric")
    if not column.get("sortable"):
        words = heard(column["label"]) if column.get("quiet") else label
        return f'<th scope="col"{_NUMBER if numeric else ""}>{words}</th>'
    key = column["key"]
    up, down = sort == key, sort == f"-{key}"
    sorted_by = f' aria-sort="{"ascending" if up else "descending"}"' if up or down else ""
    address = f"{escape(url)}{'&amp;' if '?' in url else '?'}sort={'-' if up else ''}{escape(key)}"
    mark = icon("up") if up else icon("down") if down else ""
    return (
        f'<th scope="col" class="stack__sortable{" number" if numeric else ""}"{sorted_by}>'
        f'<a href="{address}">{label}{mark}</a></th>'
    )


def _frame(column: Column, *, first: bool) -> tuple[Column, str, str]:
    """A column with what stands before and after each of its cells."""
    tag = "th" if first else "td"
    label = "" if first or column.get("quiet") else f'<span class="stack__label">{escape(column["label"])}</span>'
    opening = f"<{tag}{_ROW if first else ''}{_NUMBER if column.get('numeric') else ''}>{label}"
    return column, f'\n    {opening}<span class="stack__cell">', f"</span></{tag}>"


def _row(row: Any, frames: list[tuple[Column, str, str]], caller: Cell | None) -> str:
    cells = [f"{before}{_cell(row, column, caller)}{after}" for column, before, after in frames]
    return f"\n  <tr>{''.join(cells)}\n  </tr>"


def _cell(row: Any, column: Column, caller: Cell | None) -> str:
    if caller is not None and column.get("custom"):
        return escape(caller(row, column))
    value = _of(row, column["key"])
    words = escape(value) if value is not None else ""
    link = column.get("link")
    address = _of(row, link) if link else None
    return f'<a href="{escape(address)}">{words}</a>' if address else words


def _of(row: Any, key: str) -> Any:
    return row.get(key) if isinstance(row, Mapping) else getattr(row, key, None)


_NUMBER = ' class="number"'
_ROW = ' scope="row"'
