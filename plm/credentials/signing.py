"""Signing Open Badges: the issuer's keys, and the two ways a badge carries its signature.

Stands on the extra `badges`; whoever imports this module does without it where the extra is not installed.
The key file holds PEM blocks: the first is a private P-256 key and signs, the others only tell that what they
signed before is still ours. Sources: RFC 7515 to 7519 (tokens), RFC 7638 (the name of a key), RFC 8785 (canonical
JSON), W3C Data Integrity ECDSA Cryptosuites 1.0 (`ecdsa-jcs-2019`), W3C Controlled Identifiers 1.0 (Multikey).
"""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.jwk import ECKey

from plm.errors import Unavailable

ALGORITHM = "ES256"

_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)
_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_P256 = b"\x80\x24"
"""What stands before a compressed P-256 key in a Multikey."""


@dataclass(frozen=True)
class Key:
    """One key of the issuer; `private` is None when it signs no more."""

    public: ec.EllipticCurvePublicKey
    private: ec.EllipticCurvePrivateKey | None = None

    @property
    def name(self) -> str:
        """The key's thumbprint, by which its address is made."""
        return self._jose().thumbprint()

    def jwk(self, address: str) -> dict[str, Any]:
        """The public half, for programs that check tokens.

        Args:
            address: where this key is published.
        """
        return {**self._jose().as_dict(private=False), "kid": address, "use": "sig", "alg": ALGORITHM}

    def multikey(self) -> str:
        """The public half, for programs that check a proof inside the file."""
        point = self.public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        return _base58(_P256 + point)

    def _jose(self) -> ECKey:
        pem = self.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return ECKey.import_key(pem)


@dataclass(frozen=True)
class Keys:
    """The keys of the issuer: the first signs, all are published."""

    all: tuple[Key, ...]

    @property
    def signing(self) -> Key:
        """The key that signs."""
        return self.all[0]

    def named(self, name: str) -> Key | None:
        """The key with this thumbprint."""
        return next((key for key in self.all if key.name == name), None)


def keys(given: str, instance: Path) -> Keys:
    """The issuer's keys, made at first use where the district brought none.

    Args:
        given: PEM blocks, or the path of a file that holds them; empty for `instance/badge_key.pem`.

    Raises:
        Unavailable: there is no key to read, none can be made, or it is no P-256 key.
    """
    if "-----BEGIN" in given:
        return _read(given, "PLM_BADGE_KEY")
    path = Path(given) if given else instance / "badge_key.pem"
    try:
        if not given and not path.exists():
            _keep_first(path)
        return _read(path.read_text(encoding="ascii"), str(path))
    except (OSError, UnicodeDecodeError):
        raise Unavailable(
            f"PLM cannot read or make the key of its badges at {path}. Make the folder writable, "
            "or name a key in PLM_BADGE_KEY."
        ) from None


def rotate(instance: Path) -> Keys:
    """Make a new key sign from now on; what the earlier ones signed stays checkable, but they sign no more.

    Raises:
        Unavailable: as `keys`.
    """
    earlier = keys("", instance)
    path = instance / "badge_key.pem"
    text = _new_pem() + "".join(_public_pem(key) for key in earlier.all)
    _beside(path, text).replace(path)
    return keys("", instance)


def token(credential: Mapping[str, Any], claims: Mapping[str, Any], key: Key, address: str) -> str:
    """The credential as a signed token (VC-JWT).

    Args:
        claims: the registered claims that repeat parts of the credential.
        address: where the public half of the key is published.

    Raises:
        Unavailable: the key signs no more.
    """
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": address}
    pem = _private(key).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return jwt.encode(header, {**credential, **claims}, ECKey.import_key(pem), algorithms=[ALGORITHM])


def proven(credential: Mapping[str, Any], key: Key, *, method: str, created: str) -> dict[str, Any]:
    """The credential with a proof inside (`ecdsa-jcs-2019`). The same credential always gets the same proof.

    Args:
        method: address of the verification method in the issuer's profile.
        created: moment of signing, ISO 8601 in UTC.

    Raises:
        Unavailable: the key signs no more.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-jcs-2019",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    stated = {"@context": credential["@context"], **proof}
    digest = hashlib.sha256(rfc8785.dumps(stated)).digest() + hashlib.sha256(rfc8785.dumps(dict(credential))).digest()
    signed = _private(key).sign(digest, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(signed)
    return {**credential, "proof": {**stated, "proofValue": _base58(r.to_bytes(32, "big") + s.to_bytes(32, "big"))}}


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _private(key: Key) -> ec.EllipticCurvePrivateKey:
    if key.private is None:
        raise Unavailable("The first key of PLM's badges must be a private one.")
    return key.private


def _read(text: str, where: str) -> Keys:
    """The keys of these PEM blocks."""
    found = []
    for block in _BLOCK.finditer(text):
        pem = block.group(0).encode()
        try:
            if "PRIVATE" in block.group(1):
                private = serialization.load_pem_private_key(pem, password=None)
                found.append(Key(_p256(private.public_key(), where), private))  # type: ignore[arg-type]  # its public half is P-256
            else:
                found.append(Key(_p256(serialization.load_pem_public_key(pem), where)))
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise _unusable(where) from None
    if not found or found[0].private is None:
        raise _unusable(where)
    return Keys(tuple(found))


def _p256(key: object, where: str) -> ec.EllipticCurvePublicKey:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _unusable(where)
    return key


def _unusable(where: str) -> Unavailable:
    return Unavailable(
        f"{where} does not begin with a private P-256 key in PEM without a password. "
        "Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
    )


def _keep_first(path: Path) -> None:
    """Make the first key. Of two processes that begin at once, one key stands, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path, _new_pem())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass  # The other process was first; its key is the key.
    finally:
        beside.unlink()


def _beside(path: Path, text: str) -> Path:
    """A file of its own beside `path`, which only the owner may read."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _new_pem() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _public_pem(key: Key) -> str:
    return key.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _base58(raw: bytes) -> str:
    """Multibase base58btc: `z`, then the number in 58 letters. Neither keys nor signatures of ours begin with zeros
    that would be lost: a key begins with 0x80, and a leading zero of a signature is kept as a leading 1."""
    rest, said = int.from_bytes(raw, "big"), ""
    while rest:
        rest, digit = divmod(rest, 58)
        said = _LETTERS[digit] + said
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + said
