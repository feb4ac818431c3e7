"""Editions from files to MongoDB and back, and what their hash means."""

import json
import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymongo.database import Database

from plm.catalog import shelf
from plm.catalog.actions import shipped_courses
from plm.catalog.model import Edition
from plm.catalog.store import EDITIONS, Editions, edition_from, edition_to
from tests.builders import edition, reading
from tests.cast import NOW
from tests.catalog.conftest import SMALL, written

SHIPPED = {found.name: found for found in shelf.read([shipped_courses()])}


def test_the_courses_that_come_with_plm_have_no_mistake():
    assert {"community-circles", "restorative-foundations", "sel-for-adults"} <= set(SHIPPED)
    assert [str(mistake) for found in SHIPPED.values() for mistake in found.mistakes] == []


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_course_survives_the_way_to_mongodb_and_back(db: Database, name: str):
    stored = Editions(db).add(SHIPPED[name].edition, now=NOW)
    found = edition_from(EDITIONS.of(db).find_one({"_id": stored.id}))
    assert found == stored
    assert found.hash == SHIPPED[name].edition.hash


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_course_takes_about_the_hours_it_credits(name: str):
    given = SHIPPED[name].edition
    assert given.minutes == given.hours * 60


def shuffled(value, draw):
    """The same value with its keys in another order."""
    match value:
        case dict():
            return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
        case list() | tuple():
            return [shuffled(one, draw) for one in value]
        case _:
            return value


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_hash_does_not_know_the_order_of_keys(data):
    given = SHIPPED["sel-for-adults"].edition
    found = edition_from(shuffled(edition_to(given), data.draw))
    assert replace(found, kept_as="").hash == given.hash


def places(value, path=()):
    """Every place in a document that holds a plain value."""
    if isinstance(value, dict):
        return [place for key in value for place in places(value[key], (*path, key))]
    if isinstance(value, list):
        return [place for index, one in enumerate(value) for place in places(one, (*path, index))]
    return [path] if value is not None and path[-1] not in ("kind", "audience") else []


def other(value):
    """A value of the same kind that is not the same."""
    return not value if isinstance(value, bool) else value + "!" if isinstance(value, str) else value + 1


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_change_of_content_is_another_edition(data):
    given = SHIPPED["community-circles"].edition
    doc = json.loads(json.dumps(edition_to(given)))
    own = ("_id", "number", "published_at")
    path = data.draw(st.sampled_from([place for place in places(doc) if place[0] not in own]))
    inner = doc
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = other(inner[path[-1]])
    assert replace(edition_from(doc), kept_as="").hash != given.hash


def test_number_and_day_of_publishing_are_no_content():
    given: Edition = SHIPPED["sel-for-adults"].edition
    assert replace(given, number=7, published_at=NOW).id == given.id


def test_line_ends_and_a_byte_order_mark_make_no_other_edition(tmp_path):
    plain = shelf.read_course(written(tmp_path / "a" / "small-circles", SMALL))
    windows = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in SMALL.items()}
    assert shelf.read_course(written(tmp_path / "b" / "small-circles", windows)).edition == plain.edition


def test_few_words_before_the_first_heading_join_its_page(small):
    pages = shelf.read_course(small()).edition.module("why").content.pages
    assert [page.title for page in pages] == ["The ring", "The piece"]
    assert pages[0].text == "A few words first.\n\nPeople sit so that each can see all."
    assert pages[0].words == 12


@pytest.mark.parametrize(("words", "titles"), [(39, ["One"]), (40, ["Why we sit", "One"])])
def test_forty_words_before_the_first_heading_are_a_page_of_their_own(tmp_path, words, titles):
    text = f"{'word ' * words}\n\n## One\n\nMore."
    found = shelf.read_course(written(tmp_path / "small-circles", {**SMALL, "01-why.md": text}))
    assert [page.title for page in found.edition.module("why").content.pages] == titles


def test_a_heading_in_code_begins_no_page(tmp_path):
    text = "## One\n\n```\n## Two\n```"
    found = shelf.read_course(written(tmp_path / "small-circles", {**SMALL, "01-why.md": text}))
    assert [(page.title, page.text) for page in found.edition.module("why").content.pages] == [
        ("One", "```\n## Two\n```")
    ]


def test_a_published_edition_stays_as_it_is(db: Database):
    first = Editions(db).add(edition(), now=NOW)
    Editions(db).add(edition(modules=(reading(pages=3),)), now=NOW)
    assert [one.number for one in Editions(db).of_course("foundations")] == [2, 1]
    assert Editions(db).get(first.id) == first


def test_reading_does_not_depend_on_where_one_stands(small, tmp_path, monkeypatch):
    folder = small()
    monkeypatch.chdir(folder)
    assert shelf.read_course(type(folder)(os.curdir)).name == "small-circles"
