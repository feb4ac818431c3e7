"""Open Badges: the signed file for its holder, and what anybody needs to check it.

What is public answers with JSON that any site may read, because wallets and checkers run in browsers.
"""

import json
from typing import Any

from flask import Response, request

from plm.credentials import actions
from plm.credentials import badges as said
from plm.credentials.pages.blueprint import full, pages
from plm.errors import NotFound
from plm.web import context
from plm.web.context import public
from plm.web.words import slug

try:
    from plm.credentials import signing
except ImportError:
    signing = None  # type: ignore[assignment]  # the extra `badges` is not installed; `offered` says so


def offered() -> bool:
    """Whether badges are made here."""
    return signing is not None


@pages.get("/certificates/<code>/badge.json")
def badge(code: str) -> Response:
    """The badge as one file, its signature inside."""
    keys, earned = _keys(), _earned(code)
    key, addresses = keys.signing, _addresses()
    signed = signing.proven(
        _credential(earned),
        key,
        method=said.method(addresses, key.name),
        created=said.moment(earned.award.written_at),
    )
    return _file(json.dumps(signed, ensure_ascii=False, indent=2), "application/json", f"{_name(earned)}.json")


@pages.get("/certificates/<code>/badge.jwt")
def badge_token(code: str) -> Response:
    """The badge as a signed token (VC-JWT), which most wallets and checkers take."""
    keys, earned = _keys(), _earned(code)
    credential, key = _credential(earned), keys.signing
    token = signing.token(credential, said.claims(credential), key, full(".badge_key", key=key.name))
    return _file(token, "application/vc+jwt", f"{_name(earned)}.jwt")


@pages.get("/badges/issuer")
@public
def badge_issuer() -> Response:
    """Who issues the badges, and with which keys."""
    methods = tuple((key.name, key.multikey()) for key in _keys().all)
    return _open(said.profile(district=context.settings().district, addresses=_addresses(), methods=methods))


@pages.get("/badges/keys")
@public
def badge_keys() -> Response:
    """All public keys (JWKS), the one that signs first."""
    return _open({"keys": [key.jwk(full(".badge_key", key=key.name)) for key in _keys().all]})


@pages.get("/badges/keys/<key>")
@public
def badge_key(key: str) -> Response:
    """One public key (JWK), which stands where the tokens it signed say."""
    if (found := _keys().named(key)) is None:
        raise NotFound("There is no such key.")
    return _open(found.jwk(full(".badge_key", key=key)))


@pages.get("/badges/achievements/<slug>")
@public
def badge_achievement(slug: str) -> Response:
    """What a badge was given for: the course, in the edition asked for or the newest."""
    number = request.args.get("edition", 0, type=int)
    edition = actions.achievement(context.db(), slug, number)
    found = said.achievement(edition, district=context.settings().district, addresses=_addresses())
    return _open({"@context": said.CONTEXT, **found})


@pages.get("/badges/<code>/status")
@public
def badge_status(code: str) -> Response:
    """Whether a badge was revoked; the list names this one or nothing."""
    award = actions.revocation(context.db(), code, zone=context.settings().zone, now=context.now())
    revoked = award.revoked_at is not None
    return _open(said.status(award.code, revoked=revoked, reason=award.reason, addresses=_addresses()))


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _keys() -> "signing.Keys":
    """The issuer's keys.

    Raises:
        NotFound: badges are not made here.
        Unavailable: the key cannot be read.
    """
    if signing is None:
        raise NotFound("This PLM makes no badges yet; whoever runs it can add them.", code="no-badges")
    return signing.keys(context.settings().badge_key, context.settings().instance)


def _earned(code: str) -> actions.Earned:
    return actions.badge(context.db(), code, actor=context.actor(), zone=context.zone(), now=context.now())


def _credential(earned: actions.Earned) -> said.Doc:
    settings = context.settings()
    return said.credential(
        earned.award,
        earned.edition,
        email=earned.email,
        district=settings.district,
        zone=settings.zone,
        addresses=_addresses(),
    )


def _addresses() -> said.Addresses:
    return said.Addresses(
        home=context.settings().base_url,
        issuer=full(".badge_issuer"),
        achievement=lambda course, number: full(".badge_achievement", slug=course, edition=number),
        check=lambda code: full(".verify", code=code),
        status=lambda code: full(".badge_status", code=code),
    )


def _name(earned: actions.Earned) -> str:
    return f"badge-{earned.award.course}-{slug(earned.award.name)}"


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text.encode(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _open(what: dict[str, Any]) -> Response:
    return Response(
        json.dumps(what, ensure_ascii=False, indent=2).encode(),
        content_type="application/json",
        headers={"Access-Control-Allow-Origin": "*"},
    )
