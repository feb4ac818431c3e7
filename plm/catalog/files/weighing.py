"""Whether what completion asks can be met, and whether it asks for everything the course holds."""

from collections.abc import Iterable, Mapping, Sequence

from plm.catalog.files.table import Table
from plm.catalog.kinds import Practice, Quiz
from plm.catalog.model import (
    Group,
    Minutes,
    Module,
    Modules,
    Passed,
    Practiced,
    Requirement,
    Rule,
    Sessions,
    leaves,
)

_PLACE = "completion"


def weigh(requirement: Requirement, rule: Group | None, modules: Sequence[Module], table: Table) -> None:
    """Note what nobody could meet, and warn of what the rule leaves out.

    Args:
        requirement: the sessions it asks for.
        rule: the tree, when there is one.
        modules: all of the course.
        table: of `course.toml`.
    """
    live = sum(module.content.by_sessions for module in modules)
    if rule is None:
        _weigh_sessions(requirement.sessions, live, "sessions = {}", table)
        return
    known = {module.id: module for module in modules}
    before = table.noted
    for leaf in leaves(rule):
        _weigh_leaf(leaf, known, live, table)
    _weigh_sessions(requirement.sessions, live, "{{ sessions = {} }}", table)
    if table.noted == before:
        _look_for_left_out(rule, modules, table)


def _weigh_sessions(asked: int, live: int, form: str, table: Table) -> None:
    """Completion asks for sessions exactly when there are live modules, and for no more than there are."""
    has = f"{live or 'no'} live module{'s' if live > 1 else ''}"
    if asked > live:
        asks = f"Asks for {asked} session{'' if asked == 1 else 's'} but the course has {has}."
        table.say(f"{_PLACE}.sessions", f"{asks} {'Lower it or add one.' if live else 'Set it to 0 or add one.'}")
    elif live and not asked:
        remedy = f"Write {form.format(live)} under [completion] or remove {'it' if live == 1 else 'them'}."
        table.say(f"{_PLACE}.sessions", f"Asks for no session but the course has {has}. {remedy}")


def _weigh_leaf(leaf: Rule, known: Mapping[str, Module], live: int, table: Table) -> None:
    match leaf:
        case Modules():
            for one in leaf.ids:
                if one in known and known[one].content.by_sessions:
                    table.say(_PLACE, f"“{one}” is live: ask for it with sessions = 1.")
                else:
                    _known(one, known, table)
        case Sessions() if leaf.of and live and leaf.of != live:
            are = f"there {'is' if live == 1 else 'are'} {live} live module{'s' if live > 1 else ''}"
            table.warn(_PLACE, f"Says of = {leaf.of}, and {are}. Plan as many sessions as it says.")
        case Minutes() if not live:
            table.say(_PLACE, "Asks for minutes of sessions but the course has no live module. Add one or take it out.")
        case Passed():
            _weigh_quiz(leaf, known, table)
        case Practiced():
            _weigh_practice(leaf, known, table)
        case _:
            pass


def _weigh_quiz(leaf: Passed, known: Mapping[str, Module], table: Table) -> None:
    module = _known(leaf.quiz, known, table, Quiz.kind)
    quiz = module.of(Quiz) if module else None
    if quiz and quiz.questions and quiz.attempts and leaf.share > quiz.pass_share:
        asks = f"Asks for {leaf.share:.0%} of the quiz “{leaf.quiz}”, which is passed with {quiz.pass_share:.0%}"
        table.warn(_PLACE, f"{asks}: whoever passes it with the last attempt is stuck. Write the same in both.")


def _weigh_practice(leaf: Practiced, known: Mapping[str, Module], table: Table) -> None:
    _known(leaf.log, known, table, Practice.kind)
    if leaf.dates > leaf.entries:
        asks = f"Asks for {leaf.entries} entries of “{leaf.log}” on {leaf.dates} days"
        table.say(_PLACE, f"{asks}: nobody can do that. Lower dates or ask for more entries.")


def _known(module_id: str, known: Mapping[str, Module], table: Table, kind: str = "") -> Module | None:
    """The module with this id; notes that there is none, or one of another kind."""
    found = known.get(module_id)
    if found is None:
        table.say(_PLACE, f"There is no module “{module_id}”. Known here: {', '.join(known)}.")
    elif kind and found.kind != kind:
        table.say(_PLACE, f"“{module_id}” is no {kind}; it is of the kind {found.kind}. Name another module.")
        return None
    return found


def _look_for_left_out(rule: Group, modules: Sequence[Module], table: Table) -> None:
    """Warn of each module that nothing in the tree asks for, and that opens none that is asked for."""
    asked = _asked(leaves(rule), modules)
    for module in modules:
        if module.id not in asked:
            table.warn(_PLACE, f"The rule does not ask for “{module.title}”; people may leave it out.")


def _asked(rules: Iterable[Rule], modules: Sequence[Module]) -> set[str]:
    """The ids of the modules that a rule asks for, and of those that open them."""
    asked: set[str] = set()
    for rule in rules:
        match rule:
            case Modules():
                asked |= set(rule.ids) or {one.id for one in modules if not one.content.by_sessions}
            case Sessions() | Minutes():
                asked |= {one.id for one in modules if one.content.by_sessions}
            case Passed():
                asked.add(rule.quiz)
            case Practiced():
                asked.add(rule.log)
            case _:
                pass
    # A module requires only modules that stand before it.
    for module in reversed(modules):
        if module.id in asked:
            asked |= set(module.requires)
    return asked
