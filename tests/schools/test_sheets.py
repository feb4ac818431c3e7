"""Reading what people save from a spreadsheet."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plm.errors import RuleBroken
from plm.schools import sheets
from plm.schools.sheets import Problem

COLUMNS = ("email", "name", "school", "position", "role")
HEAD = b"email,name,school,position,role\n"
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b"\x0b")
@example(b'\r\r\n,"')
@example(HEAD + b'"a')
@example(HEAD + b"\xff")
@example(HEAD + b"a\rb,c\r\n")
@example(b"")
def test_whatever_bytes_are_sent_the_worst_answer_is_a_refusal(data):
    for beginning in (b"", HEAD):
        with suppress(RuleBroken):
            sheets.read(beginning + data, COLUMNS)


@given(st.lists(st.tuples(*[CELLS] * 5), min_size=1, max_size=20), st.sampled_from(",;\t"), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back(rows, delimiter, mark):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    sheet_data = out.getvalue().encode("utf-8-sig" if mark else "utf-8")
    wanted = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    wanted = [row for row in wanted if any(row)]
    if not wanted:
        with pytest.raises(RuleBroken, match="no rows"):
            sheets.read(sheet_data, COLUMNS)
        return
    sheet = sheets.read(sheet_data, COLUMNS)
    assert sheet.problems == ()
    assert [tuple(line.cells[name] for name in COLUMNS) for line in sheet.lines] == wanted


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_no_cell_that_we_write_is_a_formula(rows):
    text = sheets.written(("a", "b"), rows).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row)


@pytest.mark.parametrize(
    "heading",
    [
        "Email,NAME,School Code,Position,Role",
        " e-mail ,name,school_code,position,role",
        "email;name;school;position;role",
    ],
)
def test_headings_may_be_written_as_people_write_them(heading):
    mark = ";" if ";" in heading else ","
    sheet = sheets.read(f"\n{heading}\n{mark.join(['a@b.example', 'A', 'oak', '', 'staff'])}\n".encode(), COLUMNS)
    assert sheet.problems == ()
    assert sheet.lines[0].row == 3
    assert sheet.lines[0].cells["school"] == "oak"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (HEAD, "no rows below it"),
        (b"PK\x03\x04" + b"\0" * 40, "an Excel workbook (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\0\0", "an old Excel workbook"),
        (HEAD + b"a\0b", "binary data"),
        ("email,name\n".encode("utf-16"), "UTF-16"),
        (HEAD + b"a@b.example,Jos\xe9,oak,,staff\n", "in row 2, byte 48 of the file (0xE9)"),
        (b"\xef\xbb\xbf" + HEAD + b"a@b.example,Jos\xe9,oak,,staff\n", "in row 2, byte 51 of the file (0xE9)"),
        (HEAD + b'a@b.example,"Jo\nx,y\n', "Row 2 cannot be read as CSV"),
        (b"a" * (2 * 1024 * 1024 + 1), "2.0 MB, and 2 MB is the most"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_and_where(data, said):
    with pytest.raises(RuleBroken) as refusal:
        sheets.read(data, COLUMNS)
    assert said in refusal.value.message


def test_a_windows_file_is_told_how_to_become_utf_8():
    with pytest.raises(RuleBroken, match="CSV UTF-8"):
        sheets.read(HEAD + "a@b.example,Zoë,oak,,staff\n".encode("windows-1252"), COLUMNS)


def test_every_mistake_in_the_heading_is_named_at_once():
    sheet = sheets.read(b"email,nam,phone,email,school,position\nx,y,z,a,b,c\n", COLUMNS)
    assert [str(problem) for problem in sheet.problems] == [
        "Row 1, name: This column is missing. Add it to the heading.",
        "Row 1, role: This column is missing. Add it to the heading.",
        "Row 1, nam: This column is unknown. Did you mean “name”?",
        "Row 1, phone: This column is unknown. Take it out of the file.",
        "Row 1, email: This column stands there twice. Keep one of them.",
    ]
    assert sheet.lines == ()


def test_a_file_without_a_heading_says_so():
    sheet = sheets.read(b"mateo@alder.example,Mateo,oak,Teacher,staff\n", COLUMNS)
    assert sheet.problems == (
        Problem(
            1, "", "This must be the heading, and it names none of our columns: email, name, school, position, role."
        ),
    )


def test_a_row_with_a_comma_too_many_is_named():
    sheet = sheets.read(HEAD + b"a@b.example,Ortiz, Mateo,oak,Teacher,staff\n", COLUMNS)
    assert str(sheet.problems[0]).startswith("Row 2: It has 6 cells, but the heading has 5.")
