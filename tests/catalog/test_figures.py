"""Figures: their files are taken only when they are pictures that do nothing but show, and are named by content."""
# ruff: noqa: E501 - in the tables below a mistake and its message stand side by side

import hashlib
import re
from contextlib import suppress
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.catalog.files import films, pictures, svg
from plm.catalog.files.folders import read_course
from plm.catalog.files.mistakes import Found
from plm.catalog.files.pictures import Unfit
from plm.catalog.markdown import render
from plm.catalog.model import Page
from tests.catalog.conftest import SMALL, written
from tests.catalog.pictures import SVG, jpeg, png, webp

HASH = hashlib.sha256(SVG).hexdigest()
LINE = '![Eight chairs in a ring](ring.svg "The ring of the *first* meeting")'


def read(tmp_path: Path, text: str, **more: bytes) -> Found:
    """The small course with this reading and these files besides."""
    kept = {name.replace("__", "."): data for name, data in more.items()}
    return read_course(written(tmp_path / "small-circles", {**SMALL, "01-why.md": text, **kept}))


def pages_in(found: Found) -> tuple[Page, ...]:
    """The pages of its reading."""
    return found.edition.module("why").content.pages


def told(found: Found) -> list[str]:
    """Its mistakes, without the name of the folder."""
    return [str(one).removeprefix("small-circles/") for one in found.mistakes]


def test_a_figure_is_named_by_its_content(tmp_path):
    found = read(tmp_path, f"## One\n\nWords before.\n\n{LINE}\n\nWords after.", ring__svg=SVG)
    (page,) = pages_in(found)
    assert page.text == (
        f'Words before.\n\n![Eight chairs in a ring](sha256:{HASH}.svg#640x400 "The ring of the *first* meeting")\n\nWords after.'
    )
    assert page.words == 4
    (asset,) = found.assets
    assert (asset.name, asset.file, asset.media_type, asset.data) == ("ring.svg", f"{HASH}.svg", "image/svg+xml", SVG)
    assert (asset.width, asset.height) == (640, 400)


def test_another_picture_under_the_same_name_is_another_edition(tmp_path):
    ids = {
        read(tmp_path / name, f"## One\n\n{LINE}", ring__svg=data).edition.id
        for name, data in (("a", SVG), ("b", SVG.replace(b"90", b"91")))
    }
    assert len(ids) == 2


def test_the_same_picture_under_another_name_is_the_same_edition(tmp_path):
    one = read(tmp_path / "a", f"## One\n\n{LINE}", ring__svg=SVG)
    other = read(tmp_path / "b", f"## One\n\n{LINE.replace('ring.svg', 'circle.svg')}", circle__svg=SVG)
    assert one.edition.id == other.edition.id


@pytest.mark.parametrize(
    "text",
    [
        "::: note Look\n{}\n:::",
        "::: versus\n**No**\n\n{}\n\n---\n\n**Yes**\n\nB\n:::",
        "- An item\n\n  {}",
        "- {}".replace("{}", "An item") + "\n\n{}",
    ],
)
def test_where_a_figure_may_stand(tmp_path, text):
    found = read(tmp_path, f"## One\n\n{text.format(LINE)}", ring__svg=SVG)
    assert told(found) == []
    assert len(found.assets) == 1


def test_the_same_picture_twice_is_taken_once(tmp_path):
    found = read(tmp_path, f"## One\n\n{LINE}\n\n## Two\n\n{LINE}", ring__svg=SVG)
    assert len(found.assets) == 1


