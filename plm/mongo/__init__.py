"""MongoDB as PLM uses it: collections that declare their indexes, transactions, one client."""

from plm.mongo.collection import Collection, Index
from plm.mongo.connect import connect
from plm.mongo.transaction import transactional

__all__ = ["Collection", "Index", "connect", "transactional"]
