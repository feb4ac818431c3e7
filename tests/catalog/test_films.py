"""Films: what an author may write, what counts as watched, and what is refused in words."""
# ruff: noqa: E501 - in the tables below a mistake and its message stand side by side

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plm.catalog.files import films
from plm.catalog.files.folders import read_course
from plm.catalog.files.pictures import Unfit
from plm.catalog.files.writing import export
from plm.catalog.kinds import Video
from plm.catalog.kinds.video import SLICES
from plm.catalog.model import ModuleWork
from plm.errors import RuleBroken
from tests.cast import NOW
from tests.catalog.conftest import SMALL, written
from tests.catalog.pictures import SVG
from tests.films import VTT, mp4, webm

FILM = Video(source="sha256:0.webm", captions="sha256:0.vtt", seconds=95, share=0.9)
BEGUN = ModuleWork(begun_at=NOW, touched_at=NOW)
LATER = NOW + timedelta(minutes=10)

COURSE = (
    SMALL["course.toml"]
    + """
[[modules]]
id = "settle"
title = "How to settle"
kind = "video"
minutes = 3
file = "05-settle.toml"
"""
)
TOML = """\
intro = "Watch it once."
source = "film.webm"
captions = "film.vtt"
transcript = "film.md"
poster = "film.svg"
seconds = 95
share = 0.8
"""
EMBEDDED = """\
address = "https://www.youtube-nocookie.com/embed/abc123"
captions = "player"
transcript = "film.md"
seconds = 95
"""


def folder(into: Path, toml: str = TOML, film: bytes | None = None, vtt: str = VTT, name: str = "film.webm") -> Path:
    """A course with a film."""
    files = SMALL | {
        "course.toml": COURSE,
        "05-settle.toml": toml,
        "film.md": "## What you see\n\nA hand on a table.\n",
        "film.vtt": vtt,
    }
    made = written(into / "small-circles", files)
    (made / name).write_bytes(webm() if film is None else film)
    (made / "film.svg").write_bytes(SVG if isinstance(SVG, bytes) else SVG.encode())
    return made


def told(made: Path) -> list[str]:
    """What is said of this course, without what is said of files that nothing names."""
    found = read_course(made)
    said = [str(one) for one in (*found.mistakes, *found.warnings)]
    return [one.removeprefix("small-circles/") for one in said if "Nothing shows" not in one]


# ── what an author writes ─────────────────────────────────────────────────────────────────────────


def test_a_film_is_read_with_its_files(tmp_path):
    found = read_course(folder(tmp_path))
    assert not found.mistakes
    film = found.edition.modules[-1].content
    assert isinstance(film, Video)
    assert [one.rpartition(".")[2] for one in (film.source, film.captions, film.poster)] == ["webm", "vtt", "svg"]
    assert (film.seconds, film.share, film.needed, film.sized()) == (95, 0.8, 80, "1:35")
    assert not told(folder(tmp_path / "other"))


def test_a_film_goes_out_and_comes_back_the_same(tmp_path):
    found = read_course(folder(tmp_path / "first"))
    again = read_course(export(found.edition, tmp_path / "second", found.assets))
    assert again.edition.id == found.edition.id
    assert {one.hash for one in again.assets} == {one.hash for one in found.assets}


def test_a_film_from_elsewhere_goes_out_and_comes_back_the_same(tmp_path):
    found = read_course(folder(tmp_path / "first", EMBEDDED))
    film = found.edition.modules[-1].content
    assert (film.host, film.owner) == ("www.youtube-nocookie.com", "YouTube")
    again = read_course(export(found.edition, tmp_path / "second", found.assets))
    assert again.edition.id == found.edition.id


SPOILED = [
    ('captions = "film.vtt"\n', "", 'captions: Missing: not everybody hears the film. Add captions = "film.vtt".'),
    ('transcript = "film.md"\n', "", 'transcript: Missing: not everybody sees or hears the film. Add transcript = "film.md".'),
    ('captions = "film.vtt"', 'captions = "player"', 'captions: A film of the folder brings its captions. Add captions = "film.vtt".'),
    ("share = 0.8", "share = 1.2", "share: Must be above 0 and at most 1. Write share = 0.9 for 90%."),
    ("share = 0.8", "share = 0", "share: Must be above 0 and at most 1. Write share = 0.9 for 90%."),
    ("seconds = 95", "seconds = 98", "seconds: film.webm runs for 95 seconds. Write seconds = 95."),
    ('source = "film.webm"\n', "", 'source: Missing. Add source = "film.webm", or address = "https://…" of an allowed player.'),
    ('source = "film.webm"', 'source = "film.avi"', "source: film.avi is not a film that PLM can show. Use one that ends in .mp4 or .webm."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), SPOILED)
