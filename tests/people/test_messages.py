"""What people read in their mail, compared with saved letters."""

from pathlib import Path

import pytest

from plm.mail.words import write
from plm.people import messages
from tests.cast import MATEO

SAVED = Path(__file__).parents[1] / "messages" / "people"


@pytest.mark.parametrize("name", ["invitation", "reset", "password_changed"])
def test_the_letter_reads_as_saved(name):
    words = getattr(messages, name)(MATEO, link="https://learn.alder.example/the-link", district="Alder County")
    mail = write("key", MATEO.email, MATEO.name, words, district="Alder County")
    said = f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text}"
    assert said == (SAVED / f"{name}.txt").read_text(encoding="utf-8")
