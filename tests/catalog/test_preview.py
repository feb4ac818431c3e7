"""A course served from its folder while it is written: every kind of module, every mistake, and nothing kept."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plm.catalog import asking, shelf
from plm.catalog.actions import shipped_courses
from plm.catalog.kinds import Quiz
from plm.catalog.preview import create_preview
from plm.settings import Settings
from tests.cast import NOW
from tests.catalog.conftest import SMALL, written
from tests.catalog.test_guides import GUIDED
from tests.catalog.test_mistakes import ALL_KINDS
from tests.films import VTT, webm


def previewed(folder: Path) -> FlaskClient:
    app = create_preview(folder, Settings(district="Alder County"), lambda: NOW)
    app.testing = True
    return app.test_client()


def words(answer: TestResponse) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").get_text(" ").split())


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    return written(tmp_path / "small-circles", GUIDED)


def test_the_course_stands_there_and_says_that_nothing_is_kept(small_folder):
    page = words(previewed(small_folder).get("/"))
    assert "This is a preview of small-circles . Nothing you do here is kept." in page
    assert "Small circles" in page
    assert "Quiz, two questions, one right to pass, 5 minutes" in page
    assert "Grade 0.0" in page
    assert "to correct" not in page


def test_a_reading_is_turned_page_by_page(small_folder):
    client = previewed(small_folder)
    assert "Page 1 of 2." in words(client.get("/modules/1"))
    second = words(client.get("/modules/1?page=2"))
    assert "Find a stone." in second
    assert "Go on to Check yourself" in second
    assert "Page 2 of 2." in words(client.get("/modules/1?page=99"))


def test_a_quiz_is_answered_and_teaches(small_folder):
    client = previewed(small_folder)
    assert "What do you do first?" in words(client.get("/modules/2"))
    result = words(client.get("/modules/2?answered=1&q1=0&q2=0"))
    assert "1 of 2 right. You passed." in result
    assert "Noticing costs half a minute." in result
    assert "Yes: short and true." in result, "what the other answers teach can be read as well"


@pytest.mark.parametrize("sent", ["q1=0", "q1=7&q2=0", "q1=x&q2=0", "q1=0&q2=9", "q2=-1"])
def test_an_answer_that_is_none_is_asked_for(small_folder, sent):
    answer = previewed(small_folder).get(f"/modules/2?answered=1&{sent}")
    assert answer.status_code == 422
    assert "what you chose is kept" in words(answer)


def test_a_reflection_says_that_what_is_typed_is_not_kept(small_folder):
    page = previewed(small_folder).get("/modules/3")
    assert "In this preview, what you type is not kept at all." in words(page)
    assert "Only you read this." in words(page)
    assert b"<textarea" in page.data
    assert b'method="post"' not in page.data


def test_a_practice_log_says_what_is_asked_and_keeps_nothing(small_folder):
    with (small_folder / "course.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[modules]]\nid = "log"\ntitle = "Try it"\nkind = "practice"\nfile = "log.toml"\nminutes = 30\n')
    log = 'entries = 2\ndates = 2\n[[acts]]\nid = "one"\ntext = "I kept a *small* circle"\ntier = 2\n'
    (small_folder / "log.toml").write_text(log, encoding="utf-8")
    client = previewed(small_folder)
    place = client.get("/").get_data(as_text=True).count("/modules/")
    pages = [words(client.get(f"/modules/{one}")) for one in range(1, place + 1)]
    page = next(one for one in pages if "Write an entry" in one)
    assert "Asked for: two accepted entries on two days." in page
    assert "I kept a small circle (tier 2)" in page
    assert "what you type is not kept at all" in page


def test_a_session_shows_its_guide_and_the_take_away_stands_alone(small_folder):
    client = previewed(small_folder)
    assert "Learners do not see it. Before they come Set the chairs." in words(client.get("/modules/4"))
    assert "To take away Keep this Sit so that each can see all." in words(client.get("/take-away"))


@pytest.mark.parametrize("address", ["/modules/0", "/modules/9", "/take-away"])
def test_what_is_not_there_leads_to_the_course(tmp_path, address):
    client = previewed(written(tmp_path / "small-circles", SMALL))
    assert (client.get(address).status_code, client.get(address).location) == (302, "/")
    assert client.get("/nowhere").status_code == 404


def test_mistakes_stand_at_the_top_and_the_course_below_as_far_as_it_goes(small_folder):
    client = previewed(small_folder)
    (small_folder / "02-check.toml").write_text(SMALL["02-check.toml"].replace("right = true", "", 1))
    (small_folder / "01-why.md").write_text("No heading.")
    page = words(client.get("/"))
    assert "Two mistakes to correct" in page
    assert "02-check.toml Place questions[1] “hallway”: options What to do No right answer." in page
    assert "What do you do first?" in words(client.get("/modules/2"))
    assert "Nothing can be shown of this module yet" in words(client.get("/modules/1"))


def test_every_kind_of_question_is_asked_and_answered(small_folder):
    (small_folder / "02-check.toml").write_text(ALL_KINDS)
    client = previewed(small_folder)
    page = client.get("/modules/2")
    said = words(page)
    assert "Two questions; one right to pass." in said
    assert "They wait 12 hours between two tries." in said
    assert "Three questions are there to draw from; draw others" in said
    assert "Choose the partner of each line. One partner is left over." in said
    drawn = {words(client.get(f"/modules/2?draw={draw}")).count("Scene It is 10:40.") for draw in range(1, 9)}
    assert drawn == {0, 1}
    quiz = shelf.read_course(small_folder).edition.modules[1].content
    draw = next(str(draw) for draw in range(1, 99) if quiz.asked(str(draw))[0].id == "steps")
    asks = asking.asked(quiz.asked(draw), draw, ["q1", "q2"])
    sent = {"answered": "1", "draw": draw}
    for one in asks:
        sent |= one.values(one.question.answer)
    assert "2 of 2 right. You passed." in words(client.get("/modules/2", query_string=sent))
    wrong = sent | asks[0].values((1, 2, 0))
    result = words(client.get("/modules/2", query_string=wrong))
    assert "1 of 2 right." in result
    assert "You put it in place 1; it belongs in place 2. In the middle." in result
    twice = client.get("/modules/2", query_string=sent | {"q1_0": "1", "q1_1": "1", "q1_2": "2"})
    assert twice.status_code == 422
    assert "Place 1 is given to 2 lines." in words(twice)


@pytest.mark.parametrize(
    "spoiled",
    [
        ('[[questions.options]]\ntext = "Pass the stone."\nfeedback = "In the middle."\n', ""),
        ('match = "A stone"\n', ""),
        ('match = "A stone"', 'match = "A bell"'),
        ('kind = "ordering"', 'kind = "ordred"'),
        ("limits = 1", "limits = 9"),
        ('id = "pairs"', 'id = "steps"'),
        ('extra = ["A whistle"]', 'extra = ["A bell"]'),
    ],
)
def test_a_quiz_with_a_mistake_is_shown_as_far_as_it_goes(small_folder, spoiled):
    (small_folder / "02-check.toml").write_text(ALL_KINDS.replace(*spoiled, 1))
    client = previewed(small_folder)
    assert "to correct" in words(client.get("/modules/2"))
    for sent in ("answered=1", "answered=1&q1=0&q1_0=1&q1_1=2&q1_2=3&q2_0=0&q2_1=1&q2_2=2"):
        assert client.get(f"/modules/2?{sent}").status_code in (200, 422)


@pytest.mark.parametrize(
    "content", ["", "title = 1", "[[modules]]\n", "modules = 3", "= =", "[[modules]]\nkind='quiz'"]
)
def test_no_course_file_brings_it_down(small_folder, content):
    client = previewed(small_folder)
    (small_folder / "course.toml").write_text(content)
    for address in ("/", "/modules/1", "/take-away"):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200
        assert "to correct" in words(answer)


@pytest.mark.parametrize("name", [*SMALL, "_guide-meet.md", "_takeaway.md"])
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"\0", b"[[questions]]\n[[prompts]]\n", b"## \n\n<script>x</script>"]
)
def test_no_file_brings_it_down(small_folder, name, content):
    (small_folder / name).write_bytes(content)
    client = previewed(small_folder)
    for address in ("/", *(f"/modules/{place}" for place in range(1, 5)), "/modules/2?answered=1", "/take-away"):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code in (200, 422)
        assert b"<script>x" not in answer.data


def test_a_folder_that_went_away_is_a_mistake_not_a_crash(small_folder):
    client = previewed(small_folder)
    client.get("/")
    small_folder.rename(small_folder.with_name("else"))
    assert "There is no such folder." in words(client.get("/"))


def test_the_stamp_changes_with_every_change_of_a_file(small_folder):
    client = previewed(small_folder)

    def stamp() -> str:
        return client.get("/stamp").get_json()["stamp"]

    seen = [stamp()]
    assert stamp() == seen[0]
    (small_folder / "01-why.md").write_text("## Other\n\nWords.")
    seen.append(stamp())
    (small_folder / "04-more.md").write_text("")
    seen.append(stamp())
    (small_folder / "04-more.md").unlink()
    os.utime(small_folder / "01-why.md", ns=(1, 1))
    seen.append(stamp())
    assert len(set(seen)) == 4
    assert f'data-stamp="{seen[-1]}"'.encode() in client.get("/").data


def test_pages_carry_the_headers_of_plm_and_are_not_kept_by_the_browser(small_folder):
    answer = previewed(small_folder).get("/")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def pages_of(folder: Path) -> Iterator[str]:
    """Every address of a course's preview."""
    edition = shelf.read_course(folder).edition
    yield "/"
    yield from ["/take-away"] if edition.takeaway else []
    for place, module in enumerate(edition.modules, 1):
        yield from (f"/modules/{place}?page={page}" for page in range(1, max(1, len(module.content.pages)) + 1))
        quiz = module.of(Quiz)
        for draw in ("1", "2", "3") if quiz else ():
            asks = asking.asked(quiz.asked(draw), draw, [f"q{one}" for one in range(1, quiz.size + 1)])
            right = {"answered": "1", "draw": draw}
            for one in asks:
                right |= one.values(one.question.answer)
            yield f"/modules/{place}?{urlencode(right, doseq=True)}"


