"""Everything PLM reads from its environment, read once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plm.errors import Unavailable


@dataclass(frozen=True)
class Settings:
    """How this installation is set up.

    Attributes:
        mongodb_uri: a replica set; empty means PLM starts its own server under `instance`.
        database: name of the database that holds everything.
        secret_key: signs cookies and mailed links. Made and kept under `instance` when not given.
        base_url: the address people reach PLM at, without a trailing slash; used in mail.
        smtp_url: `smtp://user:password@host:port` or `smtps://…`; empty means the development mailbox.
        mail_log: the relay's log file; looked into by Message-ID when the fate of a message is unknown.
        mail_from: the sender of every message.
        badge_key: signs Open Badges: a private key in PEM, or the path of a file that holds one. Made and kept under
            `instance` when not given.
        instance: folder for what PLM keeps on disk: its own database, its keys.
        demo: an invented district; people may enter as one of its cast.
        district: how the district is called in sentences.
        office: who signs certificates.
        time_zone: the district's IANA zone; schools may have their own.
        secure_cookies: set cookies for https only.
        trusted_proxies: how many reverse proxies in front may be believed.
        quiet_from, quiet_until: hours of the day, in the school's zone, between which no reminder leaves.
        settle_minutes: how long marks of attendance rest before they count, so that exceptions can follow.
    """

    mongodb_uri: str = ""
    database: str = "plm"
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_log: str = ""
    mail_from: str = "PLM <no-reply@plm.invalid>"
    badge_key: str = ""
    instance: Path = field(default_factory=lambda: Path("instance"))
    demo: bool = False
    district: str = "Our district"
    office: str = "Office of Professional Learning"
    time_zone: str = "America/New_York"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    quiet_from: int = 18
    quiet_until: int = 7
    settle_minutes: int = 10

    @property
    def zone(self) -> ZoneInfo:
        """The district's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def sends_mail(self) -> bool:
        """Whether messages leave by SMTP; otherwise they stand in the development mailbox."""
        return bool(self.smtp_url)

    @classmethod
    def from_env(cls, env: Mapping[str, str], **overrides: object) -> "Settings":
        """Read the `PLM_…` variables; `overrides` win over them.

        Raises:
            Unavailable: a variable holds something that cannot be used; the sentence names it.
        """
        found: dict[str, object] = {}
        for name in ("mongodb_uri", "database", "secret_key", "base_url", "smtp_url", "mail_log", "mail_from"):
            if f"PLM_{name.upper()}" in env:
                found[name] = env[f"PLM_{name.upper()}"].strip()
        for name in ("district", "office", "time_zone", "badge_key"):
            if env.get(f"PLM_{name.upper()}"):
                found[name] = env[f"PLM_{name.upper()}"].strip()
        for name in ("demo", "secure_cookies"):
            if f"PLM_{name.upper()}" in env:
                found[name] = _flag(f"PLM_{name.upper()}", env[f"PLM_{name.upper()}"])
        for name, most in (
            ("trusted_proxies", 9),
            ("quiet_from", 24),
            ("quiet_until", 24),
            ("settle_minutes", 1440),
        ):
            if env.get(f"PLM_{name.upper()}"):
                found[name] = _whole(f"PLM_{name.upper()}", env[f"PLM_{name.upper()}"], most)
        if env.get("PLM_INSTANCE"):
            found["instance"] = Path(env["PLM_INSTANCE"])
        settings = cls(**{**found, **overrides})  # type: ignore[arg-type]  # names are checked above, types by _flag and _whole
        settings._check()
        return settings

    def _check(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Unavailable(
                f"PLM_TIME_ZONE: “{self.time_zone}” is not a time zone. Use a name like America/New_York."
            ) from None
        if self.smtp_url and not self.smtp_url.startswith(("smtp://", "smtps://")):
            raise Unavailable(
                "PLM_SMTP_URL must begin with smtp:// or smtps://, for example smtp://mail.example.org:25."
            )
        if self.mongodb_uri and not self.mongodb_uri.startswith(("mongodb://", "mongodb+srv://")):
            raise Unavailable("PLM_MONGODB_URI must begin with mongodb:// or mongodb+srv:// and name a replica set.")


def kept_secret(instance: Path) -> str:
    """The key that signs cookies and links, made at first use and kept in `instance/secret_key`.

    Raises:
        Unavailable: the folder cannot be written.
    """
    path = instance / "secret_key"
    try:
        if path.exists():
            return path.read_text(encoding="utf-8").strip()
        instance.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(48)
        path.touch(mode=0o600)
        path.write_text(key, encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            f"PLM cannot write to {instance} ({error.strerror}). Make the folder writable, "
            "or name another one in PLM_INSTANCE, or set PLM_SECRET_KEY."
        ) from None
    return key


def _flag(name: str, words: str) -> bool:
    match words.strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "" | "0" | "false" | "no" | "off":
            return False
        case _:
            raise Unavailable(f"{name}: “{words}” is neither yes nor no. Use 1 or 0.")


def _whole(name: str, words: str, most: int) -> int:
    if not words.strip().isdigit() or int(words) > most:
        raise Unavailable(f"{name}: “{words}” must be a whole number from 0 to {most}.")
    return int(words)
