"""PLM's own MongoDB: the real mongod from the `embedded` extra, as a replica set of one on the loopback.

It is for one host. A larger installation names its own replica set in `PLM_MONGODB_URI`.
"""

from plm.mongo.embedded.machine import EmbeddedError, Machine
from plm.mongo.embedded.server import Running, attach, start

__all__ = ["EmbeddedError", "Machine", "Running", "attach", "start"]
