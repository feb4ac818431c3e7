"""How the questions of a course were answered, question by question."""

from collections.abc import Callable, Iterator

from flask import Response, render_template, request

from plm.catalog.asking import plainly, said
from plm.learning.actions.items import answers_to
from plm.learning.model.items import SMALLEST, Item, hardest
from plm.learning.pages.blueprint import pages
from plm.schools import sheets
from plm.web import context
from plm.web.sheet import download
from plm.web.words import number as spelled

NOT_SHOWN = f"Not shown: fewer than {spelled(SMALLEST)}"

SORTS: tuple[tuple[str, str], ...] = (("hardest", "Hardest first"), ("easiest", "Easiest first"), ("place", "As asked"))
_ORDERS: dict[str, Callable[[Item], tuple[object, ...]]] = {
    "hardest": hardest,
    "easiest": lambda one: (not one.shown, -hardest(one)[1], -one.times),
    "place": lambda _: (),
}

HEAD = (
    "Quiz", "Question", "Kind", "Asked", "First tries", "Right in first tries", "Share", "Option", "Is right", "Chosen",
)  # fmt: skip


@pages.get("/courses/<slug>/questions")
def items(slug: str) -> str | Response:
    """Each question: how often it was asked, how often right at first, and how often each option was chosen."""
    number, sort = request.args.get("edition", 0, type=int), request.args.get("sort", SORTS[0][0])
    found = answers_to(context.db(), slug, number=number, actor=context.actor())
    shown = sorted(found.items, key=_ORDERS.get(sort, hardest))
    if request.args.get("format") == "csv":
        name = f"questions-{slug}-edition-{found.edition.number}"
        return download(name, sheets.written(HEAD, [row for item in shown for row in _rows(item)]))
    return render_template(
        "plm/learning/items.html",
        found=found,
        items=shown,
        sort=sort,
        sorts=SORTS,
        not_shown=NOT_SHOWN,
        smallest=SMALLEST,
        few=spelled(SMALLEST),
        said=said,
        plainly=plainly,
    )


def _rows(item: Item) -> Iterator[tuple[object, ...]]:
    """A row for each option; of what is not shown, one that says so."""
    about = (item.module.title, plainly(item.question.text), item.question.kind)
    if not item.shown:
        yield (*about, NOT_SHOWN, "", "", "", "", "", "")
        return
    for one in item.choices:
        right = "yes" if one.right else "no"
        counted = (item.times, item.first, item.right, round(item.share, 3))
        yield (*about, *counted, plainly(one.words), right, one.times)
