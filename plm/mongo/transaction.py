"""A transaction is a decorator; an action inside an action joins it."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pymongo.database import Database
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

P = ParamSpec("P")
R = TypeVar("R")

# Whether this thread of work already runs inside a transaction.
_inside: ContextVar[bool] = ContextVar("plm_inside_transaction", default=False)


def inside() -> bool:
    """Whether this thread of work runs inside a transaction."""
    return _inside.get()


def transactional(action: Callable[Concatenate[Database, P], R]) -> Callable[Concatenate[Database, P], R]:
    """Run the action's reads and writes as one: all of them, or none.

    MongoDB may run the action more than once when it meets a conflict, so the action must do nothing
    but read and write the database. Inside `ClientSession.bind` every operation of the client uses
    the session, so stores never pass one.
    """

    @wraps(action)
    def whole(db: Database, *args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            return action(db, *args, **kwargs)

        def run(_: Any) -> R:
            return action(db, *args, **kwargs)

        token = _inside.set(True)
        try:
            with db.client.start_session() as session, session.bind(end_session=False):
                return session.with_transaction(
                    run,
                    read_concern=ReadConcern("snapshot"),
                    write_concern=WriteConcern(w="majority", j=True, wtimeout=10_000),
                )
        finally:
            _inside.reset(token)

    return whole
