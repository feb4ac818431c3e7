"""`course.toml` and the files it names, read into an edition."""

from dataclasses import replace
from pathlib import Path

from plm.catalog import readability
from plm.catalog.files import scaffold
from plm.catalog.files.mistakes import Log
from plm.catalog.files.quiz import quiz_of, reflection_of
from plm.catalog.files.reading import pages_of
from plm.catalog.files.source import text_of
from plm.catalog.files.table import Table, parsed
from plm.catalog.model import Edition, Kind, Module, Page, Requirement

COURSE_FILE = "course.toml"

LONGEST_QUOTE = 120
"""Letters of a sentence that a warning quotes."""

_SUFFIX = {Kind.READING: ".md", Kind.QUIZ: ".toml", Kind.REFLECTION: ".toml"}


def edition_of(folder: Path, slug: str, log: Log) -> Edition | None:
    """Read a course's folder; what it returns counts only when nothing was noted in the log."""
    text = text_of(folder, COURSE_FILE, log, asked=log, place="")
    if text is None or (table := parsed(text, log)) is None:
        return None
    edition = Edition(
        course=slug,
        title=table.line("title", least=3, most=80),
        summary=table.text("summary", least=20, most=400),
        audience=table.line("audience", most=120),
        hours=_hours(table),
        valid_months=table.whole("valid_months", least=0, most=240, default=0),
        outcomes=table.lines("outcomes", most=12, longest=200),
        modules=(),
    )
    _look_for_scaffold(text, log)
    before = log.noted
    requirement = _requirement(table.table("completion"))
    understood = log.noted == before
    files: dict[str, str] = {}
    takeaway = _takeaway(folder, table, edition.title, log, files)
    modules = _modules(folder, table, log, files)
    if understood and None not in modules:
        _weigh_sessions(requirement, sum(module is not None and module.kind is Kind.LIVE for module in modules), table)
    table.done()
    return replace(
        edition, requirement=requirement, takeaway=takeaway, modules=tuple(module for module in modules if module)
    )


def _hours(table: Table) -> float:
    hours = table.number("hours", example="6.0")
    if hours is not None and not (0 < hours <= 500 and (hours * 4).is_integer()):
        table.say("hours", "Must be above 0, at most 500, and in quarters of an hour. Write hours = 1.25, for example.")
    return hours or 0.0


def _requirement(table: Table) -> Requirement:
    requirement = Requirement(
        sessions=table.whole("sessions", least=0, most=50, default=0),
        minutes_share=table.share("minutes_share", default=Requirement.minutes_share),
    )
    table.done()
    return requirement


def _weigh_sessions(requirement: Requirement, live: int, table: Table) -> None:
    """Completion asks for sessions exactly when there are live modules, and for no more than there are."""
    asked = requirement.sessions
    has = f"{live or 'no'} live module{'s' if live > 1 else ''}"
    if asked > live:
        asks = f"Asks for {asked} session{'' if asked == 1 else 's'} but the course has {has}."
        table.say("completion.sessions", f"{asks} {'Lower it or add one.' if live else 'Set it to 0 or add one.'}")
    elif live and not asked:
        remedy = f"Write sessions = {live} under [completion] or remove {'it' if live == 1 else 'them'}."
        table.say("completion.sessions", f"Asks for no session but the course has {has}. {remedy}")


def _takeaway(folder: Path, table: Table, title: str, log: Log, files: dict[str, str]) -> tuple[Page, ...]:
    """The page to take away, when the course has one."""
    name = table.line("takeaway", most=200, default="")
    if not name:
        return ()
    files[name] = "takeaway"
    return _markdown(folder, name, title, log, "takeaway", table)


def _modules(folder: Path, table: Table, log: Log, files: dict[str, str]) -> list[Module | None]:
    """The modules in their order; nothing stands for one of no known kind.

    Args:
        files: who uses which file of the folder; those of the modules are added.
    """
    modules: list[Module | None] = []
    ids: list[str] = []
    for place, one in enumerate(table.tables("modules", most=60), 1):
        module_id = one.slug("id")
        if module_id and module_id in ids:
            one.say("id", f"modules[{ids.index(module_id) + 1}] has this id. Choose another.")
        ids.append(module_id)
        modules.append(_module(folder, one, module_id, log, files, f"modules[{place}]"))
    _look_for_strays(folder, files, log)
    return modules


