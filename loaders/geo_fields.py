"""Fields of GEO's SOFT: what each becomes, how names, dates and relations are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from labkin.loaders.publications import Author, iso_date
from labkin.loaders.soft import Entity

CONTACT = {"contact_name": "contact", "submitter_name": "contact"}
PROTOCOL = re.compile(r"(?:\w+_protocol|data_processing)(?:_ch\d+)?")
_LINKED = re.compile(
    r"(?:contact|submitter)_[\w/]+|contributor|author|sample_id|series_id|relation|supplementary_file(?:_\d+)?|title"
    r"|geo_accession|reference_series"
)
_ARCHIVES = (
    (r"PRJ[A-Z]{2}\d+", "bioproject", "Experiment"),
    (r"SAM[A-Z]{1,2}\d+", "biosample", "Sample"),
    (r"[SED]R[APRSXZ]\d+", "insdc.sra", "Dataset"),
)
_DATES = {"submission_date": "date_submitted", "last_update_date": "date_updated"}
_JOINED = {"summary": "description", "description": "description", "overall_design": "overall_design"}
_RENAMED = {"pubmed_id": "pmids", "web_link": "url", "platform_id": "platform"}


@dataclass(frozen=True, slots=True)
class Related:
    """What a relation field leads to. `kind` is empty where the other end is an entity of GEO."""

    relation: str
    id: str
    kind: str = ""
    name: str = ""
    url: str = ""
    turned: bool = False


def date_of(text: str) -> str:
    """ "Public on Feb 12 2002" as "2002-02-12"; empty for what is no date."""
    found = re.search(r"\b([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})\b", text)
    return iso_date(found[3], found[1], found[2]) if found else ""


def contributor(text: str) -> Author | None:
    """A person from "First,Middle,Last" or "First,Last", as GEO writes names.

    >>> contributor("Donna,G,Albertson").name, contributor("Hans,van Elton").family, contributor(",,")
    ('Donna G Albertson', 'van Elton', None)
    """
    parts = [" ".join(part.split()) for part in text.split(",")]
    family, given = parts[-1], [part for part in parts[:-1] if part]
    if not family:
        return None
    return Author(" ".join([*given, family]), family, " ".join(given))


def props_of(entity: Entity) -> dict[str, object]:
    """Every field that no edge carries, under a name that says what it is; characteristics by their own names."""
    found: dict[str, list[str]] = {}
    joined: dict[str, list[str]] = {}
    for one in entity.fields:
        if not one.value or _LINKED.fullmatch(one.key) or (entity.kind == "SAMPLE" and PROTOCOL.fullmatch(one.key)):
            continue
        if one.key in _JOINED:
            joined.setdefault(_JOINED[one.key], []).append(one.value)
        elif one.key in _DATES:
            found.setdefault(_DATES[one.key], []).append(date_of(one.value) or one.value)
        elif channel := re.fullmatch(r"characteristics(_ch\d+)?", one.key):
            _characteristic(found, one.value, channel[1] or "")
        else:
            found.setdefault(_RENAMED.get(one.key, one.key), []).append(one.value)
    props: dict[str, object] = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
    props |= {name: "\n".join(values) for name, values in joined.items()}
    status = entity.first("status")
    for name in ("channel_count", "data_row_count"):
        if (count := entity.first(name)).isdecimal():
            props[name] = int(count)
    if date := date_of(status):
        props["date"] = date
    return props


_TAKEN = frozenset({"name", "id", "description", "status", "date", "accession", "text", "synonyms"})


def _characteristic(found: dict[str, list[str]], value: str, channel: str) -> None:
    """ "Cell line: ES-D3" as cell_line; of a second channel as cell_line_ch2."""
    name, colon, said = value.partition(":")
    key = re.sub(r"\W+", "_", name.strip().lower()).strip("_")
    suffix = "" if channel in ("", "_ch1") else channel
    if not colon or not said.strip() or not key or len(name) > 60:
        found.setdefault(f"characteristics{suffix}", []).append(value)
        return
    if key in _TAKEN:
        key = f"sample_{key}"
    found.setdefault(f"{key}{suffix}", []).append(said.strip())


def relation_of(text: str) -> Related | None:
    """What a relation such as "SubSeries of: GSE1" or "SRA: https://...?term=SRX1" says; None where it is unknown."""
    name, _, target = text.partition(":")
    name, target = name.strip().lower(), target.strip()
    geo = re.search(r"\bG(?:SE|SM|PL|DS)\d+\b", target)
    if geo:
        id = f"GEO:{geo[0]}"
        known = {
            "subseries of": Related("part_of", id),
            "superseries of": Related("has_part", id),
            "reanalysis of": Related("derived_from", id),
            "reanalyzed by": Related("derived_from", id, turned=True),
            "alternative to": Related("related_to", id),
            "affiliated with": Related("related_to", id),
        }
        return known.get(name) or Related("related_to", id)
    for form, prefix, kind in _ARCHIVES:
        if found := re.search(form, target):
            return Related("related_to", f"{prefix}:{found[0]}", kind, found[0], target if "://" in target else "")
    return None