FORM = 'A figure stands on a line of its own, with a free line above and below it. Write ![What it shows](file.svg "Caption").'
BAD = [
    ("![](ring.svg)", "The figure ring.svg says nothing to people who cannot see it. Write between the [ ] what it shows, in a sentence."),
    ("![ring.svg](ring.svg)", "“ring.svg” is the name of a file. Write between the [ ] what the figure shows, in a sentence."),
    (f"![{'a' * 301}](ring.svg)", "What the figure shows is said in 301 characters. At most 300 fit: say the rest in the text."),
    (f'![A ring](ring.svg "{"a" * 301}")', "The caption is said in 301 characters. At most 300 fit: say the rest in the text."),
    ("![A ring](rong.svg)", "There is no file rong.svg. Did you mean ring.svg?"),
    ("![A ring](../ring.svg)", "../ring.svg leads out of the folder of the course. Move the file into the folder."),
    ("![A ring](ring.gif)", "ring.gif is not a picture that PLM can show. Use one that ends in .svg, .png, .jpg or .webp."),
    ("![A ring](ring)", "ring is not a picture that PLM can show. Use one that ends in .svg, .png, .jpg or .webp."),
    ("![A ring](https://example.org/ring.svg)", "Pictures from elsewhere are not shown. Put the file into the folder of the course."),
    ("![A ring](data:image/png;base64,AA)", "Pictures from elsewhere are not shown. Put the file into the folder of the course."),
    (f"![A ring](sha256:{HASH}.svg)", f"There is no file sha256:{HASH}.svg. Add the file or correct its name."),
    ("Words ![A ring](ring.svg)", FORM),
    ("![A ring](ring.svg) words", FORM),
    ("![A ring](ring.svg)\n![A ring](ring.svg)", FORM),
    ("[![A ring](ring.svg)](https://example.org)", FORM),
    ("**![A ring](ring.svg)**", FORM),
    ("### ![A ring](ring.svg)", FORM),
    ("> ![A ring](ring.svg)", FORM),
    ("![A ring](<ring.svg>)", FORM),
    ("![A ring](ring.svg 'Caption')", FORM),
    ("![A ring](the ring.svg)", 'This figure cannot be read. Write ![What it shows](file.svg "Caption"); a file’s name has no spaces.'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), BAD)
def test_a_mistake_in_a_figure(tmp_path, line, said):
    assert f"01-why.md: line 3: {said}" in told(read(tmp_path, f"## One\n\n{line}", ring__svg=SVG))


def test_a_picture_that_is_a_link_in_the_file_system(tmp_path):
    (tmp_path / "secret.svg").write_bytes(SVG)
    folder = written(tmp_path / "small-circles", {**SMALL, "01-why.md": f"## One\n\n{LINE}"})
    (folder / "ring.svg").symlink_to(tmp_path / "secret.svg")
    assert told(read_course(folder)) == [
        "01-why.md: line 3: ring.svg is a link to another place. Put the file itself there."
    ]


def test_a_picture_that_is_too_large(tmp_path):
    found = read(tmp_path, f"## One\n\n{LINE}\n\n{LINE}", ring__svg=SVG + b" " * 1_500_000)
    assert told(found) == ["ring.svg: Is 1.4 MB large. A .svg file may have at most 1 MB: make it smaller."]


def test_a_picture_that_nothing_shows_is_a_warning(tmp_path):
    found = read(tmp_path, "## One\n\nWords.", ring__svg=SVG, _kept__png=png())
    assert [str(one) for one in found.warnings] == [
        "small-circles/ring.svg: Nothing shows this picture. Show it, or begin its name with _ to keep it aside."
    ]


def test_every_mistake_of_every_figure_is_said(tmp_path):
    found = read(
        tmp_path, "## One\n\n![](ring.svg)\n\n![A](gone.svg)\n\n![B](bad.png)", ring__svg=SVG, bad__png=b"GIF89a"
    )
    assert [one.split(":")[0] for one in told(found)] == ["01-why.md", "01-why.md", "bad.png"]


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("look", "data"),
    [
        (pictures.png, png()),
        (pictures.jpeg, jpeg()),
        *((pictures.webp, webp(form)) for form in (b"VP8 ", b"VP8L", b"VP8X")),
    ],
)
def test_the_size_of_a_picture(look, data):
    assert look(data) == (3, 2)
    with pytest.raises(Unfit, match="at most 5,000"):
        look(_wide(look))
    for end in range(len(data) - 4):
        with suppress(Unfit):
            assert look(data[:end]) == (3, 2)


