"""Open to machines: how often one may ask, whose data it is, how long files are kept."""

from __future__ import annotations

import environ

__all__ = [
    "HANSE_API_RATE",
    "HANSE_API_RATE_KEY",
    "HANSE_DATA_LICENCE",
    "HANSE_EXPORTS_KEPT",
    "HANSE_PUBLISHER",
]

env = environ.Env()

# Requests a minute: from one address, and with one key
HANSE_API_RATE = env.int("HANSE_API_RATE", default=120)
HANSE_API_RATE_KEY = env.int("HANSE_API_RATE_KEY", default=1200)

# What the catalogue and the manifest say of the registry's data
HANSE_PUBLISHER = env.str("HANSE_PUBLISHER", default="Hanse")
HANSE_DATA_LICENCE = env.str(
    "HANSE_DATA_LICENCE", default="https://creativecommons.org/licenses/by/4.0/"
)

# Sets of bulk files that are kept
HANSE_EXPORTS_KEPT = env.int("HANSE_EXPORTS_KEPT", default=7)
