"""A new kind of module is one class and one template: everything else takes it as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

import pytest
from jinja2 import ChoiceLoader, DictLoader

from plm.catalog import shelf
from plm.catalog.files.toml import line
from plm.catalog.kinds import KINDS, Kind
from plm.catalog.kinds.kind import Source
from plm.catalog.model import Module, ModuleWork
from plm.catalog.store import EDITIONS, edition_from
from plm.enrollment import actions as enrolling
from plm.enrollment.model import Status
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from tests.builders import edition, publish
from tests.cast import MATEO, NOW

PAGE = """{% extends "plm/layout.html" %}{% block title %}{{ module.title }}{% endblock %}{% block main %}
{{ thread.crumbs() }}{{ thread.head() }}<p>{{ promise }}</p>
<form method="post" action="{{ url_for('plm.learning.give', enrollment=enrollment.id, module=module.id) }}">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<button name="word" value="yes">I promise</button></form>
{{ thread.modules() }}{% endblock %}"""


@dataclass(frozen=True)
class Promise(Kind):
    """Something to promise."""

    kind: ClassVar[str] = "promise"
    called: ClassVar[str] = "the promise"
    suffix: ClassVar[str] = ".toml"

    words: str = ""

    def shown(self, work: ModuleWork | None) -> Mapping[str, str]:
        return {"promise": self.words}

    def accept(self, work: ModuleWork, given: Mapping[str, str], *, now: datetime) -> ModuleWork:
        if given.get("word") != "yes":
            raise RuleBroken("A promise is a yes.", code="no-promise")
        return replace(work, done_at=work.done_at or now)

    @classmethod
    def read(cls, source: Source, name: str) -> Self | None:
        if (file := source.toml(name)) is None:
            return None
        table, _ = file
        promise = cls(table.line("words", most=200))
        table.done()
        return promise

    def written(self, module: str) -> Mapping[str, str]:
        return {"": line("words", self.words)}


@pytest.fixture
def promises(monkeypatch):
    monkeypatch.setitem(KINDS, "promise", Promise)
    plain = edition(modules=(Module("keep", "Keep your word", 5, Promise("I will be on time.")),), sessions=0)
    return replace(plain, summary="A course of one promise.")


def test_it_is_stored_shown_done_and_counts(promises, cast, app, browse):
    stored = publish(cast, promises)
    assert edition_from(EDITIONS.of(cast).find_one({"_id": stored.id})) == stored
    template = DictLoader({"plm/learning/kinds/promise.html": PAGE})
    app.jinja_env.loader = ChoiceLoader([template, app.jinja_env.loader])
    one = enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    mateo = browse(MATEO)
    page = mateo.get(f"/enrollments/{one.id}/modules/keep").get_data(as_text=True)
    assert "I will be on time." in page
    assert "Promise, 5 minutes" in mateo.get(f"/enrollments/{one.id}").get_data(as_text=True)
    assert mateo.post(f"/enrollments/{one.id}/modules/keep/given", data={"word": "no"}).status_code == 409
    assert Enrollments(cast).get(one.id).verdict.missing == ("the promise “Keep your word”",)
    assert mateo.post(f"/enrollments/{one.id}/modules/keep/given", data={"word": "yes"}).status_code == 303
    assert Enrollments(cast).get(one.id).status is Status.COMPLETED


def test_it_is_read_from_files_and_written_back(promises, tmp_path):
    found = shelf.read_course(shelf.export(promises, tmp_path))
    assert found.mistakes == ()
    assert found.edition == replace(promises, number=0, published_at=None)
