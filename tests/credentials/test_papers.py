"""Papers: certificates and records as PDF that a screen reader can read, whatever somebody is called."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from pymongo.database import Database

from plm.access import SYSTEM
from plm.app import create_app
from plm.catalog.model import Credit
from plm.credentials import actions, papers
from plm.enrollment.store import Enrollments
from plm.people.model import Person
from plm.people.sign_ins import SignIns
from plm.people.store import People
from plm.sections.model import Seat
from plm.sections.store import Sections
from plm.settings import Settings
from tests.builders import edition, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
HERE = f"/certificates/{CODE}.pdf"
HOSTILE = '#emph[x] $ {{ 7*7 }} </text><script>*_`//\\u{41} @cite <label> #read("/etc/passwd")'


@pytest.fixture
def done(cast: Database) -> Database:
    """Mateo has completed the course, with a session in a circle of three."""
    held = section(starts_at=NOW - timedelta(days=6))
    Sections(cast).add(replace(held, roster=(Seat(NADIA.id, NOW), Seat(MATEO.id, NOW), Seat(ELIF.id, NOW))))
    completed(cast, MATEO, publish(cast, edition()))
    return cast


def named(cast: Database, name: str, title: str = "Foundations") -> None:
    """Mateo is called otherwise, and has completed a course of this title."""
    People(cast).save(replace(MATEO, name=name))
    completed(cast, MATEO, publish(cast, edition(title=title, modules=(reading(), quiz(), reflection()))))


def opened(file: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(file))


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The elements of the structure tree, in the order of reading."""

    def under(kid: pikepdf.Object) -> Iterator[pikepdf.Object]:
        if isinstance(kid, pikepdf.Array):
            for one in kid:
                yield from under(one)
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from under(kid.K)

    return list(under(pdf.Root.StructTreeRoot.K))


def is_accessible(pdf: pikepdf.Pdf) -> None:
    """What PDF/UA-1 asks of a file, as far as it can be read from outside."""
    assert bool(pdf.Root.MarkInfo.Marked)
    assert pdf.Root.Lang == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert said["dc:title"] == str(pdf.docinfo.Title)
    found = elements(pdf)
    kinds = [str(one.S) for one in found]
    assert kinds[0] == "/Document"
    assert kinds.count("/H1") == 1
    for one in found:
        if one.S == "/Figure":
            assert str(one.Alt).strip()
    for page in pdf.pages:
        assert page.obj.Tabs == "/S"
        for font in page.resources.get("/Font", {}).values():
            assert "/ToUnicode" in font


def test_a_certificate_is_one_tagged_landscape_letter_page(browse: Browse, done: Database) -> None:
    answer = browse(MATEO).get(HERE)
    assert answer.content_type == "application/pdf"
    assert 'filename="certificate-foundations-mateo-ortiz.pdf"' in answer.headers["Content-Disposition"]
    pdf = opened(answer.data)
    is_accessible(pdf)
    assert len(pdf.pages) == 1
    assert [float(side) for side in pdf.pages[0].mediabox] == [0, 0, 792, 612]
    assert str(pdf.docinfo.Title) == "Certificate of Mateo Ortiz: Foundations"
    pictures = [str(one.Alt) for one in elements(pdf) if one.S == "/Figure"]
    assert pictures == [
        "Seal of Alder County",
        "One seat in a circle of 3",
        "QR code that leads to the public check of this certificate",
    ]
    links = [str(note.A.URI) for note in pdf.pages[0].Annots]
    assert links == [f"http://localhost/verify/{CODE}"]


def test_credit_stands_on_both_papers_with_what_it_waits_for(browse: Browse, cast: Database) -> None:
    credit = tuple(Credit(kind) for kind in ("pdp", "cpd", "ceu", "stipend"))
    made = replace(edition(modules=(reading(), quiz(), reflection()), hours=15.0), credit=credit)
    before = opened(browse(MATEO).get("/record.pdf").data)
    completed(cast, MATEO, publish(cast, made))
    certificate, record = (opened(browse(MATEO).get(path).data) for path in (HERE, "/record.pdf"))
    for pdf in (certificate, record):
        is_accessible(pdf)
    assert len(certificate.pages) == 1
    assert [len([one for one in elements(pdf) if one.S == "/H2"]) for pdf in (before, record)] == [0, 2]


def test_the_same_certificate_is_the_same_file(browse: Browse, done: Database) -> None:
    assert browse(MATEO).get(HERE).data == browse(DEE).get(HERE).data


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Minh Khai",
        "Ọlábísí Adéyẹmí",
        "Łukasz Żółć",
        "Ольга Иванова",
        "Ελένη Παπαδοπούλου",
        "محمد الأمين",
        "דנה כהן",
        "O’Brien-Ñuñez, José “Pepe”",
        "李伟 Li Wei",
        "Sam 🎉 Rivera",
        "a\u200db\u0007c",
        HOSTILE,
        "Wilhelmina Konstantinopolska-Featherstonehaugh de la Cruz y Todos los Santos, " * 2,
        "W" * 120,
    ],
)
def test_whatever_somebody_is_called_the_certificate_is_one_page(browse: Browse, cast: Database, name: str) -> None:
    named(cast, name, HOSTILE)
    answer = browse(MATEO).get(HERE)
    assert answer.status_code == 200
    pdf = opened(answer.data)
    is_accessible(pdf)
    assert len(pdf.pages) == 1


