"""The catalogue of open data: DCAT-AP 3, as JSON-LD. Pure: facts in, document out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "adms": "http://www.w3.org/ns/adms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcatap": "http://data.europa.eu/r5r/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_SPDX_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_FORMATS = {
    "csv": ("CSV", "text/csv"),
    "jsonl": ("JSON", "application/jsonl"),
    "json": ("JSON", "application/json"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
Node = dict[str, Any]


def _name(scheme: str, code: str, label: str, *, kind: str = "skos:Concept") -> Node:
    """A name of the Publications Office's lists, so told that no reader has to fetch the list."""
    return {
        "@id": f"{_AUTHORITY}/{scheme}/{code}",
        "@type": list(dict.fromkeys([kind, "skos:Concept"])),
        "skos:prefLabel": _say(label),
        "skos:inScheme": {"@id": f"{_AUTHORITY}/{scheme}"},
    }


def _say(text: str) -> Node:
    return {"@value": text, "@language": "en"}


_THEMES = [
    _name("data-theme", "ECON", "Economy and finance"),
    _name("data-theme", "REGI", "Regions and cities"),
]
_LANGUAGE = _name("language", "ENG", "English", kind="dct:LinguisticSystem")
_EUROPE = _name("continent", "EUROPE", "Europe", kind="dct:Location")
_PUBLIC = _name("access-right", "PUBLIC", "public", kind="dct:RightsStatement")
_AVAILABLE = _name("planned-availability", "AVAILABLE", "available")
_COMPLETED = _name("distribution-status", "COMPLETED", "completed")
_DAILY = _name("frequency", "DAILY", "daily", kind="dct:Frequency")


@dataclass(frozen=True)
class File:
    """One file of a dataset."""

    address: str
    form: str
    title: str
    size: int | None = None
    sha256: str | None = None
    changed: str | None = None


@dataclass(frozen=True)
class Dataset:
    """One dataset of the catalogue; `address` is its page and its identifier."""

    address: str
    title: str
    description: str
    keywords: tuple[str, ...]
    licence: str
    """Address of the licence, or its name where there is none."""
    files: tuple[File, ...]
    issued: str | None = None
    changed: str | None = None
    source: str = ""
    is_daily: bool = False


@dataclass(frozen=True)
class Publisher:
    """Whose catalogue it is, and where to write to."""

    name: str
    email: str
    page: str


def build_catalogue(
    datasets: Iterable[Dataset], *, home: str, api: str, publisher: Publisher, licence: str
) -> Node:
    """The catalogue with its datasets and the API that serves them."""
    told = list(datasets)
    owner = {
        "@id": f"{home}#publisher",
        "@type": ["foaf:Agent", "foaf:Organization"],
        "foaf:name": {"@value": publisher.name, "@language": "en"},
        "foaf:homepage": {"@id": publisher.page, "@type": "foaf:Document"},
    }
    contact = {
        "@id": f"{home}#contact",
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": publisher.name,
        "vcard:hasEmail": {"@id": f"mailto:{publisher.email}"},
    }
    return {
        "@context": CONTEXT,
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _say("Open data of Hanse"),
        "dct:description": _say(
            "Cluster organisations of Europe with their memberships, and the statistical clusters "
            "of the observatory."
        ),
        "dct:publisher": owner,
        "dct:language": _LANGUAGE,
        "dct:spatial": _EUROPE,
        "dct:license": _build_licence(licence),
        "dcat:themeTaxonomy": {
            "@id": f"{_AUTHORITY}/data-theme",
            "@type": "skos:ConceptScheme",
            "dct:title": _say("Data theme"),
        },
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        "dcat:dataset": [_build_dataset(found, owner=owner, contact=contact) for found in told],
        "dcat:service": _build_service(api, home, told, contact=contact, licence=licence),
    }


def _typed(id: str, kind: str) -> Node:
    return {"@id": id, "@type": kind}


def _moment(text: str) -> Node:
    return {"@value": text, "@type": "xsd:dateTime"}


def _build_licence(licence: str) -> Node:
    address = licence if licence.startswith("http") else _LICENCES.get(licence, "")
    if address:
        return _typed(address, "dct:LicenseDocument")
    return {"@type": "dct:LicenseDocument", "dct:title": licence or "see the page"}


def _build_dataset(found: Dataset, *, owner: Node, contact: Node) -> Node:
    node: Node = {
        "@id": f"{found.address}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _say(found.title),
        "dct:description": _say(found.description),
        "dct:identifier": found.address,
        "dct:publisher": {"@id": owner["@id"]},
        "dct:accessRights": _PUBLIC,
        "dct:language": _LANGUAGE,
        "dct:spatial": _EUROPE,
        "dcat:contactPoint": contact,
        "dcat:keyword": [_say(word) for word in found.keywords],
        "dcat:theme": _THEMES,
        "dcat:landingPage": {"@id": found.address, "@type": "foaf:Document"},
        "dcat:distribution": [_build_file(file, found) for file in found.files],
    }
    if found.issued:
        node["dct:issued"] = _moment(found.issued)
    if found.changed:
        node["dct:modified"] = _moment(found.changed)
    if found.source:
        node["dct:provenance"] = {
            "@type": "dct:ProvenanceStatement",
            "dct:description": _say(found.source),
        }
    if found.is_daily:
        node["dct:accrualPeriodicity"] = _DAILY
    return node


def _build_file(file: File, dataset: Dataset) -> Node:
    format, media_type = _FORMATS[file.form]
    node: Node = {
        "@id": f"{file.address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _say(file.title),
        "dcat:accessURL": _typed(file.address, "rdfs:Resource"),
        "dcat:downloadURL": _typed(file.address, "rdfs:Resource"),
        "dct:format": _name("file-type", format, format, kind="dct:MediaTypeOrExtent"),
        "dcat:mediaType": _typed(
            f"http://www.iana.org/assignments/media-types/{media_type}", "dct:MediaType"
        ),
        "dct:license": _build_licence(dataset.licence),
        "adms:status": _COMPLETED,
        "dcatap:availability": _AVAILABLE,
    }
    if file.size is not None:
        node["dcat:byteSize"] = {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"}
    if file.changed:
        node["dct:modified"] = _moment(file.changed)
    if file.sha256:
        node["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _typed(_SPDX_SHA256, "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        }
    return node


def _build_service(
    api: str, home: str, datasets: Sequence[Dataset], *, contact: Node, licence: str
) -> Node:
    return {
        "@id": f"{api}#service",
        "@type": "dcat:DataService",
        "dct:title": _say("API of Hanse"),
        "dct:description": _say("Reads everything public; documented in OpenAPI 3.1."),
        "dcat:endpointURL": _typed(api, "rdfs:Resource"),
        "dcat:endpointDescription": _typed(f"{api}openapi.json", "rdfs:Resource"),
        "dcat:landingPage": {"@id": home, "@type": "foaf:Document"},
        "dcat:contactPoint": {"@id": contact["@id"]},
        "dct:license": _build_licence(licence),
        "dct:accessRights": _PUBLIC,
        "dct:publisher": {"@id": f"{home}#publisher"},
        "dcat:keyword": [_say("cluster"), _say("open data")],
        "dcat:theme": _THEMES,
        "dcat:servesDataset": [{"@id": f"{found.address}#dataset"} for found in datasets],
    }
