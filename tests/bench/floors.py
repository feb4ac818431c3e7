"""The two floors: a Flask view that says hello, and one that asks the same questions and answers as many bytes."""

from collections.abc import Callable
from functools import partial

from flask import Flask, Response
from werkzeug.test import create_environ

from tests.bench.browser import answer


def hello() -> Callable[[], bytes]:
    """The least a Flask page costs."""
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    return partial(answer, app, create_environ("/"))


def same_questions(replay: Callable[[], None], size: int) -> Callable[[], bytes]:
    """A bare Flask view that sends the recorded commands and answers `size` bytes."""
    app = Flask("same")
    body = b"." * size

    def view() -> Response:
        replay()
        return Response(body, mimetype="text/html")

    app.add_url_rule("/", "same", view)
    return partial(answer, app, create_environ("/"))
