"""The macros: what they draw, and that nothing they draw is refused by the content security policy."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict

from plm.web.forms import Form
from plm.web.pictures import PICTURES
from plm.web.vendor import FONTS
from plm.web.words import FILTERS, WORDS

TEMPLATES = Path(__file__).parents[2] / "plm" / "web" / "templates"

IMPORTS = """{% import "plm/pieces.html" as p %}{% import "plm/pictures.html" as draw %}
{% import "plm/form.html" as f %}{% import "plm/table.html" as t %}"""


class Ask(Schema):
    title = fields.String(required=True, metadata={"label": "Name of the course", "hint": "As people search for it."})
    way = fields.String(
        required=True,
        validate=validate.OneOf(["room", "web"], labels=["In a room", "On the web"]),
        metadata={"label": "How is it held?", "widget": "radio"},
    )
    note = fields.String(metadata={"label": "Note", "widget": "textarea"})
    room = fields.String(validate=validate.OneOf(["a", "b"]), metadata={"label": "Room", "widget": "select"})
    closes = fields.String(metadata={"label": "Closes", "widget": "datetime-local"})
    at = fields.String(metadata={"label": "At", "widget": "time"})


@pytest.fixture
def draw():
    """Draw a piece of template; the page's own words are given by name."""
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    jinja.filters.update(FILTERS)
    jinja.globals.update({**WORDS, **PICTURES})
    jinja.globals.update(static_url="/static/{}".format, csrf_token=lambda: "it's a token")
    jinja.globals.update(get_flashed_messages=lambda **_: [("", "Saved."), ("error", "Not saved.")])

    def drawn(source, **names):
        return BeautifulSoup(jinja.from_string(IMPORTS + source).render(**names), "html.parser")

    drawn.jinja = jinja
    return drawn


def rendered(draw, name, **names):
    return BeautifulSoup(draw.jinja.get_template(name).render(**names), "html.parser")


PLM = {
    "district": "Alder County",
    "home": "/",
    "demo": True,
    "today": date(2026, 11, 23),
    "nav": [("My team", "/team", True), ("Help", "/help", False)],
    "me": {"name": "Denise Okafor", "initials": "DO", "title": "Principal, Larkspur Middle", "url": "/me"},
    "foot": [("Accessibility", "/accessibility")],
}


def test_no_template_of_the_face_needs_what_the_policy_refuses():
    for path in (TEMPLATES / "plm").glob("*.html"):
        words = path.read_text()
        assert not re.search(
            r"\sstyle=|<style|\son(click|change|input|submit|load|key\w+)=|<script(?![^>]*src=)", words
        ), path.name


def test_every_font_the_stylesheet_names_is_shipped():
    named = re.findall(r"vendor/fonts/([^\"]+)", (TEMPLATES.parent / "static" / "face.css").read_text())
    assert set(named) == set(FONTS)


def test_the_frame_says_where_we_are_and_who(draw):
    page = rendered(draw, "plm/layout.html", plm=PLM)
    assert page.select_one(".nav [aria-current=page]").text == "My team"
    assert page.select_one(".me small").text == "Principal, Larkspur Middle"
    assert page.select_one(".usa-skipnav")["href"] == "#main"
    assert page.select_one("main#main.page")
    assert [notice["class"][1] for notice in page.select("main > .notice[role=status]")] == [
        "notice--done",
        "notice--stuck",
    ]


def test_htmx_sends_the_token_with_every_request(draw):
    page = rendered(draw, "plm/layout.html", plm=PLM)
    assert json.loads(page.select_one(".plm")["hx-headers:inherited"]) == {"X-CSRFToken": "it's a token"}


def test_somebody_outside_sees_neither_navigation_nor_a_name(draw):
    page = rendered(draw, "plm/layout.html", plm=PLM | {"nav": [], "me": None})
    assert not page.select(".nav, .me")


