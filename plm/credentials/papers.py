"""Certificates and records as PDF: tagged after PDF/UA-1, so that a screen reader reads them as they are meant.

Set by typst, an extra. What people typed goes in as JSON and never as markup. PDF/UA-1 allows no letter that no font
has; such letters are left out of a line, and a name that is written in nothing else is refused in a sentence.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from plm.credentials import messages
from plm.credentials.actions import Certificate, Entry, Prior, Record
from plm.credentials.model import HOURS, Award
from plm.errors import NotFound, RuleBroken
from plm.web.pictures import certificate_seats_of, qr_of
from plm.web.words import capital, figure, short_day

try:
    import typst
except ImportError:
    typst = None  # type: ignore[assignment]  # the extra `pdf` is not installed; `installed` says so

FOLDER = Path(__file__).parent / "typst"
STANDARD: Final = "ua-1"

_INK, _ACCENT, _PALE = "#2b2226", "#6f2a57", "#d6a9c2"
_SEAL = ((15.0, 3.5), (23.1, 6.9), (26.5, 15.0), (15.0, 26.5), (6.9, 23.1), (3.5, 15.0), (6.9, 6.9))
_HEAD = ("Course", "Completed", "Hours", "Standing", "Certificate")


def installed() -> bool:
    """Whether PDF files can be made here."""
    return typst is not None


def certificate(page: Certificate, *, district: str, office: str, address: str, check: str) -> bytes:
    """A certificate on one landscape letter page.

    Args:
        address: of the public check of this certificate, in full.
        check: where a code can be typed in, as people read an address.

    Raises:
        NotFound: no PDF can be made here.
        RuleBroken: no font here has the letters of the name.
    """
    award = page.award
    signs = [{"who": page.signs, "what": _facilitators(award)}] if page.signs else []
    data = {
        "title": f"Certificate of {award.name}: {award.title}",
        "district": district,
        "office": office,
        "name": award.name,
        "course": award.title,
        "facts": [{"name": name, "value": value} for name, value in page.facts],
        "signs": [*signs, {"who": office, "what": district}],
        "credit": f"Besides the hours: {page.credit}" if page.credit else "",
        "revoked": page.revoked,
        "check_url": address,
        "check": check,
        "code": award.code,
    }
    pictures = {
        "ring": _ring(award.circle, award.seat),
        "ring_alt": f"One seat in a circle of {award.circle}",
        "qr": _qr(address),
        "qr_alt": "QR code that leads to the public check of this certificate",
    }
    return _written("certificate.typ", data, pictures, at=award.written_at)


def record(
    found: Record, *, name: str, district: str, office: str, address: str, check: str, today: date, now: datetime
) -> bytes:
    """A record of learning on portrait letter pages.

    Args:
        address, check: where codes can be checked, in full and as people read it.
        today: the day of issue, where the person is.

    Raises:
        NotFound, RuleBroken: as `certificate`.
    """
    issued = short_day(today)
    data = {
        "title": f"Record of professional learning of {name}",
        "district": district,
        "office": office,
        "name": name,
        "sum": found.sum,
        "issued": f"Issued by {district} on {issued}.",
        "foot": f"{name}, {district}, {issued}",
        "columns": list(_HEAD),
        "years": [
            {
                "name": f"School year {year.name}",
                "sum_name": "Together",
                "hours": figure(next((one.granted for one in year.totals if one.kind == HOURS), Decimal(0))),
                "sum": f"{capital(year.sum)}.",
                "entries": [*(_entry(one, today) for one in year.entries), *map(_prior, year.prior)],
            }
            for year in found.years
        ],
        "parts": [
            {"name": "Credit", "note": "", "lines": [_line(one.name, one.goal or one.has) for one in found.ledgers]},
            {
                "name": "Renewal areas",
                "note": found.areas_note,
                "lines": [_line(one.name, one.words) for one in found.areas],
            },
        ],
        "how": "Anyone can check a certificate by its code at",
        "check_url": address,
        "check": check,
    }
    return _written("record.typ", data, {}, at=now)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _entry(entry: Entry, today: date) -> dict[str, str]:
    """A course in the table of a year."""
    more = [f"{capital(messages.line_words(one))}." for one in entry.credit]
    return {
        "course": entry.enrollment.title,
        "completed": short_day(entry.completed_on or today),
        "hours": figure(entry.hours),
        "state": " ".join([entry.state or "Counts for good.", *more]),
        "code": entry.code,
    }


def _prior(one: Prior) -> dict[str, str]:
    """Recognized learning in the table of a year; it has no certificate, and the table says so."""
    return {
        "course": one.recognition.title,
        "completed": short_day(one.recognition.done_on),
        "hours": figure(one.recognition.hours if one.counts else 0),
        "state": messages.prior_words(one.recognition, shown=False),
        "code": "Recognized" if one.counts else "Taken back",
    }


def _line(name: str, words: str) -> dict[str, str]:
    return {"name": name, "words": words}


def _written(template: str, data: Mapping[str, Any], pictures: Mapping[str, str], *, at: datetime) -> bytes:
    """The PDF; `at` is its date, so that the same certificate is the same file."""
    if typst is None:
        raise NotFound(
            "This PLM makes no PDF files yet; whoever runs it can add them. Your browser’s print command makes one.",
            code="no-pdf",
        )
    seal = {"seal": _seal(), "seal_alt": f"Seal of {data['district']}"}
    try:
        return _set(template, {**data, **seal, **pictures}, at)
    except typst.TypstError:
        # A letter that no font has. Everything else in the data is ours.
        plain: dict[str, Any] = _in_letters({**data, **seal})
        if not plain["name"]:
            raise RuleBroken(
                f"No font of this PLM has the letters of “{data['name']}”, so it cannot make the PDF. "
                "Print the page instead: your browser has them.",
                code="no-font",
            ) from None
        return _set(template, {**plain, **pictures}, at)


def _set(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    return typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARD,
        font_paths=_fonts(),
        timestamp=at.astimezone(UTC).replace(microsecond=0),  # typst takes whole seconds only
    )


@cache
def _fonts() -> "typst.Fonts":
    """The fonts typst brings, and those of the system for letters that these lack."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _in_letters(what: Any) -> Any:
    """The same data without the letters that no font has."""
    match what:
        case str():
            return " ".join("".join(letter for letter in what if letter.isspace() or _has(letter)).split())
        case list():
            return [_in_letters(one) for one in what]
        case dict():
            return {name: _in_letters(one) for name, one in what.items()}
        case _:
            return what


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    """Whether some font has the letter: typst is asked, as it alone knows what its fallback finds."""
    if letter.isascii():
        return letter.isprintable()
    source = '#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#sys.inputs.letter'
    try:
        typst.compile(
            source.encode(), format="pdf", sys_inputs={"letter": letter}, pdf_standards=STANDARD, font_paths=_fonts()
        )
    except typst.TypstError:
        return False
    return True


def _facilitators(award: Award) -> str:
    return "Facilitators" if len(award.facilitators) > 1 else "Facilitator"


def _seal() -> str:
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="2.9" fill="{_ACCENT}"/>' for x, y in _SEAL)
    free = f'<circle cx="23.1" cy="23.1" r="2.9" fill="none" stroke="{_ACCENT}" stroke-width="1.3"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30">{marks}{free}</svg>'


def _ring(seats: int, yours: int) -> str:
    circle = certificate_seats_of(seats, yours)
    marks = "".join(
        f'<circle cx="{mark.x}" cy="{mark.y}" r="{mark.r}" fill="{_ACCENT if mark.kind == "accent" else _PALE}"/>'
        for mark in circle.marks
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {circle.box} {circle.box}">{marks}</svg>'


def _qr(text: str) -> str:
    code = qr_of(text)
    path = f'<path d="{code.path}" fill="{_INK}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.box} {code.box}">{path}</svg>'
