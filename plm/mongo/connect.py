"""One client for a process, set so that an acknowledged write survives.

Majority writes with the journal were measured to lose nothing over primary and server kills, while
weaker settings did lose acknowledged writes; see `docs/reliability.md`.
"""

from datetime import UTC
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ConfigurationError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

from plm.errors import Unavailable

DEFAULTS: dict[str, Any] = {
    "appname": "plm",
    "serverSelectionTimeoutMS": 20_000,
    "connectTimeoutMS": 2_000,
    # Without a limit a hung primary is waited for until the network gives up.
    "socketTimeoutMS": 10_000,
    "maxPoolSize": 64,
}


def connect(uri: str, database: str = "plm", **options: Any) -> Database:
    """Open the database.

    Args:
        uri: names a replica set; a standalone server has no transactions and is refused.
        options: further options of `MongoClient`; tests and reports lengthen time-outs.

    Raises:
        Unavailable: nobody answers, the password is wrong, or the server is no replica set.
    """
    try:
        named = {name.lower() for name in parse_uri(uri, connect_timeout=5)["options"]}
        # What the address itself says wins.
        chosen = {name: value for name, value in (DEFAULTS | options).items() if name.lower() not in named}
        client: MongoClient = MongoClient(uri, tz_aware=True, **chosen)
        hello = client.admin.command("hello")
    except ConfigurationError as error:
        raise Unavailable(f"PLM_MONGODB_URI cannot be read: {error}.") from None
    except OperationFailure as error:
        raise Unavailable(
            f"MongoDB refused PLM ({(error.details or {}).get('errmsg', error)}). "
            "Check the name and password in PLM_MONGODB_URI."
        ) from None
    except PyMongoError as error:
        raise Unavailable(
            f"MongoDB does not answer ({str(error).split(',')[0]}). "
            "Is the server of PLM_MONGODB_URI running and reachable?"
        ) from None
    if "setName" not in hello:
        client.close()
        raise Unavailable(
            "The MongoDB of PLM_MONGODB_URI is not a replica set, and PLM needs transactions. "
            "Start mongod with --replSet and run rs.initiate() once; one member is enough."
        )
    return client.get_database(
        database,
        codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
        write_concern=WriteConcern(w="majority", j=True, wtimeout=10_000),
        read_concern=ReadConcern("majority"),
    )
