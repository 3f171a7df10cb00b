"""Recall of the search on its test set, beside plainer searches: prints one JSON object.

Run with DJANGO_SETTINGS_MODULE and HANSE_DATA_DIR (or DATABASE_URL) set, on an empty registry.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable


def main() -> None:
    """Fill, search in every way, print."""
    from django.db import DatabaseError, connection
    from django.db.models import Q

    from hanse.hub.organisations.models import Organisation
    from hanse.hub.organisations.search.finding import find
    from hanse.hub.organisations.search.query import Query
    from tests.hub.organisations.search.quality.measuring import (
        AT,
        fill_registry,
        list_queries,
        measure_recall,
    )

    fill_registry()

    def ours(text: str) -> list[str]:
        ids = [int(id) for id in find(Query(text)).ids[:AT]]
        names = Organisation.objects.in_bulk(ids)
        return [names[id].name for id in ids]

    def icontains(text: str) -> list[str]:
        fits = Q(name__icontains=text) | Q(acronym__icontains=text) | Q(place__icontains=text)
        return list(Organisation.objects.filter(fits).values_list("name", flat=True)[:AT])

    def every_word(text: str) -> list[str]:
        fits = Q()
        for word in text.split():
            fits &= Q(name__icontains=word) | Q(acronym__icontains=word) | Q(place__icontains=word)
        return list(Organisation.objects.filter(fits).values_list("name", flat=True)[:AT])

    def trigrams(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM organisations_organisation ORDER BY greatest(similarity("
                "concat_ws(' ', name, acronym, place), %s), word_similarity(%s, "
                "concat_ws(' ', name, acronym, place))) DESC, id LIMIT %s",
                [text, text, AT],
            )
            return [name for (name,) in cursor.fetchall()]

    ways: dict[str, Callable[[str], list[str]]] = {
        "this search": ours,
        "icontains": icontains,
        "icontains, word by word": every_word,
    }
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            ways["pg_trgm alone"] = trigrams
        except DatabaseError as error:
            print(f"pg_trgm is refused: {error}")
    find(Query("warm"))
    results = {}
    for name, way in ways.items():
        started = time.process_time()
        recall = measure_recall(way)
        seconds = time.process_time() - started
        results[name] = {
            "recall": recall.share,
            "by_kind": recall.by_kind,
            "missed": [typed.text for typed in recall.missed][:20],
            "milliseconds": seconds * 1000 / len(list_queries()),
        }
    print(json.dumps({"queries": len(list_queries()), "results": results}))


if __name__ == "__main__":
    from hanse.hub.foundation.serving import prepare_hub, set_up_django

    set_up_django()
    prepare_hub(lambda text: None)
    main()
