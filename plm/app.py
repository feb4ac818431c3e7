"""PLM put together: the only module that lists the features."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from pymongo.database import Database
from werkzeug.middleware.proxy_fix import ProxyFix

from plm import clock as wall
from plm.attendance.feature import FEATURE as ATTENDANCE
from plm.catalog.feature import FEATURE as CATALOG
from plm.credentials.feature import FEATURE as CREDENTIALS
from plm.demo.feature import FEATURE as DEMO
from plm.enrollment.feature import FEATURE as ENROLLMENT
from plm.feature import Feature
from plm.generate.feature import FEATURE as GENERATE
from plm.kernel import FEATURE as KERNEL
from plm.learning.feature import FEATURE as LEARNING
from plm.mongo import connect
from plm.mongo.collection import prepare
from plm.mongo.migrate import found_in, migrate
from plm.people.feature import FEATURE as PEOPLE
from plm.people.identity import hosted, standing_alone
from plm.reminders.feature import FEATURE as REMINDERS
from plm.reports.feature import FEATURE as REPORTS
from plm.schools.feature import FEATURE as SCHOOLS
from plm.sections.feature import FEATURE as SECTIONS
from plm.settings import Settings, kept_secret
from plm.web.application import Application
from plm.web.extension import Extension

FEATURES: tuple[Feature, ...] = (
    KERNEL,
    SCHOOLS,
    PEOPLE,
    CATALOG,
    SECTIONS,
    ENROLLMENT,
    LEARNING,
    ATTENDANCE,
    CREDENTIALS,
    REMINDERS,
    REPORTS,
    DEMO,
    GENERATE,
)


class PLM(Extension):
    """PLM as a Flask extension, with all its features.

    Args:
        app: the host application.
        url_prefix: where PLM's pages stand in it.
        identify: tells from the request at hand the e-mail address of the person whom the host has
            signed in, or None. Without it PLM signs people in itself.
        base_template: the host's page frame, with the blocks `title`, `head` and `content`.
        settings, db: read from the environment when not given.
    """

    def __init__(
        self,
        app: Flask,
        *,
        url_prefix: str = "",
        identify: Callable[[], str | None] | None = None,
        base_template: str = "plm/base.html",
        settings: Settings | None = None,
        db: Database | None = None,
        clock: Callable[[], datetime] = wall.now,
    ) -> None:
        settings = settings or Settings.from_env(os.environ)
        db = db if db is not None else connect(settings.mongodb_uri, settings.database)
        who = hosted(identify) if identify else standing_alone(app)
        super().__init__(
            app,
            features=FEATURES,
            settings=settings,
            db=db,
            identify=who,
            url_prefix=url_prefix,
            base_template=base_template,
            door="" if identify else "plm.people.sign_in",
            clock=clock,
        )


def create_app(
    settings: Settings | None = None, db: Database | None = None, *, clock: Callable[[], datetime] = wall.now
) -> Flask:
    """PLM as an application of its own, its database made ready."""
    settings = settings or Settings.from_env(os.environ)
    db = db if db is not None else connect(settings.mongodb_uri, settings.database)
    make_ready(db, clock=clock)
    app = Application("plm", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key or kept_secret(settings.instance),
        SESSION_COOKIE_NAME="__Host-plm" if settings.secure_cookies else "plm",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The cookie outlives the longest sign-in; signing it anew for every page is work for nothing.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    PLM(app, settings=settings, db=db, clock=clock).take_over(app)
    return app


def make_ready(db: Database, *, clock: Callable[[], datetime] = wall.now) -> list[str]:
    """Create collections and indexes, apply the migrations that are missing (returns their names), and let the
    features write what they begin with."""
    prepare(db, (one for feature in FEATURES for one in feature.collections))
    applied = migrate(db, found_in(migrations_folder()), clock=clock)
    for feature in FEATURES:
        if feature.begins is not None:
            feature.begins(db)
    return applied


def migrations_folder() -> Path:
    """Where the migrations stand: inside the package when installed, beside it in a checkout."""
    inside = Path(__file__).resolve().parent / "migrations"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[1] / "migrations"
