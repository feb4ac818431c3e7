"""Put the catalogue and the migrations inside the built package; everything else is in setup.cfg.

These two folders stand at the top of the checkout, where authors and operators
look for them, and inside `plm` once installed, so that a wheel is enough to run.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

FOLDERS = ("courses", "migrations")


class BuildWithFolders(build_py):
    """Build as usual, then copy the folders in; an editable install finds them where they stand."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for folder in FOLDERS:
            shutil.copytree(
                folder,
                Path(self.build_lib, "plm", folder),
                ignore=shutil.ignore_patterns("__pycache__"),
                dirs_exist_ok=True,
            )


setup(cmdclass={"build_py": BuildWithFolders})
