"""A feature's manifest: what it plugs into PLM."""

from dataclasses import dataclass

import click
from flask import Blueprint

from plm.jobs import Job
from plm.mongo import Collection
from plm.web.nav import NavItem


@dataclass(frozen=True)
class Feature:
    """What a feature brings: pages, collections, jobs, commands, and its places in the navigation."""

    name: str
    pages: tuple[Blueprint, ...] = ()
    collections: tuple[Collection, ...] = ()
    jobs: tuple[Job, ...] = ()
    commands: tuple[click.Command, ...] = ()
    nav: tuple[NavItem, ...] = ()
