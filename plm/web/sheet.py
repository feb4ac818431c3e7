"""Tables handed over as CSV files."""

from flask import Response


def download(name: str, table: bytes) -> Response:
    """The answer that hands a table over as a file.

    Args:
        name: a speaking file name without its ending, in ASCII.
        table: as `plm.schools.sheets.written` makes it.
    """
    return Response(
        table,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
