"""The command `plm`: `plm run`, `plm worker`, and what the features bring."""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import FrameType
from typing import NoReturn

import click
import structlog
from waitress.server import create_server

from plm import clock
from plm.app import FEATURES, create_app, make_ready
from plm.cli.console import Console, Group, pass_console
from plm.demo.actions import demo_district, fill
from plm.errors import Refusal, Unavailable
from plm.jobs import Services, Worker
from plm.mail import mailer_for
from plm.settings import Settings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.group(cls=Group)
@click.pass_context
def plm(ctx: click.Context) -> None:
    """Professional learning for a school district."""
    if ctx.obj is None:
        ctx.obj = ctx.with_resource(Console(Settings.from_env(os.environ), make_ready))


@plm.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--demo", is_flag=True, help="An invented district to look around in.")
@pass_console
def run(console: Console, host: str, port: int, demo: bool) -> None:
    """Run PLM as one process: its database, its pages and one worker."""
    settings = console.settings
    if demo or settings.demo:
        settings = demo_district(settings)
    if "PLM_BASE_URL" not in os.environ:
        settings = replace(settings, base_url=f"http://{host}:{port}")
    _must_be_free(host, port)
    with _stopping():
        db = console.db
        if settings.demo and fill(db, settings, now=clock.now()):
            click.echo("The demo district is ready: everything in it is invented.")
        app = create_app(settings, db)
        services = Services(db, settings, mailer_for(settings, db), clock.now)
        worker = Worker(services, [job for feature in FEATURES for job in feature.jobs])
        server = create_server(
            app,
            host=host,
            port=port,
            threads=8,
            ident=None,
            channel_timeout=30,
            max_request_body_size=4 * 1024 * 1024,
        )
        worker.start()
        if console.server:
            threading.Thread(target=_watch, args=(console,), daemon=True).start()
        click.echo(f"PLM runs at {settings.base_url}")
        if settings.demo:
            click.echo("Sign in: open it and choose whom to enter as; no password is needed.")
        else:
            click.echo("Sign in: invite somebody first, with `plm people add EMAIL NAME --role administrator`.")
        click.echo("Stop it with Ctrl-C.")
        try:
            server.run()
        finally:
            server.close()
            if console.server and (death := console.server.died()):
                click.echo(f"Error: {death.message}", err=True)
                # The jobs would wait for a database that is gone; there is nothing left to let go of in order.
                os._exit(1)
            click.echo("Stopping.")
            worker.stop()


@plm.command()
@pass_console
def worker(console: Console) -> None:
    """Do due work (reminders, letters, tallies) until stopped. Any number of workers may run."""
    settings = console.settings
    db = console.db
    services = Services(db, settings, mailer_for(settings, db), clock.now)
    running = Worker(services, [job for feature in FEATURES for job in feature.jobs])
    stopped = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stopped.set())
    running.start()
    click.echo("The worker runs. Stop it with Ctrl-C.")
    while not stopped.wait(timedelta(seconds=5).total_seconds()):
        if running.stalled(now=clock.now()):
            raise Unavailable(
                "No job has succeeded for two minutes; the worker gives up so that it can be started anew."
            )
    running.stop()


@plm.command("migrate")
@pass_console
def migrate_command(console: Console) -> None:
    """Bring the database up to this version of PLM."""
    applied = make_ready(console.db)
    click.echo("\n".join(f"Applied {name}" for name in applied) or "The database is up to date.")


for _feature in FEATURES:
    for _command in _feature.commands:
        plm.add_command(_command)


def main() -> None:
    """Run the command line."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Plain tracebacks: the values of variables hold people's names, words and tokens.
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        plm(prog_name="plm")
    except Refusal as error:
        click.echo(f"Error: {error.message}", err=True)
        sys.exit(1)


@contextmanager
def _stopping() -> Iterator[None]:
    """Turn the signals that stop a process into SystemExit while PLM runs, so that everything is let go in order."""
    before = {number: signal.signal(number, _leave) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _watch(console: Console) -> None:
    """End the process when its own database server dies, so that it says why instead of failing page by page."""
    if console.server:
        console.server.wait()
        # It also ends when it was asked to.
        if console.server.died():
            os.kill(os.getpid(), signal.SIGTERM)


def _must_be_free(host: str, port: int) -> None:
    """Refuse a taken port before anything is started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Unavailable(
                    f"Port {port} is already taken, perhaps by another PLM. "
                    f"Choose another one: make run PORT={port + 1}"
                ) from None
            raise Unavailable(
                f"PLM cannot listen on {host}:{port} ({error.strerror}). Choose another --host or --port."
            ) from None


if __name__ == "__main__":
    main()
