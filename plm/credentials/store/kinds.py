"""The district's kinds of credit and renewal areas, by key."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from pymongo.database import Database

from plm.credentials.model import Area, Kind, Signer
from plm.errors import NotFound, RuleBroken
from plm.mongo import Collection
from plm.mongo.collection import Doc

KINDS = Collection("credit_kinds")
AREAS = Collection("renewal_areas")

_EVERY = {"_id": {"$gt": ""}}
"""All of them, by the index."""


_STALE = timedelta(minutes=1)
_kept: dict[str, tuple[datetime, dict[str, Kind]]] = {}


class Kinds:
    """What can be asked about kinds of credit."""

    def __init__(self, db: Database) -> None:
        self._docs = KINDS.of(db)

    def all(self) -> dict[str, Kind]:
        """Every kind by its key, as lists show them."""
        found = [_kind_from(doc) for doc in self._docs.find(_EVERY)]
        return {one.key: one for one in sorted(found, key=lambda one: (one.place, one.name))}

    def lately(self, *, now: datetime) -> dict[str, Kind]:
        """`all`, as they were at most a minute ago: for pages that everybody opens all day."""
        kept = _kept.get(self._docs.database.name)
        if kept is None or not timedelta(0) <= now - kept[0] < _STALE:
            kept = now, self.all()
            _kept[self._docs.database.name] = kept
        return kept[1]

    def get(self, key: str) -> Kind:
        """One kind.

        Raises:
            NotFound: the district keeps no such kind.
        """
        if (doc := self._docs.find_one({"_id": key})) is None:
            raise NotFound("There is no such kind of credit.")
        return _kind_from(doc)

    def add(self, kind: Kind) -> None:
        """Keep one more.

        Raises:
            RuleBroken: another kind has the key.
        """
        written = self._docs.update_one({"_id": kind.key}, {"$setOnInsert": _kind_to(kind)}, upsert=True)
        if written.upserted_id is None:
            raise RuleBroken("Another kind has this key.", code="key")

    def save(self, kind: Kind) -> None:
        """Keep a kind as it is now."""
        self._docs.update_one({"_id": kind.key}, {"$set": _kind_to(kind)})

    def begin_with(self, kinds: Iterable[Kind]) -> None:
        """Keep those of these that are not kept yet; what the district has changed stays."""
        known = self.all()
        for kind in kinds:
            if kind.key not in known:
                self._docs.update_one({"_id": kind.key}, {"$setOnInsert": _kind_to(kind)}, upsert=True)


class Areas:
    """What can be asked about renewal areas."""

    def __init__(self, db: Database) -> None:
        self._docs = AREAS.of(db)

    def all(self) -> dict[str, Area]:
        """Every area by its key, as lists show them."""
        found = [_area_from(doc) for doc in self._docs.find(_EVERY)]
        return {one.key: one for one in sorted(found, key=lambda one: (one.place, one.name))}

    def get(self, key: str) -> Area:
        """One area.

        Raises:
            NotFound: the district keeps no such area.
        """
        if (doc := self._docs.find_one({"_id": key})) is None:
            raise NotFound("There is no such area.")
        return _area_from(doc)

    def add(self, area: Area) -> None:
        """Keep one more.

        Raises:
            RuleBroken: another area has the key.
        """
        written = self._docs.update_one({"_id": area.key}, {"$setOnInsert": _area_to(area)}, upsert=True)
        if written.upserted_id is None:
            raise RuleBroken("Another area has this key.", code="key")

    def save(self, area: Area) -> None:
        """Keep an area as it is now."""
        self._docs.update_one({"_id": area.key}, {"$set": _area_to(area)})

    def begin_with(self, areas: Iterable[Area]) -> None:
        """Keep those of these that are not kept yet; what the district has changed stays."""
        known = self.all()
        for area in areas:
            if area.key not in known:
                self._docs.update_one({"_id": area.key}, {"$setOnInsert": _area_to(area)}, upsert=True)


def _kind_to(kind: Kind) -> Doc:
    return {
        "name": kind.name,
        "one": kind.one,
        "many": kind.many,
        "per": float(kind.per),
        "step": float(kind.step),
        "signers": list(kind.signers),
        "renewal": kind.renewal,
        "salary": kind.salary,
        "goal": float(kind.goal),
        "goal_years": kind.goal_years,
        "repeat_months": kind.repeat_months,
        "repeat_share": float(kind.repeat_share),
        "prior_months": kind.prior_months,
        "active": kind.active,
        "place": kind.place,
    }


def _kind_from(doc: Doc) -> Kind:
    return Kind(
        key=doc["_id"],
        name=doc["name"],
        one=doc["one"],
        many=doc["many"],
        per=Decimal(str(doc["per"])),
        step=Decimal(str(doc["step"])),
        signers=tuple(Signer(one) for one in doc["signers"]),
        renewal=doc["renewal"],
        salary=doc["salary"],
        goal=Decimal(str(doc["goal"])),
        goal_years=doc["goal_years"],
        repeat_months=doc["repeat_months"],
        repeat_share=Decimal(str(doc["repeat_share"])),
        prior_months=doc["prior_months"],
        active=doc["active"],
        place=doc["place"],
    )


def _area_to(area: Area) -> Doc:
    return {"name": area.name, "least": float(area.least), "place": area.place}


def _area_from(doc: Doc) -> Area:
    return Area(key=doc["_id"], name=doc["name"], least=Decimal(str(doc["least"])), place=doc["place"])
