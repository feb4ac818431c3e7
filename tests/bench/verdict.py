"""The limits, who keeps them, and the table."""

from collections.abc import Iterable
from typing import Any

from tests.bench.measure import Result

# The targets of the first milestone for every main page of a role at district scale; the cost a row names itself.
MOST_QUERIES = 3
MOST_GROWTH = 1.2


def growth(results: Iterable[Result], full: str, tenth: str) -> dict[str, float]:
    """How many times a row costs at full size what it costs at a tenth, by row."""
    by_key = {(one.row, one.district): one for one in results}
    return {
        row: one.cpu_ms / by_key[row, tenth].cpu_ms
        for (row, district), one in by_key.items()
        if district == full and (row, tenth) in by_key
    }


def broken(results: Iterable[Result], full: str, tenth: str) -> list[str]:
    """Which limits are not kept, in sentences."""
    results = list(results)
    found = []
    for one in results:
        if one.district != full:
            continue
        if one.most and one.to_floor > one.most:
            found.append(f"{one.row} costs {one.to_floor:.2f} times its floor; at most {one.most} is wanted.")
        if not one.main:
            continue
        if one.queries > MOST_QUERIES:
            asked = ", ".join(one.commands)
            found.append(f"{one.row} asks {one.queries} questions ({asked}); at most {MOST_QUERIES} are wanted.")
        found += [f"{one.row} reads a whole collection: {scan}." for scan in one.scans]
    mains = {one.row for one in results if one.main}
    for row, times in growth(results, full, tenth).items():
        if row in mains and times > MOST_GROWTH:
            found.append(f"{row} costs {times:.2f} times what it costs at a tenth; at most {MOST_GROWTH} is wanted.")
    return found


HEAD = ("", "queries", "kB", "CPU ms", "÷ hello", "÷ floor", "p50 ms", "p95 ms", "÷ tenth", "scans")


def table(results: Iterable[Result], full: str, tenth: str) -> str:
    """The rows at full size, with how they compare with a tenth."""
    results = list(results)
    grown = growth(results, full, tenth)
    lines = [HEAD]
    for one in results:
        if one.district == full:
            times = f"{grown[one.row]:.2f}" if one.row in grown else ""
            lines.append(
                (
                    one.row,
                    str(one.queries),
                    f"{one.size / 1000:.1f}",
                    f"{one.cpu_ms:.2f}",
                    f"{one.to_hello:.0f}",
                    f"{one.to_floor:.2f}",
                    f"{one.p50_ms:.1f}",
                    f"{one.p95_ms:.1f}",
                    times,
                    ", ".join(one.scans) or "none",
                )
            )
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            part.ljust(width) if place in (0, len(HEAD) - 1) else part.rjust(width)
            for place, (part, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_json(results: Iterable[Result], full: str, tenth: str) -> list[dict[str, Any]]:
    """The same for programs, every district with its own rows."""
    results = list(results)
    grown = growth(results, full, tenth)
    return [
        {
            "row": one.row,
            "district": one.district,
            "main": one.main,
            "most": one.most,
            "queries": one.queries,
            "commands": list(one.commands),
            "bytes": one.size,
            "cpu_ms": round(one.cpu_ms, 3),
            "to_hello": round(one.to_hello, 2),
            "to_floor": round(one.to_floor, 3),
            "p50_ms": round(one.p50_ms, 2),
            "p95_ms": round(one.p95_ms, 2),
            "to_tenth": round(grown[one.row], 3) if one.district == full and one.row in grown else None,
            "scans": list(one.scans),
        }
        for one in results
    ]
