"""Files of courses: stored once under their hash, served whole or in parts, shown in the preview, and written back."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask import Flask
from pymongo.database import Database

from plm import PLM
from plm.access import SYSTEM
from plm.catalog import actions, course_files
from plm.catalog.commands import courses
from plm.catalog.course_files import CHUNKS, FILES, LARGE, CourseFiles
from plm.catalog.files.assets import Asset, named_in, names_of
from plm.catalog.files.folders import read_course
from plm.catalog.files.mistakes import Found
from plm.catalog.files.writing import export
from plm.catalog.preview import create_preview
from plm.catalog.showing import shown
from plm.cli.console import Console
from plm.errors import NotAllowed, NotFound
from plm.settings import Settings
from plm.web import ranges
from tests.cast import DEE, MATEO, NOW
from tests.catalog.conftest import SMALL, written
from tests.catalog.pictures import SVG, png

READING = """\
## One

A claim.[^a]

![Eight chairs in a ring](pictures/ring.svg "A ring")

## Two

![Three gray dots](dots.png)

Again.[^a]

[^a]: Its source.
"""
KEPT = hashlib.sha256(SVG).hexdigest()


def asset(data: bytes, name: str = "film.webm", suffix: str = "webm", media_type: str = "video/webm") -> Asset:
    """A file as the reader of files takes it."""
    return Asset(name, hashlib.sha256(data).hexdigest(), suffix, media_type, data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small course with two figures."""
    made = written(tmp_path / "small-circles", {**SMALL, "01-why.md": READING, "dots.png": png()})
    (made / "pictures").mkdir()
    (made / "pictures" / "ring.svg").write_bytes(SVG)
    return made


@pytest.fixture
def found(folder: Path) -> Found:
    """It, read."""
    return read_course(folder)


def publish(db: Database, found: Found) -> None:
    actions.publish(db, [found.edition], assets=found.assets, actor=SYSTEM, now=NOW)


# ── stored ────────────────────────────────────────────────────────────────────────────────────────


def test_publishing_stores_what_the_edition_shows(db: Database, found: Found):
    publish(db, found)
    publish(db, found)
    stored = CourseFiles(db).some(named_in(found.edition))
    assert {(one.name, one.file, one.size, one.width, one.height) for one in stored} == {
        ("pictures/ring.svg", f"{KEPT}.svg", len(SVG), 640, 400),
        ("dots.png", f"{hashlib.sha256(png()).hexdigest()}.png", len(png()), 3, 2),
    }
    assert FILES.of(db).count_documents({}) == 2


def test_only_who_may_publish_stores(cast: Database, found: Found):
    with pytest.raises(NotAllowed):
        actions.publish(cast, [found.edition], assets=found.assets, actor=MATEO.actor(), now=NOW)
    with pytest.raises(NotAllowed):
        actions.assets(cast, found.edition, actor=MATEO.actor())
    assert FILES.of(cast).count_documents({}) == 0


@pytest.mark.parametrize("size", [0, 10, course_files.SMALL, course_files.SMALL + 1, 3 * 1024 * 1024 + 7])
def test_a_file_of_any_size_is_what_it_was(db: Database, size: int):
    data = os.urandom(size)
    CourseFiles(db).add([asset(data)], now=NOW)
    stored = CourseFiles(db).get(hashlib.sha256(data).hexdigest())
    assert CourseFiles(db).read(stored) == data
    assert (stored.size, stored.large is not None) == (size, size > course_files.SMALL)
    with CourseFiles(db).open(stored) as content:
        content.seek(max(0, size - 5))
        assert content.read() == data[-5:]


def test_several_who_store_the_same_film_leave_one(db: Database):
    data = os.urandom(course_files.SMALL * 2)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: CourseFiles(db).add([asset(data)], now=NOW), range(4)))
    assert [collection.of(db).count_documents({}) for collection in (FILES, LARGE, CHUNKS)] == [1, 1, 2]