def _wide(look) -> bytes:
    match look.__name__:
        case "png":
            return png(6_000, 1)
        case "jpeg":
            return jpeg(6_000, 1)
        case _:
            return webp(b"VP8X", 6_000, 1)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", SVG[:60], png()[:20], jpeg()[:24], webp(b"VP8L")[:22]]), st.binary(max_size=60))
def test_no_bytes_are_a_traceback(begin, rest):
    for look in (
        pictures.png,
        pictures.jpeg,
        pictures.webp,
        films.mp4,
        films.webm,
        films.captions,
        svg.size_of,
    ):
        with suppress(Unfit):
            look(begin + rest)


# ── SVG ───────────────────────────────────────────────────────────────────────────────────────────


def drawn(inside: str = "", attributes: str = "") -> bytes:
    """An SVG picture that holds this."""
    head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {head} viewBox="0 0 640 400" {attributes}>{inside}</svg>'.encode()


GOOD = [
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs><rect fill="url(#g)" width="9" height="9"/>',
    "<style>.a { fill: #6f2a57; font: 14px sans-serif; marker-end: url( '#m' ) }</style><text class=\"a\">Words &amp; “more”</text>",
    '<use href="#x"/><use xlink:href="#x"/>',
    '<g style="fill: url(#g)" xml:space="preserve"><title>Ring</title><desc>Eight chairs.</desc></g>',
    "<!-- drawn by hand --><path d='M0 0h9'/>",
    '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>',
]


@pytest.mark.parametrize("inside", GOOD)
def test_an_svg_that_draws(inside):
    assert svg.size_of(drawn(inside)) == (640, 400)


