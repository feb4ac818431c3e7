"""The courses that come with PLM."""

from pathlib import Path


def shipped_courses() -> Path:
    """The catalogue that comes with PLM: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "courses"
    # Looked for first: beside an installed package there may be somebody else's folder of this name.
    return inside if inside.is_dir() else package.parent / "courses"
