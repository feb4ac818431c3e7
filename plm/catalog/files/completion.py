"""What completion asks, read from `[completion]` and written back: every module and some sessions, or a tree."""

from plm.catalog.files.table import Table
from plm.catalog.files.toml import listed, shown
from plm.catalog.model import (
    Evaluated,
    Group,
    Minutes,
    Modules,
    Passed,
    Practiced,
    Requirement,
    Rule,
    Sessions,
    leaves,
)

DEEPEST = 5
"""How deep groups may stand in groups."""

_GROUPS = ("all_of", "any_of", "n_of")
_LEAVES = ("modules", "sessions", "minutes_share", "quiz", "practice", "evaluation")
_SAYS = "modules, sessions, minutes_share, quiz, practice, evaluation, all_of, any_of or n_of"


def completion_of(table: Table) -> tuple[Requirement, Group | None]:
    """What the table asks: its sessions, and the tree when it has one."""
    if any(key in table for key in _GROUPS):
        group = _group(table, 1)
        table.done()
        return sessions_of(group), group
    requirement = Requirement(
        sessions=table.whole("sessions", least=0, most=50, default=0),
        minutes_share=table.share("minutes_share", default=Requirement.minutes_share),
    )
    table.done()
    return requirement, None


def sessions_of(rule: Group) -> Requirement:
    """The sessions a tree asks for, for those who only look at sessions: its largest number of them."""
    asked = [leaf for leaf in leaves(rule) if isinstance(leaf, Sessions)]
    if not asked:
        return Requirement()
    most = max(asked, key=lambda leaf: leaf.number)
    return Requirement(most.number, most.share)


def written(rule: Group) -> str:
    """The tree as it stands under `[completion]`."""
    key, parts = _spread(rule)
    head = f"n_of = {rule.least}\n" if key == "among" else ""
    return head + f"{key} = [\n" + "".join(f"    {_inline(part)},\n" for part in parts) + "]\n"


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _group(table: Table, depth: int) -> Group:
    used = [key for key in _GROUPS if key in table]
    if len(used) > 1:
        table.say(used[1], f"Stands beside {used[0]}. Keep one of them, and put the other inside it.")
    key = used[0]
    least = table.whole("n_of", least=1, most=50) if key == "n_of" else 0
    inside = table.tables("among" if key == "n_of" else key, most=50)
    if depth > DEEPEST:
        table.say(key, f"Stands more than {DEEPEST} groups deep. Write it flatter.")
        return Group((), 0)
    parts = tuple(part for one in inside if (part := _rule(one, depth)) is not None)
    if key == "n_of" and parts and least > len(inside):
        table.say("n_of", f"Asks for {least} of {len(inside)}. Lower it or add to among.")
    return Group(parts, {"all_of": len(parts), "any_of": 1, "n_of": least}[key])


def _rule(table: Table, depth: int) -> Rule | None:
    if any(key in table for key in _GROUPS):
        group = _group(table, depth + 1)
        table.done()
        return group
    rule = _leaf(table)
    table.done()
    return rule


def _leaf(table: Table) -> Rule | None:
    asks = [key for key in _LEAVES if key in table]
    for other in asks[1:]:
        if (asks[0], other) != ("sessions", "minutes_share"):
            table.say(other, f"Stands beside {asks[0]}. Each line asks one thing: write a line of its own for it.")
    match asks[0] if asks else "":
        case "modules":
            return _modules(table)
        case "sessions":
            return _sessions(table)
        case "minutes_share":
            return Minutes(table.share("minutes_share", default=Requirement.minutes_share))
        case "quiz":
            return Passed(table.slug("quiz"), table.share("pass", default=0.8))
        case "practice":
            entries = table.whole("entries", least=1, most=20)
            return Practiced(table.slug("practice"), entries, table.whole("dates", least=1, most=20, default=1))
        case "evaluation":
            if not table.flag("evaluation"):
                table.say("evaluation", "Write evaluation = true, or take the line away.")
            return Evaluated()
        case _:
            table.say("", f"Says nothing that completion could ask. Write one of {_SAYS}.")
            return None


def _modules(table: Table) -> Modules:
    if not table.is_text("modules"):
        return Modules(table.lines("modules", most=60, longest=60))
    table.choice("modules", ["every"])
    return Modules()


def _sessions(table: Table) -> Sessions:
    asked = Sessions(
        table.whole("sessions", least=1, most=50),
        table.share("minutes_share", default=Requirement.minutes_share),
        table.whole("of", least=1, most=50, default=0) if "of" in table else 0,
    )
    if asked.of and asked.number > asked.of:
        table.say("sessions", f"Asks for {asked.number} of {asked.of}. Lower it.")
    return asked


def _spread(rule: Group) -> tuple[str, tuple[Rule, ...]]:
    if rule.least == len(rule.parts):
        return "all_of", rule.parts
    return ("any_of" if rule.least == 1 else "among"), rule.parts


def _inline(rule: Rule) -> str:
    match rule:
        case Modules():
            return f"{{ modules = {listed(rule.ids, flat=True) if rule.ids else shown('every')} }}"
        case Sessions():
            of = f", of = {rule.of}" if rule.of else ""
            return f"{{ sessions = {rule.number}{of}, minutes_share = {shown(rule.share)} }}"
        case Minutes():
            return f"{{ minutes_share = {shown(rule.share)} }}"
        case Passed():
            return f"{{ quiz = {shown(rule.quiz)}, pass = {shown(rule.share)} }}"
        case Practiced():
            return f"{{ practice = {shown(rule.log)}, entries = {rule.entries}, dates = {rule.dates} }}"
        case Evaluated():
            return "{ evaluation = true }"
        case Group():
            key, parts = _spread(rule)
            head = f"n_of = {rule.least}, " if key == "among" else ""
            return f"{{ {head}{key} = [{', '.join(_inline(part) for part in parts)}] }}"