EVIL = [
    (drawn("<script>alert(1)</script>"), "Has <script>"),
    (drawn('<script href="x.js"/>'), "Has <script>"),
    (drawn("<foreignObject><p>Words</p></foreignObject>"), "Has <foreignObject>"),
    (drawn('<image href="https://example.org/x.png"/>'), "Has <image>"),
    (drawn('<a href="javascript:alert(1)"><text>x</text></a>'), "Has <a>"),
    (drawn('<animate attributeName="href" to="javascript:alert(1)"/>'), "Has <animate>"),
    (drawn('<set attributeName="onload" to="alert(1)"/>'), "Has <set>"),
    (drawn('<feImage href="https://example.org/x.png"/>'), "Has <feImage>"),
    (drawn('<iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/>'), "Has <iframe>"),
    (drawn('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>'), "Has <script>"),
    (drawn("", 'onload="alert(1)"'), "Has onload in <svg>"),
    (drawn('<g OnClick="alert(1)"/>'), "Has OnClick in <g>"),
    (drawn('<use href="https://example.org/x.svg#a"/>'), "Fetches something from elsewhere with href"),
    (drawn('<use xlink:href="other.svg#a"/>'), "Fetches something from elsewhere with href"),
    (drawn('<use href=" &#10;data:image/svg+xml,x"/>'), "Fetches something from elsewhere with href"),
    (drawn("", 'xml:base="https://example.org/"'), "Fetches something from elsewhere with base"),
    (drawn('<rect fill="url(https://example.org/x)"/>'), "Has a style that fetches something"),
    (drawn('<rect style="fill: URL(  \'//example.org/x\')"/>'), "Has a style that fetches something"),
    (drawn("<style>@import 'https://example.org/x.css';</style>"), "Has a style with @import"),
    (drawn("<style>@im<![CDATA[port 'x']]>;</style>"), "Has a style with @import"),
    (drawn("<style>@font-face { src: url(x.woff) }</style>"), "Has a style that fetches something"),
    (drawn(r"<style>a { background: u\72l(https://example.org) }</style>"), "Has a style with @import or"),
    (drawn(r'<g style="fill: u\72l(https://example.org)"/>'), "Has a style with @import or"),
    (drawn("<style>a { background: image-set('x' 1x) }</style>"), "Has a style with @import or"),
    (drawn('<g xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="x"/>'), "Has label of another program"),
    (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + drawn(), "Has a DOCTYPE"),
    (b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + drawn("&b;"), "Has a DOCTYPE"),
    (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawn("<text>&x;</text>"), "Has a DOCTYPE"),
    (b'<?xml-stylesheet href="https://example.org/x.css"?>' + drawn(), "Has an instruction <?xml-stylesheet"),
    (drawn("<text>&x;</text>"), "Is not an SVG picture"),
    (drawn("<g>"), "Is not an SVG picture"),
    (b"", "Is not an SVG picture"),
    (png(), "Is not an SVG picture"),
    (b"<html><body>Words</body></html>", "Is not an SVG picture"),
    (b'<svg viewBox="0 0 9 9"/>', "Is not an SVG picture"),
    (b'<?xml version="1.0" encoding="no-such"?><svg/>', "Is "),
    (b'<?xml version="1.0" encoding="utf-7"?><svg/>', "Is "),
    (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "Has no viewBox"),
    (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>', "Has no size"),
    (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9e9 9"/>', "Has no size"),
    (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 e e"/>', "Has no size"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), EVIL)
def test_an_svg_that_does_more_than_draw_is_refused(tmp_path, data, said):
    with pytest.raises(Unfit, match=re.escape(said)):
        svg.size_of(data)
    (line,) = told(read(tmp_path, f"## One\n\n{LINE}", ring__svg=data))
    assert line.startswith("ring.svg: ")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ("", (640, 400)),
        ('width="320"', (320, 200)),
        ('width="320px" height="100"', (320, 100)),
        ('width="50%"', (640, 400)),
    ],
)
def test_the_size_of_an_svg(attributes, size):
    assert svg.size_of(drawn("", attributes)) == size


# ── on the page ───────────────────────────────────────────────────────────────────────────────────


def test_a_figure_on_the_page():
    page = BeautifulSoup(
        render(f'![Eight *chairs* & "more"](sha256:{HASH}.svg#640x400 "The <ring> of *now*")', "/at/files/"),
        "html.parser",
    )
    image = page.figure.img
    assert image.attrs == {
        "src": f"/at/files/{HASH}.svg",
        "alt": 'Eight chairs & "more"',
        "width": "640",
        "height": "400",
        "loading": "lazy",
    }
    assert page.figcaption.decode_contents() == "The &lt;ring&gt; of <em>now</em>"


def test_a_figure_without_a_caption_has_none():
    assert "figcaption" not in render(f"![A ring](sha256:{HASH}.svg#640x400)")


@pytest.mark.parametrize(
    "text",
    [
        "![A ring](ring.svg)",
        f"![A ring](sha256:{HASH}.svg)",
        f"![A ring](sha256:{HASH}.svg#640x400) words",
        f"![A ring](sha256:{HASH[1:]}.svg#640x400)",
        "![A ring](https://example.org/ring.svg)",
    ],
)
def test_what_is_no_figure_is_said_in_words(text):
    page = BeautifulSoup(render(text), "html.parser")
    assert page.img is None
    assert page.p.get_text().startswith("A ring")


def test_words_that_look_like_a_figures_address_stay_words():
    words = f'<img src="sha256:{HASH}.svg">'
    assert BeautifulSoup(render(f"`{words}`"), "html.parser").code.get_text() == words
    shown = render(f'![{words}](sha256:{HASH}.svg#1x1 "c")')
    assert BeautifulSoup(shown, "html.parser").img["alt"] == words