def test_what_is_not_what_its_hash_says_is_not_stored(db: Database):
    with pytest.raises(ValueError, match="not what its hash says"):
        CourseFiles(db).add([replace(asset(b"a"), data=b"b")], now=NOW)


def test_a_file_that_is_not_there(db: Database):
    with pytest.raises(NotFound):
        CourseFiles(db).get("0" * 64)
    CourseFiles(db).add([asset(b"a")], now=NOW)
    stored = CourseFiles(db).get(asset(b"a").hash)
    FILES.of(db).delete_many({})
    with pytest.raises(NotFound):
        CourseFiles(db).read(stored)


# ── served ────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_as_it_is_served(cast: Database, browse, found: Found):
    publish(cast, found)
    answer = browse(MATEO).get(f"/courses/files/{KEPT}.svg")
    assert (answer.status_code, answer.data) == (200, SVG)
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_length == len(SVG)


def test_who_has_it_already_gets_nothing_again(cast: Database, browse, found: Found):
    publish(cast, found)
    answer = browse(MATEO).get(f"/courses/files/{KEPT}.svg", headers={"If-None-Match": f'"{KEPT}"'})
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("name", [f"{KEPT}.png", f"{KEPT}", f"{'0' * 64}.svg", "ring.svg", "take-away"])
def test_no_other_name_is_served(cast: Database, browse, found: Found, name: str):
    publish(cast, found)
    assert browse(MATEO).get(f"/courses/files/{name}").status_code == 404


def test_nobody_sees_a_file_without_signing_in(cast: Database, browse, found: Found):
    publish(cast, found)
    answer = browse(None).get(f"/courses/files/{KEPT}.svg")
    assert SVG not in answer.data
    assert answer.status_code in (302, 303, 401)


FILM = bytes(range(256)) * 20_000
SIZE = len(FILM)
ETAG = asset(FILM).hash


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ({}, 200, (0, SIZE)),
        ({"Range": "bytes=0-0"}, 206, (0, 1)),
        ({"Range": "bytes=1048570-1048580"}, 206, (1048570, 1048581)),
        ({"Range": "bytes=-7"}, 206, (SIZE - 7, SIZE)),
        ({"Range": f"bytes=-{SIZE * 2}"}, 206, (0, ranges.LONGEST)),
        ({"Range": "bytes=0-"}, 206, (0, ranges.LONGEST)),
        ({"Range": f"bytes={SIZE - 9}-"}, 206, (SIZE - 9, SIZE)),
        ({"Range": f"bytes={SIZE - 9}-{SIZE + 9}"}, 206, (SIZE - 9, SIZE)),
        ({"Range": "bytes=5-9,20-30"}, 206, (5, 10)),
        ({"Range": f"bytes={SIZE}-"}, 416, None),
        ({"Range": "bytes=9-5"}, 200, (0, SIZE)),
        ({"Range": "lines=0-5"}, 200, (0, SIZE)),
        ({"Range": "bytes=0-5", "If-Range": f'"{ETAG}"'}, 206, (0, 6)),
        ({"Range": "bytes=0-5", "If-Range": '"another"'}, 200, (0, SIZE)),
        ({"Range": "bytes=0-5", "If-Range": "Tue, 24 Nov 2026 08:00:00 GMT"}, 200, (0, SIZE)),
    ],
)
def test_a_film_is_served_in_the_part_that_is_asked_for(cast: Database, browse, asked, status, part):
    CourseFiles(cast).add([asset(FILM)], now=NOW)
    answer = browse(MATEO).get(f"/courses/files/{ETAG}.webm", headers=asked)
    assert answer.status_code == status
    assert answer.headers["Accept-Ranges"] == "bytes"
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{SIZE}"
        return
    assert answer.data == FILM[slice(*part)]
    assert answer.content_length == part[1] - part[0]
    said = f"bytes {part[0]}-{part[1] - 1}/{SIZE}" if status == 206 else None
    assert answer.headers.get("Content-Range") == said


