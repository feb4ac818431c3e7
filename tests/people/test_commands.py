"""The command line of people and schools."""

import pytest
from click.testing import CliRunner

from plm.access import Role
from plm.cli.console import Console
from plm.mail.letters import LETTERS
from plm.people.commands import people
from plm.people.store import People
from plm.schools.commands import schools
from plm.schools.store import Schools
from tests.cast import CAST, MATEO

HEAD = "email,name,school,position,role\n"


@pytest.fixture
def run(cast, settings):
    """Run a command against the database of the tests."""
    console = Console(settings, lambda _: None)
    console.__dict__["db"] = cast  # what the cached property would find

    def command(group, *words):
        return CliRunner().invoke(group, list(map(str, words)), obj=console)

    return command


def test_the_first_administrator_is_added_and_invited(run, cast):
    done = run(people, "add", "Root@Alder.example", "Rui Costa", "--role", "administrator")
    assert done.exit_code == 0
    assert "Rui Costa is in the directory as administrator." in done.stdout
    assert People(cast).with_email("root@alder.example").role is Role.ADMINISTRATOR
    assert LETTERS.of(cast).find_one()["link"].startswith("http://localhost/welcome/")
    assert cast["audit"].find_one({"verb": "person.added"})["actor"] == "plm"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((MATEO.email, "Mateo"), "already has an account: Mateo Ortiz."),
        (("no-address", "Mateo"), "is not an e-mail address"),
        (("a@b.example", "A", "--school", "oka"), "Did you mean “oak”?"),
        (("a@b.example", "A", "--role", "principal"), "A principal needs a school."),
    ],
)
def test_a_refusal_is_one_sentence_and_nothing_is_written(run, cast, words, said):
    done = run(people, "add", *words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert cast["people"].count_documents({}) == len(CAST)
    assert LETTERS.of(cast).count_documents({}) == 0


def test_without_an_invitation_no_letter_is_written(run, cast):
    assert run(people, "add", "a@b.example", "A", "--no-invite").exit_code == 0
    assert LETTERS.of(cast).count_documents({}) == 0
    assert run(people, "invite", "a@b.example").exit_code == 0
    assert LETTERS.of(cast).count_documents({}) == 1
    assert run(people, "invite", "nobody@b.example").exit_code == 1
    assert run(people, "invite").exit_code == 1


def test_everyone_without_a_password_is_invited(run, cast):
    done = run(people, "invite", "--everyone", "--school", "oak")
    assert done.stdout == "Invitations that leave with the next round of mail: 3.\n"
    assert LETTERS.of(cast).count_documents({}) == 3


def test_a_roster_is_shown_before_it_is_applied(run, cast, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text(f"{HEAD}mateo@alder.example,Mateo Ortiz,elm,Teacher,staff\nnew@alder.example,New,oak,,staff\n")
    shown = run(people, "import", file)
    assert shown.exit_code == 0
    for words in ("+ new@alder.example  New", "~ mateo@alder.example  school: oak → elm", "? ada@alder.example"):
        assert words in shown.stdout
    assert (
        "1 to add, 1 to change, 0 unchanged, 7 not in the file.\nNothing was changed yet; add --apply." in shown.stdout
    )
    assert cast["audit"].count_documents({}) == 0
    assert "Applied: 1 added, 1 changed, 0 ended." in run(people, "import", file, "--apply").stdout
    assert "Applied: 0 added, 0 changed, 0 ended." in run(people, "import", file, "--apply").stdout
    refused = run(people, "import", file, "--apply", "--end-missing")
    assert refused.exit_code == 1
    assert "without an administrator" in refused.stderr


def test_a_bad_roster_names_file_row_and_column(run, cast, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text(HEAD + "mateo,Mateo,oak,,staff\na@b.example,A,oak,,boss\n")
    done = run(people, "import", file, "--apply")
    assert done.exit_code == 1
    assert f"{file}: Row 2, email: “mateo” is not an e-mail address." in done.stderr
    assert f"{file}: Row 3, role: “boss” is not a role." in done.stderr
    assert "Nothing was changed. Put right what is named above (2)." in done.stderr
    assert cast["audit"].count_documents({}) == 0


def test_a_school_is_added_once(run, cast):
    words = ("add", "ash", "Ash High School", "--level", "high", "--area", "West", "--time-zone", "America/Chicago")
    assert run(schools, *words).exit_code == run(schools, *words).exit_code == 0
    assert Schools(cast).get("ash").time_zone == "America/Chicago"
    assert cast["audit"].count_documents({"verb": "school.added"}) == 1
    taken = run(schools, "add", "ash", "Another", "--level", "high")
    assert taken.exit_code == 1
    assert "belongs to Ash High School" in taken.stderr
    assert run(schools, "add", "fir", "Fir", "--level", "high", "--time-zone", "Mars").exit_code == 1


def test_schools_are_read_from_a_file(run, cast, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_text(
        "Code,Name,Level,Area,Time Zone\nash,Ash High School,High,West,\n"
        "oak,Oak Academy,middle,North,America/New_York\n"
    )
    shown = run(schools, "import", file)
    assert "1 added, 1 changed, 0 unchanged. Nothing was changed yet; add --apply." in shown.stdout
    assert cast["audit"].count_documents({}) == 0
    assert run(schools, "import", file, "--apply").exit_code == 0
    assert "0 added, 0 changed, 2 unchanged." in run(schools, "import", file, "--apply").stdout
    assert Schools(cast).get("oak").name == "Oak Academy"
    assert cast["audit"].find_one({"verb": "school.changed"})["facts"]["after"] == {"name": "Oak Academy"}


def test_a_bad_school_file_names_each_row(run, cast, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_text(
        "code,name,level,area,time zone\nA B,X,high,,\nash,,high,,\nash,X,tall,,\n"
        "fir,X,high,,Mars\nelm,E,high,,\nelm,E,high,,\n"
    )
    done = run(schools, "import", file, "--apply")
    assert done.exit_code == 1
    said = done.stderr.splitlines()
    assert [line.removeprefix(f"{file}: ").partition(":")[0] for line in said[:-1]] == [
        "Row 2, code",
        "Row 3, name",
        "Row 4, level",
        "Row 5, time zone",
        "Row 7, code",
    ]
    assert Schools(cast).get("elm").name == "Elm Elementary School"
