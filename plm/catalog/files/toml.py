"""Values as TOML. Python reads TOML and does not write it; a course needs texts, numbers and lists of texts only."""

from collections.abc import Iterable


def quoted(text: str) -> str:
    """A text between quotation marks; one of several lines stands between three."""
    escaped = text.replace("\\", "\\\\")
    if "\n" not in text:
        return '"' + escaped.replace('"', '\\"') + '"'
    # A line break right after the marks is not part of the text.
    return '"""\n' + escaped.replace('"', '\\"') + '"""'


def listed(texts: Iterable[str]) -> str:
    """A list of texts, a line each."""
    return "[\n" + "".join(f"    {quoted(text)},\n" for text in texts) + "]"


def line(key: str, value: str | float | bool) -> str:
    """One key with its value."""
    match value:
        case bool():
            return f"{key} = {'true' if value else 'false'}\n"
        case str():
            return f"{key} = {quoted(value)}\n"
        case _:
            return f"{key} = {value!r}\n"
