"""`course.toml` and the files it names, read into an edition."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from plm.catalog.files.completion import completion_of
from plm.catalog.files.mistakes import Log
from plm.catalog.files.source import text_of
from plm.catalog.files.table import LONGEST_SLUG, SLUG, Table, parsed, slug_remedy
from plm.catalog.files.weighing import weigh
from plm.catalog.kinds import KINDS, Kind, Live
from plm.catalog.kinds.kind import Source, look_for_scaffold
from plm.catalog.model import Credit, Door, Edition, Module, Page

COURSE_FILE = "course.toml"


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
    look_for_scaffold(text, log)
    before = log.noted
    completion = table.table("completion")
    requirement, rule = completion_of(completion)
    edition = replace(edition, credit=_credit(table), areas=_areas(table), door=_door(table, slug))
    understood = log.noted == before
    whole = Source(folder, table, log, edition.title, {})
    takeaway = _takeaway(whole)
    modules = _modules(whole)
    if understood and None not in modules:
        weigh(requirement, rule, [module for module in modules if module], table)
    table.done()
    return replace(
        edition,
        requirement=requirement,
        rule=rule,
        takeaway=takeaway,
        modules=tuple(module for module in modules if module),
    )


def _areas(table: Table) -> tuple[str, ...]:
    """The renewal areas it counts in."""
    if "areas" not in table:
        return ()
    areas = table.lines("areas", most=10, longest=LONGEST_SLUG)
    for place, one in enumerate(areas):
        if not SLUG.fullmatch(one):
            table.say("areas", f"“{one}” cannot be a name here. {slug_remedy(one)}")
        elif one in areas[:place]:
            table.say("areas", f"“{one}” stands there twice. Keep one of them.")
    return areas


def _hours(table: Table) -> float:
    hours = table.number("hours", example="6.0")
    if hours is not None and not (0 < hours <= 500 and (hours * 4).is_integer()):
        table.say("hours", "Must be above 0, at most 500, and in quarters of an hour. Write hours = 1.25, for example.")
    return hours or 0.0


def _takeaway(source: Source) -> tuple[Page, ...]:
    """The page to take away, when the course has one."""
    name = source.table.line("takeaway", most=200, default="")
    if not name:
        return ()
    source.used[name] = "takeaway"
    return source.markdown(name, "takeaway")


def _modules(whole: Source) -> list[Module | None]:
    """The modules in their order; nothing stands for one of no known kind."""
    modules: list[Module | None] = []
    ids: list[str] = []
    for place, one in enumerate(whole.table.tables("modules", most=60), 1):
        module_id = one.slug("id")
        if module_id and module_id in ids:
            one.say("id", f"modules[{ids.index(module_id) + 1}] has this id. Choose another.")
        ids.append(module_id)
        title = one.line("title", least=2, most=120)
        user = f"modules[{place}]"
        modules.append(_module(Source(whole.folder, one, whole.log, title, whole.used, user), ids))
    _look_for_strays(whole.folder, whole.used, whole.log)
    return modules


def _credit(table: Table) -> tuple[Credit, ...]:
    """The credit it gives besides the hours."""
    if "credit" not in table:
        return ()
    given: list[Credit] = []
    for one in table.tables("credit", most=10, name="kind"):
        kind = one.slug("kind")
        amount = one.number("amount", example="1.0") if "amount" in one else None
        if amount is not None and not 0 < amount <= 500:
            one.say("amount", "Must be above 0 and at most 500. Correct it.")
        if kind in [credit.kind for credit in given]:
            one.say("kind", "This kind stands there already. Keep one of them.")
        one.done()
        given.append(Credit(kind, amount))
    return tuple(given)


def _door(table: Table, slug: str) -> Door:
    """Which courses open this one."""
    if "requires" not in table:
        return Door()
    asked = table.table("requires")
    both = [key for key in ("all_of", "any_of") if key in asked]
    if len(both) > 1:
        asked.say("any_of", "Stands beside all_of. Keep one of them.")
    courses = asked.lines(both[0] if both else "all_of", most=10, longest=LONGEST_SLUG)
    for one in courses:
        if one == slug:
            asked.say(both[0], "The course requires itself. Take its own name out.")
        elif not SLUG.fullmatch(one):
            asked.say(both[0], f"“{one}” cannot be a course’s name. {slug_remedy(one)}")
    asked.done()
    return Door(courses, any=both[:1] == ["any_of"])


def _module(source: Source, ids: list[str]) -> Module | None:
    """The module of this table.

    Args:
        ids: of the modules before it, and its own; it may require those before it.
    """
    table = source.table
    minutes = table.whole("minutes", least=1, most=3_000)
    called = table.choice("kind", KINDS)
    requires = table.lines("requires", most=60, longest=LONGEST_SLUG) if "requires" in table else ()
    kind = KINDS.get(called)
    # Asked for in every kind, so that a line too many gets its own sentence.
    name = table.line("file", most=200) if (kind and kind.suffix) or "file" in set(table) else ""
    if kind is not Live:
        guide = table.line("guide", most=200, default="")
        if guide and kind:
            source.used.setdefault(guide, source.user)
            table.say("guide", "Only a live module has a guide: it is for who runs the session. Take the line away.")
    _look_at_doors(table, requires, ids)
    content = _content(source, kind, called, name) if kind else None
    table.done()
    return Module(ids[-1], source.title, minutes, content, requires) if content else None


def _content(source: Source, kind: type[Kind], called: str, name: str) -> Kind:
    """What the files of a module hold; an empty one when a mistake stands in the way."""
    free = not name or source.claims("file", name, "Each module has a file of its own.")
    if name and not kind.suffix:
        source.table.say("file", f"A {called} module has no file. Take the line away.")
    elif name and free and not name.endswith(kind.suffix):
        remedy = f"A {called} is written in a {kind.suffix} file. Correct the name or the kind."
        source.table.say("file", remedy)
    elif not kind.suffix or (name and free):
        return kind.read(source, name) or kind()
    return kind()


def _look_at_doors(table: Table, requires: Sequence[str], ids: Sequence[str]) -> None:
    """A module may require modules that stand before it: so nothing ever requires itself through others."""
    for one in requires:
        if one == ids[-1]:
            table.say("requires", "The module requires itself. Take its own id out.")
        elif one not in ids:
            before = f"Those before it: {', '.join(ids[:-1])}." if ids[:-1] else "It is the first: require nothing."
            table.say("requires", f"No module “{one}” stands before this one. {before}")


def _look_for_strays(folder: Path, files: dict[str, str], log: Log) -> None:
    """A file that no module names is a module that was forgotten. Notes of the author's begin with an underscore."""
    for path in sorted(folder.iterdir()):
        name = path.name
        if path.suffix in (".md", ".toml") and name not in files and name != COURSE_FILE and name[0] not in "._":
            log.of(name).say("", "No module uses this file. Add one, or begin the file’s name with _ to keep it aside.")