def test_a_host_may_bring_its_own_page(draw):
    host = draw.jinja.from_string(
        "<main-site>{% block head %}{% endblock %}{% block content %}{% endblock %}</main-site>"
    )
    page = rendered(draw, "plm/layout.html", plm=PLM, plm_base=host)
    assert page.select_one("main-site > .plm main#main")
    assert page.select_one("main-site > link[href$='face.css']")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 418, 422, 429, 500, 503])
def test_every_error_has_a_sentence_and_something_to_do(draw, status):
    page = rendered(draw, "plm/error.html", plm=PLM, status=status, sentence="", todo="", act=None, reference="")
    assert page.h1.text.endswith(".")
    assert page.select_one(".after").text.endswith(".")
    assert page.select_one(".acts a")["href"] == "/"
    assert str(status) not in page.main.text


def test_an_error_of_ours_gives_its_reference(draw):
    page = rendered(draw, "plm/error.html", plm=PLM, status=500, sentence="", todo="", act=None, reference="7F3K92QD")
    assert page.select_one("#reference").parent.select_one(".cert__code").text == "7F3K92QD"


def test_a_line_has_an_act_only_when_it_is_called_with_one(draw):
    page = draw("{{ p.line('done', 'Principal', 'You.') }}{% call p.line('stuck', 'Ana') %}<a>Write</a>{% endcall %}")
    plain, acting = page.select("li.line")
    assert not plain.select(".line__act")
    assert acting["class"] == ["line", "line--act"]
    assert acting.select_one(".line__act a").text == "Write"
    assert not acting.select(".line__why")


def test_names_are_never_markup(draw):
    page = draw("{{ p.line('done', name, why=name, href=name) }}{{ p.status('late', name) }}", name='<b x="1">')
    assert not page.select("b")
    assert page.select_one(".line__name a")["href"] == '<b x="1">'


@pytest.mark.parametrize(
    "piece",
    [
        "p.line('done', name, why=name, href=name, id=name)",
        "p.status(name, name)",
        "p.icon('done', name)",
        "p.heard(name)",
        "p.go(name, name, kind=name, of=name)",
        "p.link(name, name, of=name)",
        "draw.seats({'done': 3}, name, name, name, size='team')",
        "draw.seats([name, name])",
        "draw.chairs({'done': 3}, name)",
        "draw.heat(name, 20, 30)",
    ],
)
def test_nothing_drawn_in_python_takes_words_for_markup(draw, piece):
    assert not draw("{{ " + piece + " }}", name="\"'><u>x</u>").select("u")


def test_a_list_of_lines_holds_what_the_call_says(draw):
    page = draw("{% call p.lines() %}{{ p.line('done', 'Ana') }}{{ name }}{% endcall %}", name="<b>")
    assert [line.select_one(".line__name").text for line in page.select("ul.lines > li.line")] == ["Ana"]
    assert not page.select("b")


def test_a_legend_leaves_out_what_does_not_occur(draw):
    page = draw("{{ p.legend({'done': 29, 'way': 13, 'late': 0}) }}")
    assert [one.text for one in page.select(".status")] == ["29 done", "13 on the way"]


def test_a_section_is_named_by_its_heading(draw):
    page = draw("{% call p.part('Where to be', 'Soonest first.') %}here{% endcall %}")
    section = page.section
    assert page.find(id=section["aria-labelledby"]).text == "Where to be"
    assert section.select_one(".part__body").text == "here"


def test_a_button_that_changes_something_is_sealed(draw):
    page = draw("{{ p.post('Approve', '/yes', of='Marcus Bell', fields={'seat': 7}, once='n1') }}")
    sent = {field["name"]: field["value"] for field in page.select("input[type=hidden]")}
    assert sent == {"csrf_token": "it's a token", "_once": "n1", "seat": "7"}
    assert page.button.text == "Approve Marcus Bell"


