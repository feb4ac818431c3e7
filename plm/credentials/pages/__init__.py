"""The pages of credentials: certificates and their check, the record, badges."""

from plm.credentials.pages import badges, certificates, records
from plm.credentials.pages.blueprint import pages

__all__ = ["badges", "certificates", "pages", "records"]
