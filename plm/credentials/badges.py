"""What an Open Badge says: the credential of an award, its achievement, its issuer, its status.

Pure; `signing` signs it. Sources: 1EdTech Open Badges 3.0, W3C Verifiable Credentials Data Model 2.0, 1EdTech
Revocation List 1.0. Of the person a badge says the name, and a salted hash of the e-mail address by which somebody
who knows the address can see that the badge is theirs; nothing else.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plm.catalog.model import Edition
from plm.credentials.model import Award

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]

Doc = dict[str, Any]


@dataclass(frozen=True)
class Addresses:
    """Where a badge's parts stand, in full, so that anybody can look them up.

    Attributes:
        issuer: the issuer's profile.
        achievement: of a course and the number of an edition, where its description stands.
        check, status: of a certificate's code, where a person and a program see whether it counts.
        home: the installation's first page.
    """

    home: str
    issuer: str
    achievement: Callable[[str, int], str]
    check: Callable[[str], str]
    status: Callable[[str], str]


def credential(
    award: Award, edition: Edition, *, email: str, district: str, zone: ZoneInfo, addresses: Addresses
) -> Doc:
    """The credential of an award, not signed yet.

    Args:
        edition: the one that was completed.
        email: of the person; empty when there is none any more.
        zone: in which the days of the award begin and end.
    """
    check = addresses.check(award.code)
    holder: Doc = {
        "id": holder_of(check),
        "type": ["AchievementSubject"],
        "identifier": _identities(award, email),
        "achievement": achievement(edition, district=district, addresses=addresses),
        "creditsEarned": award.hours,
    }
    said: Doc = {
        "@context": CONTEXT,
        "id": check,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.title,
        "issuer": {"id": addresses.issuer, "type": ["Profile"], "name": district, "url": addresses.home},
        "validFrom": moment(begins(award.completed_on, zone)),
        "awardedDate": moment(begins(award.completed_on, zone)),
        "credentialSubject": holder,
        "credentialStatus": {"id": addresses.status(award.code), "type": "1EdTechRevocationList"},
    }
    if award.valid_until:
        said["validUntil"] = moment(ends(award.valid_until, zone))
    return said


def claims(said: Doc) -> Doc:
    """The registered claims that repeat a credential in its token."""
    found: Doc = {
        "iss": said["issuer"]["id"],
        "jti": said["id"],
        "sub": said["credentialSubject"]["id"],
        "nbf": int(datetime.fromisoformat(said["validFrom"]).timestamp()),
    }
    if "validUntil" in said:
        found["exp"] = int(datetime.fromisoformat(said["validUntil"]).timestamp())
    return found


def achievement(edition: Edition, *, district: str, addresses: Addresses) -> Doc:
    """What there was to achieve: the course in the edition that was taken."""
    asked = edition.words()
    return {
        "id": addresses.achievement(edition.course, edition.number),
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": edition.title,
        "description": edition.summary,
        "criteria": {"narrative": f"{asked[:1].upper()}{asked[1:]}."},
        "creator": {"id": addresses.issuer, "type": ["Profile"], "name": district, "url": addresses.home},
        "creditsAvailable": edition.hours,
        "inLanguage": "en",
        "version": str(edition.number),
    }


def profile(*, district: str, addresses: Addresses, methods: tuple[tuple[str, str], ...]) -> Doc:
    """The issuer, with the keys by which it signs.

    Args:
        methods: of each key the name and the Multikey, the one that signs first.
    """
    return {
        "@context": [*CONTEXT, "https://w3id.org/security/multikey/v1"],
        "id": addresses.issuer,
        "type": ["Profile"],
        "name": district,
        "url": addresses.home,
        "verificationMethod": [
            {
                "id": method(addresses, name),
                "type": "Multikey",
                "controller": addresses.issuer,
                "publicKeyMultibase": multikey,
            }
            for name, multikey in methods
        ],
        "assertionMethod": [method(addresses, name) for name, _ in methods],
    }


def status(code: str, *, revoked: bool, reason: str, addresses: Addresses) -> Doc:
    """Whether one badge was revoked, as a list that names at most that one."""
    entry: Doc = {"id": addresses.check(code), "revoked": True, "revocationReason": reason}
    return {
        "id": addresses.status(code),
        "issuer": addresses.issuer,
        "revokedCredential": [entry] if revoked else [],
    }


def method(addresses: Addresses, name: str) -> str:
    """The address of a key within the issuer's profile."""
    return f"{addresses.issuer}#{name}"


def holder_of(check: str) -> str:
    """The holder of one badge: a name of no meaning, made of the badge's own address, so that two badges of one
    person cannot be told to be theirs by it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{check}#holder").urn


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def ends(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day."""
    return begins(day + timedelta(days=1), zone) - timedelta(seconds=1)


def moment(at: datetime) -> str:
    """A moment as badges spell it: 2026-11-24T05:00:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _identities(award: Award, email: str) -> list[Doc]:
    named: Doc = {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": award.name}
    if not email:
        return [named]
    # The salt differs from badge to badge and is the same each time this one is fetched.
    salt = hashlib.sha256(f"salt of {award.code}:{award.evidence}".encode()).hexdigest()[:16]
    hashed = hashlib.sha256(f"{email}{salt}".encode()).hexdigest()
    return [
        named,
        {
            "type": "IdentityObject",
            "identityType": "emailAddress",
            "hashed": True,
            "identityHash": f"sha256${hashed}",
            "salt": salt,
        },
    ]