def walked(folder: Path) -> None:
    """Look at every page: it is there, every file it shows too, and nothing is asked of anybody else."""
    client = previewed(folder)
    for address in pages_of(folder):
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = BeautifulSoup(answer.data, "html.parser")
        assert "Nothing can be shown" not in words(answer), address
        assert len(page.find_all("h1")) == 1, address
        for one in page.select("main [src], video[poster]"):
            for file in filter(None, (one.get("src"), one.get("poster"))):
                assert client.get(file).status_code == 200, file
        assert not page.select("script:not([src]), [style], [onclick], iframe"), address
    assert client.get("/modules/99").status_code == 302


@pytest.mark.parametrize("name", sorted(one.name for one in shipped_courses().iterdir() if one.is_dir()))
def test_every_page_of_a_shipped_course_is_shown(name):
    walked(shipped_courses() / name)


def test_every_kind_of_module_is_shown_as_a_new_course_begins_with_it(tmp_path):
    folder = shelf.new_course("small-circles", "", tmp_path, shelf.EXTRAS)
    walked(folder)
    client = previewed(folder)
    assert "This sends your address to YouTube." in words(client.get("/modules/2"))
    assert "Name what people practice" in words(client.get("/modules/4"))
    assert "two accepted entries on two days" in words(client.get("/modules/5"))
    assert "colleagues of your school who take this course read this" in words(client.get("/modules/6"))
    assert "places are worth another look" in words(client.get("/modules/6"))
    assert "Still the scaffold’s words" in words(client.get("/"))


