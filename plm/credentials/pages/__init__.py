"""The pages of credentials: certificates and their check, the record, badges, and everything about credit."""

from plm.credentials.pages import badges, certificates, goals, kinds, recognitions, records, signoffs
from plm.credentials.pages.blueprint import pages

__all__ = ["badges", "certificates", "goals", "kinds", "pages", "recognitions", "records", "signoffs"]
