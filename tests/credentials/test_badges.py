"""Badges, checked as a stranger checks them: with other libraries than those that signed, by what the addresses say."""

import base64
import hashlib
import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jwt
import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from flask import Flask
from pymongo.database import Database

from plm.access import SYSTEM
from plm.app import create_app
from plm.credentials import actions, badges, signing
from plm.credentials.pages import badges as badge_pages
from plm.credentials.store import AWARDS
from plm.errors import Unavailable
from plm.people.model import Person
from plm.settings import Settings
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import ADA, DEE, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
FILE, TOKEN = f"/certificates/{CODE}/badge.json", f"/certificates/{CODE}/badge.jwt"
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@pytest.fixture
def done(cast: Database) -> Database:
    """Mateo has completed the course."""
    completed(cast, MATEO, publish(cast, edition(modules=(reading(), quiz(), reflection()))))
    return cast


def at(client: Browser, address: str) -> Any:
    """What stands at a full address of ours."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost"
    answer = client.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json


def unspelled(words: str) -> bytes:
    """The bytes of base58btc."""
    assert words[0] == "z"
    number = 0
    for letter in words[1:]:
        number = number * 58 + LETTERS.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def checked(token: str, stranger: Browser) -> dict[str, Any]:
    """The claims of a token, whose signature holds under the key that its own header names."""
    keys = jwt.PyJWKSet.from_dict(at(stranger, "http://localhost/badges/keys"))
    named = jwt.get_unverified_header(token)["kid"]
    key = next(one for one in keys.keys if one.key_id == named)
    return jwt.decode(token, key, algorithms=["ES256"], options={"verify_exp": False, "verify_nbf": False})


def test_a_strangers_library_accepts_the_token_by_the_published_keys(browse: Browse, done: Database) -> None:
    answer = browse(MATEO).get(TOKEN)
    assert answer.content_type == "application/vc+jwt"
    assert 'filename="badge-foundations-mateo-ortiz.jwt"' in answer.headers["Content-Disposition"]
    token = answer.get_data(as_text=True)
    claims = checked(token, browse(None))
    header = jwt.get_unverified_header(token)
    assert set(header) == {"alg", "typ", "kid"}
    assert (header["alg"], header["typ"]) == ("ES256", "JWT")
    # The name of the key leads to the key itself, and to its public half only.
    alone = at(browse(None), header["kid"])
    assert jwt.decode(token, jwt.PyJWK(alone), algorithms=["ES256"], options={"verify_nbf": False}) == claims
    assert "d" not in alone
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert datetime.fromtimestamp(claims["nbf"], UTC) == datetime.fromisoformat(claims["validFrom"])


def test_a_token_that_was_touched_is_refused(browse: Browse, done: Database) -> None:
    head, body, signature = browse(MATEO).get(TOKEN).get_data(as_text=True).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    claims["credentialSubject"]["creditsEarned"] = 300
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    with pytest.raises(jwt.InvalidSignatureError):
        checked(f"{head}.{forged}.{signature}", browse(None))


def test_a_badge_has_what_open_badges_ask_of_it(browse: Browse, done: Database) -> None:
    answer = browse(MATEO).get(FILE)
    assert answer.content_type == "application/json"
    found = answer.json
    assert found["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert found["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3.")
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert found["id"] == f"http://localhost/verify/{CODE}"
    assert found["name"] == "Foundations"
    assert found["validFrom"] == "2026-11-24T05:00:00Z"
    issuer = at(browse(None), found["issuer"]["id"])
    assert issuer["type"] == ["Profile"]
    assert issuer["name"] == found["issuer"]["name"] == "Alder County"
    subject = found["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["id"].startswith("urn:uuid:")
    assert subject["creditsEarned"] == 3.0
    achievement = at(browse(None), subject["achievement"]["id"])
    assert {"@context": achievement["@context"], **subject["achievement"]} == achievement
    for name in ("id", "type", "name", "description", "criteria", "achievementType", "creator"):
        assert achievement[name]
    assert achievement["criteria"]["narrative"] == "Every module."
    # The address of the badge is the page where a person checks it.
    assert "Mateo Ortiz" in browse(None).get(urlsplit(found["id"]).path).get_data(as_text=True)


def test_a_badge_knows_the_name_and_only_a_hash_of_the_address(browse: Browse, done: Database) -> None:
    text = browse(MATEO).get(FILE).get_data(as_text=True)
    for secret in (MATEO.email, "mateo@", "oak", "Oak", "Teacher", "North", "minutes", "sec1"):
        assert secret not in text
    named, mailed = json.loads(text)["credentialSubject"]["identifier"]
    assert (named["identityType"], named["identityHash"]) == ("name", "Mateo Ortiz")
    asked = hashlib.sha256(f"{MATEO.email}{mailed['salt']}".encode()).hexdigest()
    assert mailed == {
        "type": "IdentityObject",
        "identityType": "emailAddress",
        "hashed": True,
        "identityHash": f"sha256${asked}",
        "salt": mailed["salt"],
    }
    assert len(mailed["salt"]) == 16


def test_the_proof_inside_the_file_holds_under_the_issuers_profile(browse: Browse, done: Database) -> None:
    found = browse(MATEO).get(FILE).json
    proof = found.pop("proof")
    issuer = at(browse(None), found["issuer"]["id"])
    method = next(one for one in issuer["verificationMethod"] if one["id"] == proof["verificationMethod"])
    assert proof["verificationMethod"] in issuer["assertionMethod"]
    assert method["controller"] == issuer["id"]
    point = unspelled(method["publicKeyMultibase"])
    assert point[:2] == b"\x80\x24"
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[2:])
    signature = unspelled(proof.pop("proofValue")).rjust(64, b"\0")
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))

    def check(credential: dict[str, Any]) -> None:
        digest = b"".join(hashlib.sha256(rfc8785.dumps(one)).digest() for one in (proof, credential))
        key.verify(encode_dss_signature(r, s), digest, ec.ECDSA(hashes.SHA256()))

    check(found)
    assert proof["cryptosuite"] == "ecdsa-jcs-2019"
    found["credentialSubject"]["creditsEarned"] = 300.0
    with pytest.raises(InvalidSignature):
        check(found)


def test_the_same_badge_is_the_same_file(browse: Browse, done: Database) -> None:
    assert browse(MATEO).get(FILE).data == browse(DEE).get(FILE).data


def test_its_status_tells_of_a_revocation_and_of_nothing_else(browse: Browse, done: Database) -> None:
    found = browse(MATEO).get(FILE).json
    status = found["credentialStatus"]
    assert status["type"] == "1EdTechRevocationList"
    before = at(browse(None), status["id"])
    assert before == {"id": status["id"], "issuer": found["issuer"]["id"], "revokedCredential": []}
    actions.revoke(done, CODE, reason="Issued by mistake.", actor=SYSTEM, now=NOW)
    after = at(browse(None), status["id"])
    assert after["revokedCredential"] == [
        {"id": found["id"], "revoked": True, "revocationReason": "Issued by mistake."}
    ]
    for path in (FILE, TOKEN):
        answer = browse(MATEO).get(path)
        assert answer.status_code == 409
        assert "no badge of it any more" in answer.get_data(as_text=True)
    assert "Open Badge" not in browse(MATEO).get(f"/certificates/{CODE}").get_data(as_text=True)


def test_a_badge_ends_with_the_last_second_of_its_last_day(browse: Browse, done: Database) -> None:
    browse(MATEO).get(FILE)
    AWARDS.of(done).update_one({"_id": CODE}, {"$set": {"valid_until": "2029-06-30"}})
    found = browse(MATEO).get(FILE).json
    assert found["validUntil"] == "2029-07-01T03:59:59Z"
    claims = checked(browse(MATEO).get(TOKEN).get_data(as_text=True), browse(None))
    assert datetime.fromtimestamp(claims["exp"], UTC) == datetime(2029, 7, 1, 3, 59, 59, tzinfo=UTC)


def test_a_day_on_which_clocks_change_still_ends_at_midnight() -> None:
    assert badges.moment(badges.ends(date(2026, 11, 1), ZONE)) == "2026-11-02T04:59:59Z"


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (PRIYA, 200), (DEE, 200), (ADA, 200), (NADIA, 403), (OLU, 404), (FERN, 404)]
)
@pytest.mark.parametrize("path", [FILE, TOKEN])
def test_a_badge_is_for_those_who_may_see_the_certificate(
    browse: Browse, done: Database, path: str, who: Person, status: int
) -> None:
    assert browse(who).get(path).status_code == status


@pytest.mark.parametrize(
    "path",
    ["/badges/keys/nothing", "/badges/AAAA-AAAA-AAAA/status", "/badges/achievements/nothing",
     "/badges/achievements/foundations?edition=7"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browse: Browse, done: Database, path: str) -> None:
    assert browse(None).get(path).status_code == 404


def test_an_achievement_stays_as_it_was_when_the_course_goes_on(browse: Browse, done: Database) -> None:
    mine = browse(MATEO).get(FILE).json["credentialSubject"]["achievement"]
    publish(done, edition(title="Foundations anew", modules=(reading(), quiz())))
    stranger = browse(None)
    assert at(stranger, mine["id"])["name"] == "Foundations"
    assert stranger.get("/badges/achievements/foundations").json["name"] == "Foundations anew"
    assert browse(MATEO).get(FILE).json["credentialSubject"]["achievement"] == mine


def test_the_host_that_was_asked_does_not_enter_a_badge(browse: Browse, done: Database) -> None:
    text = browse(MATEO).get(FILE, headers={"Host": "evil.example"}).get_data(as_text=True)
    assert "evil.example" not in text


def test_without_the_extra_there_are_no_badges_and_everything_else_stays(
    browse: Browse, done: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(badge_pages, "signing", None)
    page = browse(MATEO).get(f"/certificates/{CODE}")
    assert page.status_code == 200
    assert "Open Badge" not in page.get_data(as_text=True)
    for path in (FILE, TOKEN, "/badges/keys", "/badges/issuer"):
        answer = browse(MATEO).get(path)
        assert answer.status_code == 404
        assert "makes no badges yet" in answer.get_data(as_text=True)


# ── the key ───────────────────────────────────────────────────────────────────────────────────────


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = signing.keys("", tmp_path / "instance")
    path = tmp_path / "instance" / "badge_key.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing.keys("", tmp_path / "instance").signing.name == first.signing.name
    assert [one.name for one in path.parent.iterdir()] == ["badge_key.pem"]


def test_of_many_who_begin_at_once_all_hold_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as several:
        names = set(several.map(lambda _: signing.keys("", tmp_path).signing.name, range(24)))
    assert len(names) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["badge_key.pem"]


def test_after_a_rotation_earlier_badges_hold_and_the_earlier_key_signs_no_more(
    browse: Browse, done: Database, settings: Settings
) -> None:
    token = browse(MATEO).get(TOKEN).get_data(as_text=True)
    before = signing.keys("", settings.instance).signing.name
    after = signing.rotate(settings.instance)
    assert after.signing.name != before
    assert [key.private is None for key in after.all] == [False, True]
    checked(token, browse(None))
    fresh = browse(MATEO).get(TOKEN).get_data(as_text=True)
    assert jwt.get_unverified_header(fresh)["kid"].endswith(after.signing.name)
    checked(fresh, browse(None))
    assert len(signing.rotate(settings.instance).all) == 3
    assert stat.S_IMODE((settings.instance / "badge_key.pem").stat().st_mode) == 0o600


def pem(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def test_a_district_brings_its_own_key_as_text_or_as_a_file(tmp_path: Path) -> None:
    text = pem(ec.generate_private_key(ec.SECP256R1()))
    (tmp_path / "ours.pem").write_text(text)
    name = signing.keys(text, tmp_path).signing.name
    assert signing.keys(str(tmp_path / "ours.pem"), tmp_path).signing.name == name
    assert not (tmp_path / "badge_key.pem").exists()


@pytest.mark.parametrize(
    "given",
    [
        "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        "/nowhere/key.pem",
    ],
)
def test_a_key_that_cannot_sign_is_refused_in_a_sentence(tmp_path: Path, given: str) -> None:
    with pytest.raises(Unavailable) as refused:
        signing.keys(given, tmp_path)
    assert "P-256" in refused.value.message or "cannot read" in refused.value.message


def test_an_unusable_key_takes_the_badges_away_and_nothing_else(
    cast: Database, settings: Settings, tmp_path: Path
) -> None:
    app: Flask = create_app(
        Settings(secret_key=settings.secret_key, instance=tmp_path, badge_key="/nowhere/key.pem"),
        cast,
        clock=lambda: NOW,
    )
    client = app.test_client()
    assert client.get("/badges/keys").status_code == 503
    assert client.get("/verify").status_code == 200


def test_signatures_that_begin_with_a_zero_keep_their_length() -> None:
    assert signing._base58(b"\0\0\x01") == "z112"
