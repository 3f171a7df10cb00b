"""What the regions of a result are called in NUTS 2021, the release of the registry.

Where `hanse.classifications` has a successor of the same area, that is it. Where borders moved, the
pieces of land that both releases share tell which regions of 2021 lie in the old one, wholly or in
part: enough to say who is there, never to carry a figure over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hanse.classifications import get_classification, get_crosswalk
from hanse.hub.places.releases import list_nuts_regions

RELEASE = "nuts-2021"
Fit = Literal["same", "split", "changed", "unknown"]


@dataclass(frozen=True, slots=True)
class RegionLink:
    """A region of a result and the regions of NUTS 2021 that lie in it.

    `fit` is "same" (same area, maybe another code), "split" (wholly divided into `codes`),
    "changed" (the codes of `partly` reach beyond it) or "unknown".
    """

    region: str
    fit: Fit
    codes: tuple[str, ...]
    partly: tuple[str, ...] = ()

    @property
    def is_recoded(self) -> bool:
        """True where the code of today is another one, or there are several."""
        return self.codes != (self.region,)


Nearness = Literal["here", "partly", "wider"]


@dataclass(frozen=True)
class RegionBridge:
    """Links of all regions of a result, and from codes of NUTS 2021 back to them."""

    links: Mapping[str, RegionLink]
    places: Mapping[str, tuple[tuple[str, Nearness], ...]]
    """Code of NUTS 2021 (level 1 or 2) -> the result's regions there."""

    def locate(self, code: str) -> tuple[tuple[str, Nearness], ...]:
        """The result's regions where an organisation of this NUTS 2021 code is.

        "here": within the region; "partly": its region of today reaches beyond; "wider": the code
        is that of a larger region around. A country alone is no place.
        """
        if len(code) < 3:
            return ()
        return self.places.get(code[:4]) or self.places.get(code[:3] if len(code) == 3 else "", ())


@lru_cache(maxsize=16)
def bridge_regions(classification: str, regions: Sequence[str]) -> RegionBridge | None:
    """Links of the regions of a result; None where these are not NUTS regions."""
    if not classification.startswith("nuts-"):
        return None
    links = {region: link_region(classification, region) for region in regions}
    places: dict[str, list[tuple[str, Nearness]]] = {}
    for region, link in links.items():
        for code in link.codes:
            places.setdefault(code, []).append((region, "here"))
        for code in link.partly:
            places.setdefault(code, []).append((region, "partly"))
    for code, found in list(places.items()):
        if len(code) == 4:
            wider = places.setdefault(code[:3], [])
            known = {region for region, _nearness in wider}
            wider += [(region, "wider") for region, _near in found if region not in known]
    return RegionBridge(links, {code: tuple(found) for code, found in places.items()})


def link_region(classification: str, region: str) -> RegionLink:
    """The regions of NUTS 2021 in a region of another release."""
    today = get_classification(RELEASE)
    for release in dict.fromkeys((classification, "nuts-2013", "nuts-2010", "nuts-2016")):
        if region not in get_classification(release):
            continue
        if release == RELEASE:
            return RegionLink(region, "same", (region,))
        targets = get_crosswalk(release, RELEASE).targets(region)
        if len(targets) == 1 and targets[0][0] in today:
            return RegionLink(region, "same", (targets[0][0],))
        break
    return _compare_land(region)


def _compare_land(region: str) -> RegionLink:
    rows = list_nuts_regions()
    if region not in rows:
        return RegionLink(region, "unknown", ())
    own = set(rows[region].pieces)
    whole: list[str] = []
    partly: list[str] = []
    for row in rows.values():
        if RELEASE not in row.releases or own.isdisjoint(row.pieces):
            continue
        (whole if own.issuperset(row.pieces) else partly).append(row.region)
    if partly:
        return RegionLink(region, "changed", tuple(whole), tuple(partly))
    fit: Fit = "same" if len(whole) == 1 else "split" if whole else "unknown"
    return RegionLink(region, fit, tuple(whole))
