"""What is found once instead of for every request is what Flask would have found."""

import time
from functools import lru_cache

import pytest
from flask import Flask, session
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from werkzeug.routing import BuildError

from plm.web import application
from plm.web.application import Application
from tests.cast import ADA, MATEO

RULES = {
    "plain": "/plain",
    "person": "/people/<person>",
    "page": "/courses/<course>/pages/<int:page>",
    "sized": "/sized/<string(length=3):code>",
    "kind": "/kinds/<any(new, old):kind>",
    "deep": "/files/<path:name>",
}


def ways() -> tuple[Flask, Flask]:
    """Ours and Flask's, with the same pages."""
    both = Application("ours", static_folder=None), Flask("theirs", static_folder=None)
    for app in both:
        app.config["SECRET_KEY"] = "only tests sign with it"
        for name, rule in RULES.items():
            app.add_url_rule(rule, name, lambda **_: "")
    return both


OURS, THEIRS = ways()
VALUES = st.one_of(
    st.text("aZ0 /?&%=+é.:-_~#", max_size=6),
    st.text("aZ0_.:-", min_size=1, max_size=6),
    st.integers(-3, 10**12),
    st.none(),
    st.booleans(),
    st.lists(st.sampled_from(["a", "b c"]), max_size=2),
)
NAMES = st.sampled_from(["person", "course", "page", "code", "kind", "name", "q", "sort"])


def told(app: Flask, root: str, endpoint: str, values: dict[str, object]) -> str:
    with app.test_request_context("/plain", base_url=f"http://localhost{root}"):
        try:
            return app.url_for(endpoint, **values)
        except (BuildError, ValueError, TypeError) as error:
            return type(error).__name__


@given(
    endpoint=st.sampled_from([*RULES, "missing"]),
    values=st.dictionaries(NAMES, VALUES, max_size=4),
    root=st.sampled_from(["", "/portal"]),
    anchor=st.sampled_from([None, "all"]),
)
def test_an_address_is_the_one_that_flask_makes(endpoint, values, root, anchor) -> None:
    asked = {**values, "_anchor": anchor}
    for _ in range(2):
        assert told(OURS, root, endpoint, asked) == told(THEIRS, root, endpoint, asked)


@given(values=st.fixed_dictionaries({"course": VALUES, "page": VALUES}))
def test_an_address_with_all_its_values_is_the_one_that_flask_makes(values) -> None:
    assert told(OURS, "", "page", values) == told(THEIRS, "", "page", values)


def test_a_name_of_a_template_is_seen_by_it_and_by_what_it_imports() -> None:
    app = Application("ours", static_folder=None)
    app.jinja_env.globals["word"] = "first"
    one = app.jinja_env.from_string("{{ word }}{{ own }}", globals={"own": "!"})
    assert one.render() == "first!"
    assert "own" not in app.jinja_env.globals
    app.jinja_env.globals["word"] = "second"
    assert one.render() == "second!"


CALLS = """{% macro box(words, mark="-") %}<{{ mark }}>{{ words }}{{ caller() if caller }}{% endmacro %}
{%- for n in range(2) %}{{ box("<b>", mark=n) }}{{ told("here") }}{{ told_all("x") }}{{ env() }}{% endfor %}
{{- nothing_more() }}
{%- call box("&") %}{{ bound("a") }}{{ kept("b") }}{{ "a,b".split(",") }}{{ Made("c") }}{% endcall %}
{{- joiner()() }}{{ lenient.missing is defined }}{{ escaping() }}"""


