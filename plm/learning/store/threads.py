"""A course with what has come to its learner in it, in one command."""

from dataclasses import dataclass

from pymongo.database import Database

from plm.catalog.kinds import Audience
from plm.enrollment.model import Enrollment
from plm.enrollment.store import ENROLLMENTS
from plm.enrollment.store.documents import enrollment_from
from plm.errors import NotFound
from plm.learning.store.submissions import SUBMISSIONS
from plm.mongo.collection import Doc


@dataclass(frozen=True)
class Answered:
    """Replies to a reflection that its writer has not seen.

    Attributes:
        names: of those who wrote them, each once.
    """

    module: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Followed:
    """An enrollment with what its learner has not seen yet.

    Attributes:
        team_wrote: whether colleagues of the school wrote something for their team.
    """

    enrollment: Enrollment
    answered: tuple[Answered, ...]
    team_wrote: bool


class Threads:
    """What can be asked about courses as their learners follow them."""

    def __init__(self, db: Database) -> None:
        self._docs = ENROLLMENTS.of(db)

    def get(self, enrollment: str, *, reader: str, school: str) -> Followed:
        """One enrollment, with news only for its own learner.

        Args:
            school: where the reader works.

        Raises:
            NotFound: no such enrollment.
        """
        steps: list[Doc] = [{"$match": {"_id": enrollment}}, _replies(reader), _team(reader, school)]
        for doc in self._docs.aggregate(steps):
            found = enrollment_from(doc)
            own = found.person == reader
            return Followed(found, _answered(doc["replied"]) if own else (), team_wrote=own and bool(doc["team"]))
        raise NotFound("There is no such enrollment.")


def _replies(reader: str) -> Doc:
    """The reader's own reflections with replies that wait to be seen."""
    waiting = {"person": reader, "replies": {"$elemMatch": {"seen_at": None}}}
    return {
        "$lookup": {
            "from": SUBMISSIONS.name,
            "localField": "_id",
            "foreignField": "enrollment",
            "pipeline": [{"$match": waiting}, {"$project": {"module": 1, "replies": 1}}],
            "as": "replied",
        }
    }


def _team(reader: str, school: str) -> Doc:
    """One reflection of a colleague, if there is any."""
    theirs = {"school": school, "open_to": Audience.TEAM.value, "person": {"$ne": reader}}
    return {
        "$lookup": {
            "from": SUBMISSIONS.name,
            "localField": "course",
            "foreignField": "course",
            "pipeline": [{"$match": theirs}, {"$limit": 1}, {"$project": {"_id": 1}}],
            "as": "team",
        }
    }


def _answered(docs: list[Doc]) -> tuple[Answered, ...]:
    return tuple(
        Answered(doc["module"], tuple(dict.fromkeys(one["name"] for one in doc["replies"] if one["seen_at"] is None)))
        for doc in docs
    )
