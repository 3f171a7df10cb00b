"""A typed client of a hub's API::

    from hanse.client import Hanse

    hanse = Hanse("https://hub.example.org")
    for organisation in hanse.organisations(country=["AT", "DE"]):
        print(organisation["name"])

Answers are plain dicts: `pandas.DataFrame(hanse.organisations(country="AT"))` is a data frame.
Needs the extra `client` (httpx); nothing else of Hanse's is imported.
"""

from hanse.client.errors import ApiError, ChangedError, NotFoundError
from hanse.client.hanse import Hanse

__all__ = ["ApiError", "ChangedError", "Hanse", "NotFoundError"]
