"""What the environment says, and what is wrong with it."""

import re
from pathlib import Path

import pytest

from plm.errors import Unavailable
from plm.settings import Settings, kept_secret


def test_the_environment_is_read_once_into_plain_values() -> None:
    settings = Settings.from_env(
        {"PLM_DEMO": "yes", "PLM_SMTP_URL": "smtp://mail.example.org:25", "PLM_QUIET_FROM": "19", "PATH": "/bin"}
    )
    assert settings.demo
    assert settings.sends_mail
    assert settings.quiet_from == 19


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"PLM_DEMO": "perhaps"}, "PLM_DEMO: “perhaps” is neither yes nor no."),
        ({"PLM_TIME_ZONE": "Maryland"}, "PLM_TIME_ZONE: “Maryland” is not a time zone."),
        ({"PLM_SMTP_URL": "mail.example.org"}, "PLM_SMTP_URL must begin with smtp:// or smtps://"),
        ({"PLM_MONGODB_URI": "localhost"}, "PLM_MONGODB_URI must begin with mongodb://"),
        ({"PLM_QUIET_FROM": "6 pm"}, "PLM_QUIET_FROM: “6 pm” must be a whole number from 0 to 24."),
    ],
)
def test_a_wrong_value_is_named(env: dict[str, str], words: str) -> None:
    with pytest.raises(Unavailable, match=re.escape(words.split("(")[0])):
        Settings.from_env(env)


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    made = kept_secret(tmp_path / "instance")
    assert kept_secret(tmp_path / "instance") == made
    assert (tmp_path / "instance" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unavailable, match=r"PLM cannot write to .*PLM_INSTANCE"):
        kept_secret(tmp_path / "file")