@pytest.mark.parametrize(
    ("page", "pages", "said"),
    [
        (1, 1, []),
        (1, 3, ["1", "2", "3", "Next"]),
        (5, 12, ["Back", "1", "…", "4", "5", "6", "…", "12", "Next"]),
        (3, 3, ["Back", "1", "2", "3"]),
    ],
)
def test_pages_of_a_long_list(draw, page, pages, said):
    nav = draw("{{ p.pagination(page, pages, '?q=ruiz') }}", page=page, pages=pages)
    assert [one.text.strip() for one in nav.select("li")] == said
    assert all(link["href"].startswith("?q=ruiz&page=") for link in nav.select("a"))


def test_a_form_without_mistakes_has_no_summary(draw):
    page = draw("{{ f.form(form, '/offer', 'Offer this course') }}", form=Form(Ask(), {"title": "Circles"}))
    assert not page.select("[role=alert], [aria-invalid], .usa-error-message")
    assert page.select_one("#f-title")["value"] == "Circles"
    assert page.select_one("label[for=f-title]").text == "Name of the course"
    assert page.select_one("#f-title")["aria-describedby"] == "f-title-hint"
    assert page.select_one("label[for=f-note]").text == "Note (optional)"
    assert page.select_one("input[name=_once]")["value"]
    assert page.button.text == "Offer this course"


def test_what_is_wrong_is_said_twice_and_linked(draw):
    form = Form(Ask())
    assert not form.read(MultiDict({"note": "kept"}))
    page = draw("{{ f.form(form) }}", form=form)
    summary = page.select_one("[role=alert][tabindex='-1'][autofocus]")
    links = [link["href"] for link in summary.select("a")]
    assert links == ["#f-title", "#f-way"]
    assert all(page.select_one(link) for link in links)
    field = page.select_one("#f-title")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["f-title-hint", "f-title-error"]
    assert page.select_one("#f-title-error.usa-error-message")
    assert page.select_one("textarea").text.strip() == "kept"


def test_what_belongs_to_no_field_stands_in_the_summary(draw):
    form = Form(Ask())
    form.wrong({"_schema": ["The end lies before the beginning."]})
    assert "The end lies before the beginning." in draw("{{ f.form(form) }}", form=form).select_one("[role=alert]").text


def test_the_chosen_one_is_marked(draw):
    page = draw("{{ f.field(form, 'way') }}", form=Form(Ask(), {"way": "web"}))
    assert [(one["value"], one.has_attr("checked")) for one in page.select("input")] == [("room", False), ("web", True)]
    assert page.fieldset.legend.text.strip() == "How is it held?"


def test_a_choice_is_never_made_for_somebody(draw):
    page = draw("{{ f.field(form, 'room') }}", form=Form(Ask()))
    assert [one["value"] for one in page.select("option")] == ["", "a", "b"]
    assert not page.select("option[selected]")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("closes", "2026-12-02T15:30:00-06:00", "2026-12-02T15:30"), ("at", "15:30:00", "15:30"), ("at", "", None)],
)
def test_pickers_get_what_they_can_show(draw, name, value, shown):
    page = draw("{{ f.field(form, name) }}", form=Form(Ask(), {name: value}), name=name)
    assert page.input.get("value") == shown


TABLE = """{% call(row, column) t.table(
  [{"key": "name", "label": "Name", "link": "url", "sortable": true},
   {"key": "hours", "label": "Hours", "numeric": true, "sortable": true},
   {"key": "act", "label": "What you can do", "quiet": true, "custom": true}],
  rows, "People", sort=sort, url="?q=x") %}<a href="#">Remove {{ row.name }}</a>{% endcall %}"""


@pytest.mark.parametrize(
    ("sort", "aria", "links"),
    [
        ("", [None, None], ["?q=x&sort=name", "?q=x&sort=hours"]),
        ("name", ["ascending", None], ["?q=x&sort=-name", "?q=x&sort=hours"]),
        ("-hours", [None, "descending"], ["?q=x&sort=name", "?q=x&sort=hours"]),
    ],
)
def test_a_heading_sorts_and_says_how_it_is_sorted(draw, sort, aria, links):
    page = draw(TABLE, rows=[{"name": "Ana", "url": "/ana", "hours": 3, "act": ""}], sort=sort)
    assert [heading.get("aria-sort") for heading in page.select("thead th")][:2] == aria
    assert [link["href"] for link in page.select("thead a")] == links