def test_a_film_of_the_folder_is_shown_with_its_captions_and_jumps(tmp_path):
    folder = shelf.new_course("small-circles", "", tmp_path, ["video"])
    (folder / "film.webm").write_bytes(webm(90.0))
    (folder / "film.vtt").write_text(VTT)
    file = folder / "02-watch.toml"
    text = file.read_text().replace('captions = "player"', 'source = "film.webm"\ncaptions = "film.vtt"')
    file.write_text("\n".join(line for line in text.splitlines() if not line.startswith("address")))
    walked(folder)
    client = previewed(folder)
    page = BeautifulSoup(client.get("/modules/2").data, "html.parser")
    assert page.video.source["type"] == "video/webm"
    part = client.get(page.video.source["src"], headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, webm(90.0)[:10])


def test_the_command_serves_until_it_is_interrupted(small_folder):
    command = [sys.executable, "-m", "plm", "courses", "preview", str(small_folder), "--port", "18107"]
    environment = {**os.environ, "PLM_MONGODB_URI": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        assert "small-circles is shown at http://127.0.0.1:18107/" in running.stdout.readline()
        running.stdout.readline()
        with urlopen("http://127.0.0.1:18107/") as answer:
            assert b"Small circles" in answer.read()
        taken = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert (taken.returncode, taken.stderr) == (
            1,
            "Error: Port 18107 is already taken. Choose another one: --port 18108\n",
        )
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        assert running.stdout.read() == "Stopped.\n"