def test_a_template_calls_as_jinja_does() -> None:
    @pass_context
    def told(context: Context, word: str) -> str:
        return f"{word} {context.get('n')}"

    @pass_eval_context
    def escaping(context: EvalContext) -> bool:
        return context.autoescape

    class Told:
        @pass_environment
        def __call__(self, environment: Environment, word: str) -> str:
            return word + str(environment.autoescape is not None)

    def nothing_more() -> str:
        return next(iter(()))

    names = {
        "told": told,
        "told_all": Told(),
        "env": pass_environment(lambda environment: str(bool(environment.globals))),
        "escaping": escaping,
        "nothing_more": nothing_more,
        "bound": "{}!".format,
        "kept": lru_cache(str.upper),
        "Made": str,
        "lenient": {},
    }
    ours = OURS.jinja_env.from_string(CALLS).render(names)
    assert ours == THEIRS.jinja_env.from_string(CALLS).render(names)


def test_a_session_is_read_with_the_keys_of_the_moment() -> None:
    app = Application("ours", static_folder=None)
    app.config["SECRET_KEY"] = "old"
    app.add_url_rule("/in", "in", lambda: session.setdefault("who", "ada"))
    app.add_url_rule("/who", "who", lambda: session.get("who", "nobody"))
    browser = app.test_client()
    browser.get("/in")
    app.config.update(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"])
    assert browser.get("/who").text == "ada"
    app.config["SECRET_KEY_FALLBACKS"] = None
    assert browser.get("/who").text == "nobody"


def sessions(app: Flask, cookie: str) -> dict[str, object]:
    with app.test_request_context("/plain", headers={"Cookie": f"session={cookie}"}):
        return dict(session)


SESSIONS = st.dictionaries(
    st.text("abc_", min_size=1, max_size=4),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=2)),
    max_size=4,
)


@given(SESSIONS, st.integers(0, 200))
def test_a_session_read_again_is_the_one_that_was_signed_and_nobody_can_change_it(kept, place) -> None:
    cookie = str(Flask.session_interface.get_signing_serializer(THEIRS).dumps(kept))
    for _ in range(3):
        with OURS.test_request_context("/plain", headers={"Cookie": f"session={cookie}"}):
            assert dict(session) == kept
            session["mine"] = "only here"
    place %= len(cookie)
    forged = f"{cookie[:place]}{'A' if cookie[place] != 'A' else 'B'}{cookie[place + 1 :]}"
    assert sessions(OURS, forged) == sessions(THEIRS, forged)


def test_a_session_that_was_read_runs_out_all_the_same(monkeypatch) -> None:
    cookie = str(Flask.session_interface.get_signing_serializer(THEIRS).dumps({"who": "ada"}))
    longest = OURS.permanent_session_lifetime.total_seconds()
    assert sessions(OURS, cookie) == sessions(OURS, cookie) == {"who": "ada"}
    now = time.time()
    for later, found in ((longest - 5, {"who": "ada"}), (longest + 5, {}), (-60, {})):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        assert sessions(OURS, cookie) == found


def test_only_so_many_sessions_are_remembered(monkeypatch) -> None:
    monkeypatch.setattr(application, "MOST_READ", 2)
    signer = OURS.session_interface.get_signing_serializer(OURS)
    assert signer is not None
    for who in "abcde":
        cookie = str(signer.dumps({"who": who}))
        assert sessions(OURS, cookie) == sessions(OURS, cookie) == {"who": who}
        assert len(signer._read) <= 2


def test_everybody_has_a_token_of_their_own_and_keeps_it(app, browse) -> None:
    app.add_url_rule("/token", "token_for_tests", app.jinja_env.globals["csrf_token"])
    ada, mateo = browse(ADA), browse(MATEO)
    tokens = [client.get("/token").text for client in (ada, mateo, ada, mateo)]
    assert tokens[:2] == tokens[2:]
    assert len(set(tokens)) == 2


@pytest.mark.parametrize("limit", [None, 3600])
def test_a_token_is_accepted_whether_it_runs_out_or_not(app, browse, limit) -> None:
    app.config["WTF_CSRF_TIME_LIMIT"] = limit
    app.add_url_rule("/token", "token_for_tests", app.jinja_env.globals["csrf_token"])
    client = browse(MATEO)
    token = client.get("/token").text
    assert client.get("/token").text
    assert client.post("/sign-out", bare=True, data={"csrf_token": token}).status_code == 303
