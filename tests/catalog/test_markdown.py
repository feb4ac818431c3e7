"""Markdown becomes the face's own HTML, and nothing in it can become anything else."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plm.catalog import shelf
from plm.catalog.actions import shipped_courses
from plm.catalog.markdown import inline, render

KNOWN = {
    *("h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ul", "ol", "li"),
    *("a", "code", "em", "strong", "q", "aside", "div", "svg", "path"),
    *("dl", "dt", "dd", "figure", "img", "figcaption", "section", "sup"),
}
ATTRIBUTES = {
    "a": {"href", "rel", "id", "aria-label", "class"},
    "aside": {"class", "aria-label"},
    "div": {"class"},
    "figure": {"class"},
    "h3": {"class"},
    "img": {"src", "alt", "width", "height", "loading"},
    "li": {"id", "value"},
    "ol": {"start"},
    "p": {"class"},
    "section": {"class", "aria-label"},
    "sup": {"class"},
}
PICTURE = "sha256:" + "0123456789abcdef" * 4 + ".svg"
NOTE = re.compile(r"(?:note|ref)-[0-9a-f]{6}-\d+(?:-\d+)?")


def test_a_note_is_an_aside_with_its_name():
    assert render("::: note Try it today\nFind a *stone*.\n:::") == (
        '<aside class="note" aria-label="Try it today">\n<p class="note__name">Try it today</p>\n'
        "<p>Find a <em>stone</em>.</p>\n</aside>\n"
    )


def test_a_note_without_a_name_is_called_note():
    assert '<aside class="note" aria-label="Note">' in render("::: note\nWords.\n:::")


def test_a_versus_sets_two_ways_side_by_side():
    page = BeautifulSoup(
        render("::: versus\n**A verdict**\n\n“Sit down.”\n\n---\n\n**What you *saw***\n\nWords.\n:::"), "html.parser"
    )
    left, right = page.select("div.versus > div")
    assert left.select_one("p.status").get_text(strip=True) == "A verdict"
    assert left.select_one("p.status svg")["class"] == ["icon", "is-open"]
    assert left.q.get_text() == "Sit down."  # The browser puts the quotation marks back.
    assert right.select_one("p.status svg")["class"] == ["icon", "is-done"]
    assert right.select_one("p.status em").get_text() == "saw"
    assert right.find_all("p")[1].get_text() == "Words."


def test_two_quotations_in_a_paragraph_keep_their_marks():
    assert "<p>“One” and “two”</p>" in render("::: versus\n“One” and “two”\n\n---\n\nB\n:::")


def test_a_quotation_in_a_list_keeps_its_marks():
    assert "<li>“One”</li>" in render("::: versus\n- “One”\n\n---\n\nB\n:::")


def test_a_versus_with_one_part_loses_nothing():
    assert render("::: versus\nA\n:::") == "<p>A</p>\n"


def test_headings_stand_below_the_pages_title():
    assert render("# A\n\n## B\n\n### C\n\n#### D") == "<h3>A</h3>\n<h3>B</h3>\n<h3>C</h3>\n<h4>D</h4>\n"


def test_links_lead_out_without_telling_where_from():
    assert render("[a](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer">a</a></p>\n'
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "/people", "//x.org"])
def test_no_other_address_becomes_a_link(address):
    assert "href" not in render(f"[a]({address})") + render(f"<{address}>")


def test_an_image_that_is_no_figure_is_said_in_words():
    assert render("![A *ring* of chairs](x.png)") == "<p>A *ring* of chairs</p>\n"


def test_html_is_shown_as_it_is_written():
    assert render('<b onclick="x">a</b>') == '<p>&lt;b onclick="x"&gt;a&lt;/b&gt;</p>\n'


# Everything that opens something in Markdown or HTML, mixed with whatever else there is.
PIECES = st.lists(
    st.sampled_from(
        (
            *("<script>", "</script>", "<svg/onload=x>", "<img src=x onerror=x>", "<style>", "<a href='javascript:x'>"),
            *("[x](javascript:x)", "[x](java\nscript:x)", "[x](&#106;avascript:x)", "![x](x)", "<javascript:x>"),
            *("\n::: note ", '\n::: note " onmouseover="x', "\n::: versus\n", "\n:::\n", "::::", "\n---\n", "“a”\n"),
            *("\n> ", "\n- ", "\n1. ", "\n    ", "\n```\n", "`", "*", "**a**\n", "_", "\\", "&lt;", "\n# ", "\n\n"),
            *('<span class="mark-no"></span>', "]]>", "<!--", "-->", "<math><mtext>", "</p>", "style=x", "[x]: y\n"),
            *("\0", "\t", "\r", "\u2028", "[^a]", "[^2]", "\n[^a]: ", "\n\n[^2]: ", "^[x]", "\n::: words\n"),
            *(f"\n\n![x]({PICTURE}#640x400)\n\n", f'![" onerror=x]({PICTURE}#1x1 "<b>")', f"[x]({PICTURE}#1x1)"),
            *("![x](data:x)", "![x](sha256:x.svg#1x1)", "[x](#note-0a1b2c-1)", "[x](#main)", "\nA\n: B\n"),
        )
    )
    | st.text(max_size=8),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(PIECES)
@example("::: note\n")
@example("- ::: versus\n  a\n")
@example(":::")
def test_nothing_becomes_a_tag_or_an_attribute_that_pages_do_not_have(text):
    for element in BeautifulSoup(render(text), "html.parser").find_all(True):
        assert element.name in KNOWN
        if element.name in ("svg", "path"):
            continue  # A constant of PLM's own, compared above.
        assert set(element.attrs) <= ATTRIBUTES.get(element.name, set())
        address = element.get("href", "https:")
        assert address.split(":")[0].lower() in ("http", "https", "mailto", "tel") or NOTE.fullmatch(address[1:])
        assert re.fullmatch(r"/courses/files/[0-9a-f]{64}\.svg", element.get("src", f"/courses/files/{PICTURE[7:]}"))
        assert NOTE.fullmatch(element.get("id", "note-0a1b2c-1"))


@settings(max_examples=200, deadline=None)
@given(PIECES)
@example("*a* **b** _c_ <b> [x](https://example.org) `code`")
def test_a_text_of_a_quiz_knows_emphasis_only(text):
    elements = BeautifulSoup(inline(text), "html.parser").find_all(True)
    assert {element.name for element in elements} <= {"em", "strong"}
    assert all(not element.attrs for element in elements)


def test_emphasis_in_a_text_of_a_quiz():
    assert inline("A *b* **c** <d> & \\*e\\*") == "A <em>b</em> <strong>c</strong> &lt;d&gt; &amp; *e*"


def test_many_threads_render_the_same():
    render.cache_clear()
    texts = [f"### {number}\n\n::: note N\n*{number}*\n:::" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        several = list(pool.map(render, texts * 2))
    render.cache_clear()
    assert several == [render(text) for text in texts] * 2


def test_the_shipped_readings_leave_no_mark_of_markdown():
    for found in shelf.read([shipped_courses()]):
        for module in found.edition.modules:
            for page in module.content.pages if module.kind == "reading" else ():
                words = BeautifulSoup(render(page.text), "html.parser").get_text()
                assert not [mark for mark in (":::", "**", "](", "&lt;", "##") if mark in words], page.title