def test_a_row_is_named_by_its_first_cell(draw):
    page = draw(TABLE, rows=[{"name": "Ana", "url": "/ana", "hours": 3, "act": ""}], sort="")
    row = page.select_one("tbody tr")
    assert row.select_one("th[scope=row] a")["href"] == "/ana"
    assert [cell.select_one(".stack__cell").text for cell in row.select("td")] == ["3", "Remove Ana"]
    assert [label.text for label in row.select(".stack__label")] == ["Hours"]


def test_an_empty_table_is_a_sentence(draw):
    page = draw("{{ t.table([{'key': 'a', 'label': 'A'}], [], 'People', empty='Nobody waits for you.') }}")
    assert not page.select("table")
    assert page.select_one(".empty").text == "Nobody waits for you."


def test_a_picture_says_its_sentence_and_its_counts(draw):
    page = draw("{{ draw.chart('seats', {'done': 3, 'late': 1}, 'Three of four are on track', big='3 of 4') }}")
    assert page.svg["aria-label"] == "Three of four are on track"
    assert page.svg["role"] == "img"
    assert [one.text for one in page.select("figcaption .status")] == ["3 done", "1 late"]


def test_a_picture_without_words_is_hidden(draw):
    assert draw("{{ draw.seats({'done': 3}) }}").svg["aria-hidden"] == "true"


def test_a_group_below_ten_is_not_shown(draw):
    cells = draw("{{ draw.heat('Foundations', 9, 38) }}{{ draw.heat('Foundations', 3, 9) }}").select("td")
    assert [cell["class"] for cell in cells] == [["h4"], ["hx"]]
    assert "9 of 38" in cells[0].text
    assert "3" not in cells[1].text.replace("Not shown: fewer than 10", "")


def test_a_calendar_says_every_day(draw):
    page = draw("{{ draw.weeks([('Mon 23', 21), ('Tue 24', none), ('Wed 25', 0)]) }}")
    assert page.svg["aria-label"] == "Reminders by day: Mon 23: 21, Tue 24: closed, Wed 25: none"


def test_nothing_is_misspelled_in_the_macros():
    """Every name a macro uses exists: the pieces are drawn once with undefined names refused."""
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    jinja.filters.update(FILTERS)
    jinja.globals.update({**WORDS, **PICTURES}, csrf_token=lambda: "t")
    source = (
        IMPORTS
        + """{{ p.seal() }}{{ p.crumbs([("Home", "/")]) }}{{ p.saved("Saved.") }}{{ p.mark("p1", "Ana", "here") }}
        {% call p.notice("late", "cloud-off") %}No connection.{% endcall %}{% call p.note("Try it") %}x{% endcall %}
        {% call p.audience("Only you.") %}x{% endcall %}{% call p.more("Times", of="of Ana") %}x{% endcall %}
        {% call p.day_part("Today", closed=true) %}x{% endcall %}{{ p.choice("Ana", "Teacher", "/as", "AR") }}
        {{ p.tools(find="Find", sorts=[("a", "A")], downloads=[("CSV", "/csv")], keep={"v": 1}) }}
        {{ draw.door() }}{{ draw.ring(11.5, 15) }}{{ draw.bar(0.4) }}{{ draw.dial(0.4) }}{{ draw.cert_ring(24, 3) }}
        {{ draw.qr("https://x.example", "QR code") }}{{ draw.heat_key() }}{{ draw.heat_seats("Seats", 3, 5) }}
        {{ draw.chairs(["done", "way", "late", "stuck", "open", "gap"], "Six") }}"""
    )
    assert BeautifulSoup(jinja.from_string(source).render(), "html.parser").select(".seats")
