"""`registry_export.py COUNT`: with an empty data folder, fill a registry and write its files.

Prints the processor seconds and the peak memory in MB before the files are made and after.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Iterator

from hanse.hub.foundation.serving import prepare_hub, set_up_django

WORDS = ("wood", "photonics", "mobility", "textile", "health", "energy", "water", "food")
TEXT = "An invented organisation that helps its members to find partners, funding and markets. "


def fill(count: int) -> None:
    """Invented organisations, each with about twenty fields, and two memberships each."""
    from django.utils import timezone

    from hanse.hub.organisations.actions.profiles import Row, write_many
    from hanse.hub.organisations.models import Membership, Organisation

    rng = random.Random(1)  # noqa: S311  no secret

    def rows() -> Iterator[Row]:
        for number in range(count):
            is_group = number % 10 == 0
            values = {
                "name": f"{rng.choice(WORDS)} {rng.choice(WORDS)} {number}".title(),
                "acronym": f"X{number}",
                "country": "AT",
                "region": "AT22",
                "latitude": 46.5 + rng.random(),
                "longitude": 14 + rng.random(),
                "website": f"https://organisation-{number}.example",
                "summary": {"en": TEXT, "de": TEXT},
                "description": {"en": TEXT * 6},
            }
            values |= {"ecosystems": ["health", "digital"], "member_count": 150} if is_group else {}
            kind = "cluster-organisation" if is_group else "company"
            yield Row(kind=kind, values=values, is_demonstration=True)

    write_many(rows(), by=None, source="benchmark", state="published")
    ids = list(Organisation.objects.order_by("pk").values_list("pk", "kind"))
    groups = [id for id, kind in ids if kind == "cluster-organisation"]
    now = timezone.now()
    Membership.objects.bulk_create(
        (
            Membership(
                group_id=group, member_id=id, confirmed_by_group=now, confirmed_by_member=now
            )
            for id, kind in ids
            if kind == "company"
            for group in rng.sample(groups, 2)
        ),
        batch_size=5000,
    )


def measure() -> dict[str, float]:
    """What this process has taken so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"processor": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}


def main() -> None:
    """`fill COUNT` or `export`."""
    set_up_django()
    if sys.argv[1] == "fill":
        prepare_hub(lambda text: None)
        fill(int(sys.argv[2]))
        return
    from django.utils import timezone

    from hanse.hub.api.actions.exports import make_exports
    from hanse.hub.api.models import Export

    before, started = measure(), time.perf_counter()
    make_exports(timezone.now())
    seconds, after = time.perf_counter() - started, measure()
    sizes = dict(Export.objects.filter(dataset="organisations").values_list("form", "size"))
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": after["processor"] - before["processor"],
                "before": before["megabytes"],
                "peak": after["megabytes"],
                "sizes": sizes,
            }
        )
    )


if __name__ == "__main__":
    main()
