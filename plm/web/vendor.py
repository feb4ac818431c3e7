"""Copy the few front-end files that pages load out of node_modules into `static/vendor/`.

A build step, run by make as `python -m plm.web.vendor`. The repository keeps no
third-party code: `package-lock.json` names exact versions with their hashes, npm
checks them, and this module takes what is needed and writes `VENDOR.json`, which
says where every file came from.

    vendor/uswds.min.css            the design system, with the changes of `trim`
    vendor/fonts/<family>/*.woff2   the faces that face.css and the stylesheet name
    vendor/img/**                   the icons that the stylesheet names
    vendor/htmx.min.js
    vendor/LICENSE-*                each package's license
"""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(__file__).resolve().parent / "static" / "vendor"

FONTS = (
    "public-sans/PublicSans-Regular.woff2",
    "public-sans/PublicSans-SemiBold.woff2",
    "merriweather/Latin-Merriweather-Light.woff2",
    "merriweather/Latin-Merriweather-Regular.woff2",
    "roboto-mono/roboto-mono-v5-latin-regular.woff2",
)

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_ADDRESS = re.compile(r"url\(\s*[\"']?(?!data:)([^)\"']+?)[\"']?\s*\)")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/\s*")


class VendorError(Exception):
    """A file that pages need is not where it should be; the message says what to do."""


@dataclass(frozen=True)
class Package:
    """One npm package and what we take of it: our name for a file → its place in the package."""

    name: str
    license: str
    files: dict[str, str] = field(default_factory=dict)


USWDS = Package(
    "@uswds/uswds",
    license="CC0-1.0 AND OFL-1.1 AND Apache-2.0 AND MIT",
    files={
        "uswds.min.css": "dist/css/uswds.min.css",
        "LICENSE-uswds.md": "LICENSE.md",
        **{f"fonts/{font}": f"dist/fonts/{font}" for font in FONTS},
    },
)
HTMX = Package(
    "htmx.org",
    license="0BSD",
    files={"htmx.min.js": "dist/htmx.min.js", "LICENSE-htmx": "LICENSE"},
)


def trim(css: str, fonts: tuple[str, ...] = FONTS) -> str:
    """Rewrite USWDS's stylesheet so that everything it names is shipped, and nothing else.

    Faces we do not ship lose their rule, or browsers would ask for them in vain; so
    does the photograph behind `usa-hero`, which we do not use. Addresses are made
    relative to `vendor/`, where the stylesheet stands. The comment that points
    developer tools at a source map goes too.
    """

    def keep(face: re.Match[str]) -> str:
        return face[0] if any(font in face[0] for font in fonts) else ""

    css = _FONT_FACE.sub(keep, _SOURCE_MAP.sub("", css))
    return css.replace("url(../img/hero.jpg)", "none").replace("url(../", "url(")


def addresses(css: str) -> list[str]:
    """The files a stylesheet names, without those it carries inside itself."""
    return sorted(set(_ADDRESS.findall(css)))


def install(root: Path = ROOT, target: Path = TARGET) -> list[str]:
    """Fill `target` from `root`/node_modules and write its VENDOR.json.

    What stood there before is replaced, so that a file dropped from the list is gone.

    Returns:
        The names of the files written, relative to `target`.

    Raises:
        VendorError: npm has not installed a package, or the package lost a file.
    """
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    new = target.with_name(target.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    entries = [_take(package, root / "node_modules" / package.name, lock, new) for package in (USWDS, HTMX)]
    (new / "VENDOR.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)
    return [name for entry in entries for name in entry["files"]]


def _take(package: Package, source: Path, lock: dict[str, Any], target: Path) -> dict[str, Any]:
    """Copy one package's files; returns its entry in VENDOR.json."""
    locked = lock["packages"][f"node_modules/{package.name}"]
    written = {}
    for name, content in _contents(package, source):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        written[name] = "sha256-" + hashlib.sha256(content).hexdigest()
    return {
        "name": package.name,
        "version": locked["version"],
        "integrity": locked["integrity"],
        "license": package.license,
        "files": written,
    }


def _contents(package: Package, source: Path) -> Iterator[tuple[str, bytes]]:
    """Each file under our name, the stylesheet trimmed and followed by the images it names."""
    for name, place in package.files.items():
        content = _read(source / place)
        if not name.endswith(".css"):
            yield name, content
            continue
        css = trim(content.decode())
        yield name, css.encode()
        for address in addresses(css):
            if address not in package.files:
                yield address, _read(source / "dist" / address)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise VendorError(f"{path} is missing. Run `npm ci` in the checkout (make does), then try again.") from None


def main() -> None:
    """Install into the package and say what was done."""
    try:
        files = install()
    except VendorError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"Put {len(files)} front-end files into {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