def test_a_film_that_is_asked_about_only(cast: Database, browse):
    CourseFiles(cast).add([asset(FILM)], now=NOW)
    answer = browse(MATEO).head(f"/courses/files/{ETAG}.webm")
    assert (answer.status_code, answer.content_length, answer.data) == (200, SIZE, b"")


# ── shown ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_preview_shows_figures_from_the_folder(folder: Path, settings: Settings):
    client = create_preview(folder, settings, lambda: NOW).test_client()
    page = BeautifulSoup(client.get("/modules/1?page=1").data, "html.parser")
    assert page.figure.img["src"] == f"/files/{KEPT}.svg"
    assert page.figure.figcaption.get_text() == "A ring"
    assert page.select_one("section.sources li").get_text(strip=True).startswith("Its source.")
    answer = client.get(page.figure.img["src"])
    assert (answer.data, answer.mimetype, answer.headers["Cache-Control"]) == (SVG, "image/svg+xml", "no-store")
    assert client.get("/files/passwd").status_code == 404


def test_the_page_to_take_away_shows_figures(app: Flask, cast: Database, browse, folder: Path):
    course = SMALL["course.toml"].replace("hours = 1.5", 'hours = 1.5\ntakeaway = "_keep.md"')
    (folder / "course.toml").write_text(course)
    (folder / "_keep.md").write_text("## Keep\n\n![Three gray dots](dots.png)\n")
    publish(cast, read_course(folder))
    page = BeautifulSoup(browse(DEE).get("/courses/small-circles/take-away").data, "html.parser")
    assert browse(DEE).get(page.figure.img["src"]).data == png()


def test_figures_are_looked_for_where_plm_is_mounted(cast: Database, settings: Settings, found: Found):
    host = Flask("host")
    PLM(host, settings=settings, db=cast, url_prefix="/learn", clock=lambda: NOW)
    with host.test_request_context():
        page = BeautifulSoup(shown(found.edition.module("why").content.pages[0].text), "html.parser")
    assert page.figure.img["src"] == f"/learn/courses/files/{KEPT}.svg"


# ── written back ──────────────────────────────────────────────────────────────────────────────────


def test_an_edition_written_back_brings_its_files(db: Database, found: Found, tmp_path: Path):
    publish(db, found)
    assets = actions.assets(db, found.edition, actor=SYSTEM)
    folder = export(found.edition, tmp_path / "out", assets)
    assert {one.name for one in folder.iterdir()} >= {"ring.svg", "dots.png"}
    assert '![Eight chairs in a ring](ring.svg "A ring")' in (folder / "01-why.md").read_text()
    again = read_course(folder)
    assert (again.mistakes, again.warnings, again.edition) == ((), (), found.edition)
    assert {one.hash for one in again.assets} == {one.hash for one in found.assets}


def test_the_commands_carry_files_out_and_back(db: Database, folder: Path, settings: Settings, tmp_path: Path):
    console = Console(settings, lambda _: None)
    console.__dict__["db"] = db
    for words in (["publish", folder], ["export", "small-circles", "--into", tmp_path / "out"]):
        result = CliRunner().invoke(courses, [*map(str, words)], obj=console)
        assert result.exit_code == 0, result.output
    again = CliRunner().invoke(courses, ["publish", str(tmp_path / "out" / "small-circles")], obj=console)
    assert again.output == "small-circles: unchanged, still edition 1.\n"


def test_files_get_names_that_are_free_and_plain():
    several = [
        asset(bytes([place]), name) for place, name in enumerate(("a/film.webm", "film.webm", ".x.webm", "ü.webm"))
    ]
    names = names_of(several)
    assert names[several[0].file] == "film.webm"
    assert [names[one.file] for one in several[1:]] == [f"file-{one.hash[:12]}.webm" for one in several[1:]]


def test_what_is_served_is_read_piece_by_piece_and_closed():
    content = BytesIO(FILM)
    parts = list(ranges._read(content, 5, 300_005))
    assert (b"".join(parts), max(map(len, parts)) <= 256 * 1024, content.closed) == (FILM[5:300_005], True, True)