def test_what_somebody_typed_is_never_markup(browse: Browse, cast: Database) -> None:
    named(cast, HOSTILE)
    pdf = opened(browse(MATEO).get(HERE).data)
    heading = next(one for one in elements(pdf) if one.S == "/H1")
    assert str(heading.T) == HOSTILE
    assert not [one for one in elements(pdf) if one.S == "/Em"]


def test_letters_that_no_font_has_leave_the_name_and_the_rest_stays(browse: Browse, cast: Database) -> None:
    named(cast, "\U000f1234\U000f1235 Li Wei")
    pdf = opened(browse(MATEO).get(HERE).data)
    assert str(next(one for one in elements(pdf) if one.S == "/H1").T) == "Li Wei"


def test_a_name_in_letters_that_no_font_has_is_refused_in_a_sentence(browse: Browse, cast: Database) -> None:
    # A private letter: no font has it, whatever fonts this system has.
    named(cast, "\U000f1234\U000f1235")
    for path in (HERE, "/record.pdf"):
        answer = browse(MATEO).get(path)
        assert answer.status_code == 409
        assert "Print the page instead" in answer.get_data(as_text=True)


def test_a_revoked_certificate_says_so_on_paper(browse: Browse, done: Database) -> None:
    before = browse(MATEO).get(HERE).data
    actions.revoke(done, CODE, reason="Issued by mistake.", actor=SYSTEM, now=NOW)
    after = opened(browse(MATEO).get(HERE).data)
    is_accessible(after)
    paragraphs = [len([one for one in elements(pdf) if one.S == "/P"]) for pdf in (opened(before), after)]
    assert paragraphs[1] == paragraphs[0] + 1


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (PRIYA, 200), (DEE, 200), (ADA, 200), (NADIA, 403), (OLU, 404), (FERN, 404)]
)
def test_the_file_is_for_those_who_may_see_the_page(browse: Browse, done: Database, who: Person, status: int) -> None:
    assert browse(who).get(HERE).status_code == status


def test_a_record_is_tagged_portrait_letter_with_a_table_for_each_year(browse: Browse, done: Database) -> None:
    for back in range(1, 15):
        course = publish(
            done, edition(f"course-{back}", title=f"Course {back}", modules=(reading(), quiz(), reflection()))
        )
        taken = completed(done, MATEO, course, code=f"AAAA-BBBB-C{back:03}")
        then = NOW - timedelta(days=365 * back)
        Enrollments(done).change(taken.id, lambda one, then=then: replace(one, completed_at=then), now=NOW)
    answer = browse(MATEO).get("/record.pdf")
    assert answer.content_type == "application/pdf"
    assert 'filename="learning-record-mateo-ortiz.pdf"' in answer.headers["Content-Disposition"]
    pdf = opened(answer.data)
    is_accessible(pdf)
    assert len(pdf.pages) > 1
    assert [float(side) for side in pdf.pages[0].mediabox] == [0, 0, 612, 792]
    kinds = [str(one.S) for one in elements(pdf)]
    assert kinds.count("/Table") == 15
    assert kinds.count("/H2") == 16  # each year, and the credit of all of them
    assert kinds.count("/TH") >= 15 * 5


def test_an_endless_word_stays_on_the_paper_of_a_record(browse: Browse, cast: Database) -> None:
    named(cast, "W" * 120, "M" * 120)
    pdf = opened(browse(MATEO).get("/record.pdf").data)
    is_accessible(pdf)
    assert len(pdf.pages) == 1


def test_papers_can_be_made_at_any_moment(cast: Database, settings: Settings) -> None:
    completed(cast, MATEO, publish(cast, edition()))
    app = create_app(settings, cast, clock=lambda: NOW + timedelta(milliseconds=123))
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = SignIns(cast).begin(MATEO, "tests", now=NOW).id
    for path in ("/record.pdf", f"/certificates/{CODE}.pdf"):
        assert browser.get(path).status_code == 200


def test_an_empty_record_is_a_page_too(browse: Browse) -> None:
    pdf = opened(browse(NADIA).get("/record.pdf").data)
    is_accessible(pdf)
    assert len(pdf.pages) == 1


def test_the_page_leads_to_the_file_and_to_the_printer_where_there_is_none(
    browse: Browse, done: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(MATEO)
    page = client.get(f"/certificates/{CODE}").get_data(as_text=True)
    assert re.search(rf'class="usa-button" href="{HERE}">Download as PDF', page)
    assert "data-print" not in page
    monkeypatch.setattr(papers, "typst", None)
    page = client.get(f"/certificates/{CODE}").get_data(as_text=True)
    assert "Download as PDF" not in page
    assert "data-print" in page
    assert "Download as PDF" not in client.get("/record").get_data(as_text=True)
    for path in (HERE, "/record.pdf"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "makes no PDF files yet" in answer.get_data(as_text=True)
