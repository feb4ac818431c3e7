"""What make and the package promise: two commands, a wheel that is enough, front-end files that are all there."""

import configparser
import json
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from plm.web import vendor

ROOT = Path(__file__).parent.parent


@pytest.fixture
def npm(tmp_path):
    """A checkout in which npm has installed its packages, with just what we take of them."""
    entries = {}
    for package in (vendor.USWDS, vendor.HTMX):
        folder = tmp_path / "node_modules" / package.name
        for place in package.files.values():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(f"/* {place} */")
        entries[f"node_modules/{package.name}"] = {"version": "1.2.3", "integrity": "sha512-abc"}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": entries}))
    uswds = tmp_path / "node_modules" / vendor.USWDS.name / "dist"
    (uswds / "css/uswds.min.css").write_text(
        '@font-face{font-family:"A";src:url(../fonts/merriweather/Latin-Merriweather-Light.woff2)format("woff2")}'
        '@font-face{font-family:"B";src:url(../fonts/merriweather/Latin-Merriweather-Bold.woff2)format("woff2")}'
        ".usa-hero{background-image:url(../img/hero.jpg);color:red}"
        ".usa-search{background:url(../img/search.svg)}.x{background:url(data:image/png;base64,AAAA)}"
        "/*# sourceMappingURL=uswds.min.css.map */"
    )
    (uswds / "img").mkdir()
    (uswds / "img/search.svg").write_text("<svg/>")
    return tmp_path


def test_the_stylesheet_names_only_what_is_shipped(npm, tmp_path):
    target = tmp_path / "static" / "vendor"
    vendor.install(npm, target)
    css = (target / "uswds.min.css").read_text()
    assert vendor.addresses(css) == ["fonts/merriweather/Latin-Merriweather-Light.woff2", "img/search.svg"]
    assert all((target / address).exists() for address in vendor.addresses(css))
    assert ".usa-hero{background-image:none;color:red}" in css
    assert "data:image/png" in css
    assert "sourceMappingURL" not in css


def test_vendor_json_says_where_every_file_came_from(npm, tmp_path):
    target = tmp_path / "static" / "vendor"
    vendor.install(npm, target)
    entries = json.loads((target / "VENDOR.json").read_text())
    assert [(entry["name"], entry["version"], entry["integrity"]) for entry in entries] == [
        ("@uswds/uswds", "1.2.3", "sha512-abc"),
        ("htmx.org", "1.2.3", "sha512-abc"),
    ]
    assert all(entry["license"] for entry in entries)
    listed = {name for entry in entries for name in entry["files"]}
    found = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert found == listed | {"VENDOR.json"}


def test_a_file_that_is_no_longer_taken_goes_away(npm, tmp_path):
    target = tmp_path / "static" / "vendor"
    target.mkdir(parents=True)
    (target / "old.js").write_text("old")
    vendor.install(npm, target)
    assert not (target / "old.js").exists()


def test_a_file_that_npm_did_not_bring_is_named_and_nothing_is_replaced(npm, tmp_path):
    target = tmp_path / "static" / "vendor"
    vendor.install(npm, target)
    (npm / "node_modules/htmx.org/dist/htmx.min.js").unlink()
    with pytest.raises(vendor.VendorError, match=r"htmx\.min\.js is missing\. Run `npm ci`"):
        vendor.install(npm, target)
    assert (target / "htmx.min.js").exists()


def test_the_installed_front_end_is_whole_and_light():
    css = (vendor.TARGET / "uswds.min.css").read_text(encoding="utf-8")
    missing = [address for address in vendor.addresses(css) if not (vendor.TARGET / address).exists()]
    assert missing == []
    fonts = [path for path in vendor.TARGET.rglob("*.woff2") if "mono" not in path.name]
    assert sum(path.stat().st_size for path in fonts) < 111_000


def test_the_lock_holds_versions_and_hashes_and_names_no_host():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["version"] and entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_versions_in_package_json_are_exact():
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.mark.parametrize("name", ["setup.cfg", "setup.py", "pyproject.toml", "Makefile", ".ci/run", ".npmrc"])
def test_no_part_of_the_build_names_a_registry(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|index-url|registry\s*=", text)


def test_every_lint_rule_that_is_ignored_says_why():
    text = (ROOT / "ruff.toml").read_text()
    tomllib.loads(text)
    ignored = re.search(r"^ignore = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
    assert [line for line in ignored.splitlines() if not re.search(r"# \w+", line)] == []


def test_each_dependency_has_a_lower_bound():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    wanted = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    lines = [line for text in wanted for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.search(r"[>=]=", line)] == []


def test_make_help_lists_the_five_commands():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\w+)", said, re.MULTILINE) == ["help", "run", "test", "lint", "bench"]
    assert subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout == said


@pytest.mark.parametrize("command", ["run", "test", "lint"])
def test_an_old_python_is_refused_in_a_sentence(tmp_path, command):
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).touch()
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && { echo Python 3.9.2; exit 0; }\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(["make", command, f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "PLM needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_wheel_carries_courses_migrations_pages_and_the_front_end(tmp_path):
    """Built from a copy, so that this checkout stays as it is."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    names = ("setup.cfg", "setup.py", "pyproject.toml", "MANIFEST.in", "LICENSE", "NOTICE", "README.md")
    tracked = ["plm", "courses", "migrations", *(name for name in names if (ROOT / name).exists())]
    subprocess.run(["cp", "-r", *tracked, str(copy)], cwd=ROOT, check=True)
    subprocess.run(
        [ROOT / ".venv/bin/python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, copy],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("plm-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())

    def under(folder: str, place: str, *suffixes: str) -> set[str]:
        found = (path for path in (copy / folder).rglob("*") if path.suffix in suffixes)
        return {f"{place}/{path.relative_to(copy / folder)}" for path in found}

    wanted = under("plm", "plm", ".py", ".html", ".txt", ".css", ".js", ".woff2", ".svg")
    wanted |= under("courses", "plm/courses", ".toml", ".md", ".svg", ".webm", ".vtt") | under(
        "migrations", "plm/migrations", ".py"
    )
    assert wanted - inside == set()
    assert "plm/web/static/vendor/VENDOR.json" in inside
    assert not [name for name in inside if "__pycache__" in name]
    assert {name.split("/")[0] for name in inside} == {"plm", f"{wheel.name.rsplit('-', 3)[0]}.dist-info"}
