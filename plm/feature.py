"""A feature's manifest: what it plugs into PLM."""

from collections.abc import Callable
from dataclasses import dataclass

import click
from flask import Blueprint
from pymongo.database import Database

from plm.jobs import Job
from plm.mongo import Collection
from plm.web.nav import NavItem


@dataclass(frozen=True)
class Feature:
    """What a feature brings: pages, collections, jobs, commands, and its places in the navigation.

    Attributes:
        begins: writes what the feature cannot be without, where it is missing; done whenever PLM is made ready.
    """

    name: str
    pages: tuple[Blueprint, ...] = ()
    collections: tuple[Collection, ...] = ()
    jobs: tuple[Job, ...] = ()
    commands: tuple[click.Command, ...] = ()
    nav: tuple[NavItem, ...] = ()
    begins: Callable[[Database], None] | None = None