def _module(folder: Path, table: Table, module_id: str, log: Log, files: dict[str, str], place: str) -> Module | None:
    title = table.line("title", least=2, most=120)
    minutes = table.whole("minutes", least=1, most=3_000)
    kind = table.choice("kind", list(Kind))
    name = table.line("file", most=200) if kind not in ("", Kind.LIVE) or "file" in table else ""
    guide = table.line("guide", most=200, default="")
    table.done()
    first = files.setdefault(name, place) if name else place
    if not kind:
        return None
    module = Module(module_id, title, Kind(kind), minutes)
    if guide:
        module = _guided(module, folder, guide, log, files, place, asked=table)
    if module.kind is Kind.LIVE:
        if "file" in table:
            table.say("file", "A live module has no file. Take the line away.")
    elif first != place:
        table.say("file", f"{first} uses {name} already. Each module has a file of its own.")
    elif name and not name.endswith(_SUFFIX[module.kind]):
        table.say("file", f"A {kind} is written in a {_SUFFIX[module.kind]} file. Correct the name or the kind.")
    elif name:
        return _filled(module, folder, name, log, asked=table)
    return module


def _guided(
    module: Module, folder: Path, name: str, log: Log, files: dict[str, str], place: str, *, asked: Table
) -> Module:
    """The module with the guide for who runs its sessions."""
    first = files.setdefault(name, user := f"{place} as its guide")
    if module.kind is not Kind.LIVE:
        asked.say("guide", "Only a live module has a guide: it is for who runs the session. Take the line away.")
    elif first != user:
        asked.say("guide", f"{first} uses {name} already. Each guide is a file of its own.")
    else:
        return replace(module, guide=_markdown(folder, name, module.title, log, "guide", asked))
    return module


def _filled(module: Module, folder: Path, name: str, log: Log, *, asked: Table) -> Module:
    """The module with what its file holds."""
    own = log.of(name)
    if module.kind is Kind.READING:
        return replace(module, pages=_markdown(folder, name, module.title, log, "file", asked))
    text = text_of(folder, name, own, asked=log, place=asked.where("file"))
    if text is None:
        return module
    _look_for_scaffold(text, own)
    match module.kind:
        case Kind.QUIZ:
            return replace(module, quiz=quiz_of(text, own))
        case _:
            intro, prompts = reflection_of(text, own)
            return replace(module, intro=intro, prompts=prompts)


def _markdown(folder: Path, name: str, title: str, log: Log, key: str, table: Table) -> tuple[Page, ...]:
    """The pages of a Markdown file that this key of a table names; says when they are hard to read."""
    if not name.endswith(".md"):
        table.say(key, "Is written in Markdown. Name a .md file.")
        return ()
    own = log.of(name)
    text = text_of(folder, name, own, asked=log, place=table.where(key))
    if text is None:
        return ()
    pages = pages_of(text, title, own)
    _look_for_scaffold(text, own)
    if (grade := readability.of_pages(pages)) > readability.HARDEST_GRADE:
        said = " ".join(f"“{_shortened(one)}”" for one in readability.hardest(pages))
        above = f"Reads at grade {grade}; above {readability.HARDEST_GRADE:g} it is hard after a day at school."
        own.warn("", f"{above} Begin with its hardest sentences: {said}")
    return pages


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_QUOTE else f"{sentence[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"


def _look_for_scaffold(text: str, log: Log) -> None:
    """Warn where a file still says what `plm courses new` wrote."""
    if left := scaffold.left_in(text):
        line, words = left[0]
        more = f" So do {len(left) - 1} more lines." if len(left) > 2 else " So does one more line." * (len(left) - 1)
        log.warn(f"line {line}", f"Still the scaffold’s words: “{_shortened(words)}”{more} Write your own.")


def _look_for_strays(folder: Path, files: dict[str, str], log: Log) -> None:
    """A file that no module names is a module that was forgotten. Notes of the author's begin with an underscore."""
    for path in sorted(folder.iterdir()):
        name = path.name
        if path.suffix in (".md", ".toml") and name not in files and name != COURSE_FILE and name[0] not in "._":
            log.of(name).say("", "No module uses this file. Add one, or begin the file’s name with _ to keep it aside.")
