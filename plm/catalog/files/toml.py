"""Values as TOML. Python reads TOML and does not write it; a course needs texts, numbers and lists of texts only."""

from collections.abc import Iterable


def quoted(text: str) -> str:
    """A text between quotation marks; one of several lines stands between three."""
    escaped = text.replace("\\", "\\\\")
    if "\n" not in text:
        return '"' + escaped.replace('"', '\\"') + '"'
    # A line break right after the marks is not part of the text.
    return '"""\n' + escaped.replace('"', '\\"') + '"""'


def listed(texts: Iterable[str], *, flat: bool = False) -> str:
    """A list of texts, a line each or all on one."""
    if flat:
        return f"[{', '.join(quoted(text) for text in texts)}]"
    return "[\n" + "".join(f"    {quoted(text)},\n" for text in texts) + "]"


def line(key: str, value: str | float | bool) -> str:
    """One key with its value."""
    return f"{key} = {shown(value)}\n"


def shown(value: str | float | bool) -> str:
    """A value."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case _:
            return repr(value)