def test_a_mistake_about_a_film(tmp_path, right, wrong, said):
    assert f"05-settle.toml: {said}" in told(folder(tmp_path, TOML.replace(right, wrong)))


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/embed/abc",
        "http://www.youtube-nocookie.com/embed/abc",
        "https://www.youtube-nocookie.com/watch?v=abc",
        "https://www.youtube-nocookie.com/embed/",
        "https://www.youtube-nocookie.com:8443/embed/abc",
        "https://me:secret@player.vimeo.com/video/1",
        "https://player.vimeo.com.evil.example/video/1",
        "https://[",
        "javascript:alert(1)",
    ],
)
def test_only_known_players_are_embedded(tmp_path, address):
    (said,) = told(folder(tmp_path, EMBEDDED.replace("https://www.youtube-nocookie.com/embed/abc123", address)))
    assert "Is no player that PLM embeds." in said


def test_a_player_brings_its_own_captions(tmp_path):
    (said,) = told(folder(tmp_path, EMBEDDED.replace('"player"', '"film.vtt"')))
    assert said.endswith('Only the player can show captions. Add them there, and write "player" here.')


@pytest.mark.parametrize("seconds", [93.1, 96.9])
def test_two_seconds_are_no_difference(tmp_path, seconds):
    assert not told(folder(tmp_path, film=webm(seconds)))


def test_a_film_without_a_length_is_told_of(tmp_path):
    (said,) = told(folder(tmp_path, film=webm(None)))
    assert said.startswith("film.webm: Does not say how long it runs, so nobody can jump in it.")


@pytest.mark.parametrize("version", [0, 1])
def test_the_length_of_an_mp4_film_is_read(version):
    assert films.length_of("mp4", mp4(61.5, version=version)) == 61.5


@given(st.sampled_from(["webm", "mp4"]), st.binary(max_size=60), st.integers(0, 200))
def test_no_bytes_are_a_traceback(suffix, more, cut):
    whole = webm() if suffix == "webm" else mp4()
    for data in (whole[:cut] + more, more, whole + more):
        length = films.length_of(suffix, data)
        assert length is None or length == length


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "line 1", "Is not WebVTT."),
        ("1\n00:00:01,000 --> 00:00:02,000\nYes.", "line 1", "Is not WebVTT."),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nYes.", "line 1", "Is not WebVTT."),
        ("WEBVTT\n", "", "Holds no caption."),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nYes.", "line 3", "Has no times."),
        ("WEBVTT\n\nYes.", "line 3", "Has no times."),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nYes.", "line 3", "Ends before it begins."),
        ("WEBVTT\n\none\n00:01.000 --> 00:02.000\n", "line 4", "Has no words."),
    ],
)
def test_captions_that_are_none(text, place, said):
    with pytest.raises(Unfit) as unfit:
        films.captions(text.encode())
    assert (unfit.value.place, unfit.value.words[: len(said)]) == (place, said)


def test_captions_may_be_written_as_the_format_allows():
    assert films.spoken(VTT.encode()) == 5.0
    assert films.spoken(b"\xef\xbb\xbf" + VTT.replace("\n", "\r\n").encode()) == 5.0


# ── what counts as watched ────────────────────────────────────────────────────────────────────────


def sent(slices, at=None) -> dict[str, str]:
    """What the page sends."""
    return {"slices": ",".join(str(one) for one in slices)} | ({} if at is None else {"at": str(at)})


@given(st.lists(st.sets(st.integers(0, 99)), max_size=6))
def test_two_tabs_together_and_never_less(reports):
    work, last = BEGUN, 0
    for place, slices in enumerate(reports):
        work = FILM.accept(work, sent(slices), now=NOW + timedelta(hours=place + 1))
        assert len(work.seen) >= last
        assert set(work.seen) >= slices
        last = len(work.seen)
    assert set(work.seen) == set().union(*reports)
    assert work.done == (len(work.seen) >= FILM.needed)
    assert 0.0 <= FILM.share_of(work) <= 1.0


