"""The client: calls that wait when they must, and lists that turn their pages themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypedDict, Unpack

import httpx

from hanse.client import calls, models
from hanse.client.errors import build_error
from hanse.client.requests import Call, Shape

PAGE = 500
MOST_WAITS = 5
_TRY_AGAIN = (429, 502, 503, 504)


class Filters(TypedDict, total=False):
    """The filters of the search page; values of one are alternatives."""

    q: str
    kind: Any
    country: str | list[str]
    region: str | list[str]
    ecosystem: str | list[str]
    emerging_industry: str | list[str]
    technology: str | list[str]
    s3_priority: str | list[str]
    label: str | list[str]
    language: str | list[str]
    size: str | list[str]
    cooperation: Any
    social_economy: Any
    support_service: str | list[str]
    box: str


class Hanse:
    """A hub's API.

    Parameters
    ----------
    address : of the hub, "https://hub.example.org".
    key : made on the page *Open data → Keys*; reading what is public needs none.
    timeout : seconds to wait for an answer.
    transport : of httpx, for tests and proxies.
    sleep : waits that many seconds; for tests.
    """

    def __init__(
        self,
        address: str,
        *,
        key: str | None = None,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"User-Agent": "hanse-client", "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers=headers,
            timeout=timeout,
            transport=transport,
            follow_redirects=True,
        )

    def __enter__(self) -> Hanse:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def organisations(
        self, *, sort: Any = None, **filters: Unpack[Filters]
    ) -> Iterator[models.Organisation]:
        """Every listed organisation that fits, page by page."""
        return self._turn(
            lambda cursor: self.ask(
                calls.list_organisations(**filters, sort=sort, limit=PAGE, cursor=cursor)
            )
        )

    def organisation(self, key: str) -> models.OrganisationDetail:
        """One organisation; NotFoundError where there is none."""
        return self.ask(calls.get_organisation(key))

    def counts(self, **filters: Unpack[Filters]) -> models.Counts:
        """How many organisations fit, by the values of each facet."""
        return self.ask(calls.count_organisations(**filters))

    def memberships(
        self, *, group: str | None = None, member: str | None = None
    ) -> Iterator[models.Membership]:
        """Who belongs to what."""
        return self._turn(
            lambda cursor: self.ask(
                calls.list_memberships(group=group, member=member, limit=PAGE, cursor=cursor)
            )
        )

    def cooperation(self, *, organisation: str | None = None) -> Iterator[models.Cooperation]:
        """Who works with whom."""
        return self._turn(
            lambda cursor: self.ask(
                calls.list_cooperation(organisation=organisation, limit=PAGE, cursor=cursor)
            )
        )

    def changes(self, *, after: int = 0, records: bool = False) -> Iterator[models.Change]:
        """What changed after a number; keep `change["change"]` of the last one for next time."""
        while True:
            page = self.ask(calls.list_changes(after=after, limit=PAGE, records=records))
            yield from page["items"]
            if not page["more"]:
                return
            after = page["last"]

    def last_change(self) -> int:
        """Number of the newest change: begin to follow from here after a bulk download."""
        after = 0
        while (page := self.ask(calls.list_changes(after=after, limit=1000)))["more"]:
            after = page["last"]
        return page["last"]

    def runs(self) -> list[models.Run]:
        """The published results of the observatory, the hub's own first."""
        return self.ask(calls.list_all_runs())

    def ratings(
        self,
        run: str,
        *,
        region: str | None = None,
        group: str | None = None,
        period: str | None = None,
        at_least: int | None = None,
    ) -> Iterator[models.Rating]:
        """Statistical clusters of a run."""
        return self._turn(
            lambda cursor: self.ask(
                calls.list_ratings(
                    run,
                    region=region,
                    group=group,
                    period=period,
                    at_least=at_least,
                    limit=PAGE,
                    cursor=cursor,
                )
            )
        )

    def vocabulary(self, id: str) -> models.Vocabulary:
        """A list that values are chosen from."""
        return self.ask(calls.get_one_vocabulary(id))

    def me(self) -> models.KeyOwner:
        """What the key may do."""
        return self.ask(calls.get_me())

    def create(self, organisation: models.OrganisationIn) -> models.OrganisationDetail:
        """A new draft, of which the key's owner is the owner."""
        made: models.OrganisationDetail = self._send(
            "POST", "/organisations", json=organisation
        ).json()
        return made

    def change(
        self, key: str, values: Mapping[str, Any], *, revision: int | None = None
    ) -> models.OrganisationDetail:
        """Change an organisation of the key's owner.

        With `revision`, that of the profile as it was read, ChangedError says that somebody was
        faster; without it the profile is read now.
        """
        path = f"/organisations/{key}"
        read = self._send("GET", path)
        if revision is not None and read.json()["revision"] != revision:
            raise build_error(412, {"title": "Precondition Failed", "detail": "It has changed."})
        body: models.OrganisationPatch = {"values": dict(values)}
        headers = {"If-Match": read.headers["ETag"]}
        changed: models.OrganisationDetail = self._send(
            "PATCH", path, json=body, headers=headers
        ).json()
        return changed

    def ask(self, call: Call[Shape]) -> Shape:
        """The answer to a call of `hanse.client.calls`."""
        answer: Shape = self._send("GET", call.path, params=list(call.query)).json()
        return answer

    def _turn(self, read: Callable[[str | None], Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = read(cursor)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer; waits as long as the API says, and tries reads again after a fault."""
        for waits in range(MOST_WAITS + 1):
            answer = self._http.request(method, path, **options)
            may_repeat = answer.status_code == 429 or method == "GET"
            if answer.status_code in _TRY_AGAIN and may_repeat and waits < MOST_WAITS:
                self._sleep(float(answer.headers.get("Retry-After") or 2**waits))
                continue
            break
        if answer.is_error:
            raise build_error(answer.status_code, _read_problem(answer))
        return answer


def _read_problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {"title": answer.reason_phrase}
