"""Passwords: what a good one is, and how it is kept (Argon2id)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from plm.errors import RuleBroken

SHORTEST = 12
LONGEST = 200

# OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# The most common passwords that are long enough to pass otherwise, and what a school would think of.
_COMMON_ONES = """
    password1234 passwordpassword password12345 password123456 123456789012 1234567890123 12345678901234
    111111111111 000000000000 qwertyuiop12 qwertyuiop123 qwerty123456 qwertyqwerty qwertyuiopas 1q2w3e4r5t6y
    1qaz2wsx3edc zaq12wsxcde3 abcdefghijkl abcdefgh1234 abcd12345678 abc123456789 iloveyou1234 iloveyouiloveyou
    letmeinletmein letmein12345 welcome12345 welcomewelcome welcome123456 changeme1234 changemechangeme
    administrator administrator1 sunshine1234 princess1234 football1234 baseball1234 superman1234 michael12345
    trustno1trustno1 teacherteacher teacher12345 principal1234 schoolschool school123456 correcthorsebatterystaple
    professionallearning restorativepractices
"""
_COMMON = frozenset(_COMMON_ONES.split())


def hashed(password: str) -> str:
    """The password as it is kept."""
    return _HASHER.hash(_one_spelling(password))


def matches(kept: str, password: str) -> bool:
    """Whether this is the password. Without a kept one it takes as long and says no."""
    try:
        return _HASHER.verify(kept or _NOBODYS, _one_spelling(password)) and bool(kept)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def must_be_good(password: str, *, email: str, name: str) -> None:
    """Refuse a password that others would guess.

    Length is what makes a password strong (NIST SP 800-63B), so no kinds of letters are asked for.

    Raises:
        RuleBroken: too short, too long, common, or made of the person's own name or address.
    """
    if len(password) < SHORTEST:
        raise RuleBroken(
            f"Use at least {SHORTEST} letters. A short sentence is easy to remember and hard to guess.",
            code="too-short",
        )
    if len(password) > LONGEST:
        raise RuleBroken(f"Use at most {LONGEST} letters.", code="too-long")
    bare = _bare(password)
    if bare in _COMMON or len(set(bare)) < 4:
        raise RuleBroken("Many people use this password, so it is guessed first. Choose another one.", code="common")
    if bare in {_bare(email), _bare(email.partition("@")[0]), _bare(name)}:
        raise RuleBroken("Do not use your own name or address as the password.", code="own-name")


def _one_spelling(password: str) -> str:
    # Keyboards write the same letter in different ways (NIST SP 800-63B asks for one form).
    # A lone surrogate, which no keyboard writes, would not survive the way to bytes.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _bare(words: str) -> str:
    return "".join(words.casefold().split())


# Compared with when there is nobody of this address, so that the answer takes as long.
_NOBODYS = _HASHER.hash("nobody has this password")