def test_it_stays_done_and_is_done_at_its_share():
    almost = FILM.accept(BEGUN, sent(range(89)), now=LATER)
    assert not almost.done
    done = FILM.accept(almost, sent([95]), now=LATER)
    assert done.done_at == LATER
    assert FILM.accept(done, sent([96]), now=LATER + timedelta(hours=1)).done_at == LATER


@pytest.mark.parametrize(("share", "needed"), [(0.001, 1), (0.9, 90), (0.905, 91), (0.29, 29), (1.0, 100)])
def test_never_less_than_the_share(share, needed):
    assert replace(FILM, share=share).needed == needed


def test_who_cannot_watch_reads():
    assert FILM.accept(BEGUN, {"transcript": "read"}, now=NOW).done


@pytest.mark.parametrize(
    ("given_", "code", "words"),
    [
        (sent([100]), "no-such-place", "A film has 100 parts here, and what was sent names another one."),
        (sent([-1]), "no-such-place", "A film has 100 parts here"),
        (sent(range(250)), "no-such-place", "A film has 100 parts here"),
        (sent([1], 95.5), "no-such-place", "This film ends at 1:35, and what was sent lies outside."),
        (sent([1], -3), "no-such-place", "This film ends at 1:35"),
        (sent([1], "nan"), "no-such-place", "This film ends at 1:35"),
        (sent([1], "inf"), "no-such-place", "This film ends at 1:35"),
        ({"slices": "all"}, "no-such-place", "What was sent is no place in a film."),
        ({"slices": "9" * 5000}, "no-such-place", "What was sent is no place in a film."),
        ({"share": "1.4"}, "nothing-sent", "Nothing was sent that can be counted."),
        ({}, "nothing-sent", "Nothing was sent that can be counted."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(given_, code, words):
    with pytest.raises(RuleBroken) as refused:
        FILM.accept(BEGUN, given_, now=LATER)
    assert refused.value.code == code
    assert refused.value.message.startswith(words)


@given(
    st.integers(1, 4 * 60 * 60), st.integers(0, SLICES), st.floats(0, 20_000), st.floats(0.5, 2.5), st.floats(-9e4, 0)
)
@example(95, 100, 38.0, 2.5, -1.0)
def test_no_faster_than_one_can_watch(seconds, slices, passed, speed, back):
    film = replace(FILM, seconds=seconds)
    # Whoever watched at up to 2.5 times the speed is counted, however late the report comes.
    watched = min(SLICES, int(passed * speed * SLICES / seconds))
    now = NOW + timedelta(seconds=passed)
    assert len(film.accept(BEGUN, sent(range(watched)), now=now).seen) == watched
    # Whoever cannot have watched it is not, and a slice and twenty seconds are given.
    if (slices - 1) * seconds / SLICES > passed * 2.5 + 20.001:
        with pytest.raises(RuleBroken) as refused:
            film.accept(BEGUN, sent(range(slices)), now=now)
        assert refused.value.code == "too-fast"
    # A clock that was set back locks nobody out.
    if back <= -1:
        assert len(film.accept(BEGUN, sent(range(slices)), now=NOW + timedelta(seconds=back)).seen) == slices


def test_what_was_refused_counts_as_time_goes_by():
    film = replace(FILM, seconds=600)
    everything = sent(range(100), 590)
    with pytest.raises(RuleBroken):
        film.accept(BEGUN, everything, now=NOW + timedelta(minutes=3))
    assert film.accept(BEGUN, everything, now=NOW + timedelta(minutes=4)).done


def test_the_place_is_kept_and_begins_anew_at_the_end():
    at = FILM.accept(BEGUN, sent([1], 72.4), now=LATER)
    assert FILM.resumes_at(at) == 72
    # A report that says nothing of the place, as from a player elsewhere, leaves it.
    assert FILM.resumes_at(FILM.accept(at, sent([2]), now=LATER)) == 72
    assert FILM.resumes_at(FILM.accept(at, sent([], 94), now=LATER)) == 0
    assert FILM.resumes_at(FILM.accept(at, sent([], 1), now=LATER)) == 0
    assert FILM.resumes_at(None) == 0
