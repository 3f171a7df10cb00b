"""The tables of the registry, one module a subject."""

from hanse.hub.organisations.models.changes import Change, Revision, SearchEntry
from hanse.hub.organisations.models.finding import DuplicatePair, Import, Merge, SavedSearch
from hanse.hub.organisations.models.joining import Reminder, Submission
from hanse.hub.organisations.models.membership import Cooperation, Membership
from hanse.hub.organisations.models.organisation import Identifier, Label, Organisation
from hanse.hub.organisations.models.people import Invitation, JoinRequest, Seat
from hanse.hub.organisations.models.privacy import Consent, ContactAccess

__all__ = [
    "Change",
    "Consent",
    "ContactAccess",
    "Cooperation",
    "DuplicatePair",
    "Identifier",
    "Import",
    "Invitation",
    "JoinRequest",
    "Label",
    "Membership",
    "Merge",
    "Organisation",
    "Reminder",
    "Revision",
    "SavedSearch",
    "SearchEntry",
    "Seat",
    "Submission",
]
