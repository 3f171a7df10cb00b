"""How the registry works: whose criteria, how often people are reminded, how long data is kept."""

from __future__ import annotations

import environ

__all__ = [
    "HANSE_INVITATION_DAYS",
    "HANSE_KEEP_CONSENTS_DAYS",
    "HANSE_KEEP_CONTACT_ACCESS_DAYS",
    "HANSE_KEEP_DRAFTS_DAYS",
    "HANSE_KEEP_INVITATIONS_DAYS",
    "HANSE_KEEP_REQUESTS_DAYS",
    "HANSE_LISTING_PROGRAMME",
    "HANSE_REMINDER_MONTHS",
    "HANSE_STALE_MONTHS",
]

env = environ.Env()

# Joining: the programme whose criteria decide (`hanse.hub.organisations.criteria.PROGRAMMES`)
HANSE_LISTING_PROGRAMME = env.str("HANSE_LISTING_PROGRAMME", default="eccp")
HANSE_INVITATION_DAYS = env.int("HANSE_INVITATION_DAYS", default=14)

# Freshness: months without confirmation after which people are reminded, and a profile is stale
HANSE_REMINDER_MONTHS = [
    int(months) for months in env.list("HANSE_REMINDER_MONTHS", default=["6", "11"])
]
HANSE_STALE_MONTHS = env.int("HANSE_STALE_MONTHS", default=12)

# Retention: days that data about people is kept once it has served its purpose; 0 keeps it
HANSE_KEEP_CONTACT_ACCESS_DAYS = env.int("HANSE_KEEP_CONTACT_ACCESS_DAYS", default=365)
HANSE_KEEP_INVITATIONS_DAYS = env.int("HANSE_KEEP_INVITATIONS_DAYS", default=90)
HANSE_KEEP_REQUESTS_DAYS = env.int("HANSE_KEEP_REQUESTS_DAYS", default=365)
HANSE_KEEP_CONSENTS_DAYS = env.int("HANSE_KEEP_CONSENTS_DAYS", default=1095)
HANSE_KEEP_DRAFTS_DAYS = env.int("HANSE_KEEP_DRAFTS_DAYS", default=730)
