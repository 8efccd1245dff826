"""GEO SOFT: series, samples and platforms of the Gene Expression Omnibus, one a file or as families."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import TableFound, dataset_id, dataset_statement, key_of, slug, table_id, table_statements
from labkin.loaders.geo_fields import CONTACT, PROTOCOL, contributor, props_of, relation_of
from labkin.loaders.organisms import taxon_of
from labkin.loaders.profile import columns_of
from labkin.loaders.publications import Author
from labkin.loaders.soft import Entity, Field, entities
from labkin.loaders.text_rows import head_text

_START = re.compile(r"\s*\^\s*(DATABASE|PLATFORM|SERIES|SAMPLE|DATASET)\s*=", re.IGNORECASE)
_ACCESSION = re.compile(r"G(?:SE|SM|PL|DS)\d+")
_KINDS = {"SERIES": "Experiment", "SAMPLE": "Sample", "PLATFORM": "Instrument", "DATASET": "Dataset"}
BATCH = 10_000  # rows of a table that are looked at together


def detect(item: Input) -> float:
    """Certain where the first line opens an entity of SOFT."""
    return 0.97 if _START.match(head_text(item.head[:4096]).lstrip("\ufeff")) else 0.0


@loader("geo", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """GEO SOFT files (series, samples, platforms, families): experiments, samples, platforms, their tables."""
    reader = _Reader(item)
    rows, about = 0, ""
    for entity in entities(item):
        if entity.kind not in _KINDS:
            if entity.kind != "DATABASE":
                item.unmapped[f"^{entity.kind}"] += 1
            continue
        yield from reader.entity(entity)
        if entity.kind == "SERIES" or not about:
            about = reader.id_of(entity.kind, entity.first("geo_accession") or entity.name)
            yield item.edge(f"line {entity.line}", dataset_id(item), "describes", about)
        rows += reader.rows
    yield dataset_statement(item, "soft", {"rows": rows})


class _Reader:
    """Turns entities into statements. It remembers the organisms and protocols that the file has named already."""

    def __init__(self, item: Input) -> None:
        self.item, self.key = item, key_of(item)
        self.named: set[str] = set()
        self.rows = 0

    def id_of(self, kind: str, name: str) -> str:
        """ "GEO:GSE16"; a name that the submitter chose is one of this file only."""
        if _ACCESSION.fullmatch(name):
            return f"GEO:{name}"
        return f"{kind.lower()}:{' '.join(name.split())}@{self.key}"

    def entity(self, entity: Entity) -> Iterator[Statement]:
        """What a section of the file says."""
        self.rows = 0
        if not entity.name and not entity.first("geo_accession"):
            raise self.item.bad(f"line {entity.line}", f"this {entity.kind.lower()} has no name")
        accession = entity.first("geo_accession") or entity.name
        id, place = self.id_of(entity.kind, accession), f"line {entity.line}"
        props = {"name": entity.first("title") or entity.name, **props_of(entity), "accession": accession}
        yield self.item.node(place, id, _KINDS[entity.kind], {n: v for n, v in props.items() if v not in ("", [])})
        for one in entity.fields:
            if (tell := _LINKS.get(one.key)) and one.value:
                yield from tell(self, id, one)
            elif one.key.startswith("supplementary_file") and one.value.upper() != "NONE" and one.value:
                yield from self._file(entity, id, one)
        yield from self._people(entity, id)
        if entity.kind == "SAMPLE":
            yield from self._organisms(entity, id)
            yield from self._protocols(entity, id)
        if entity.header:
            yield from self._table(entity, id, accession)

    # -- links --------------------------------------------------------------------------------------------------

    def _paper(self, id: str, one: Field) -> Iterator[Statement]:
        if one.value.isdecimal():
            yield self.item.edge(f"line {one.line}", f"PMID:{one.value}", "describes", id)

    def _holds_sample(self, id: str, one: Field) -> Iterator[Statement]:
        sample, place = self.id_of("SAMPLE", one.value), f"line {one.line}"
        if id.startswith(("GEO:GPL", "platform:")):
            yield self.item.edge(place, sample, "analysed_on", id)
        else:
            yield self.item.edge(place, id, "used", sample)

    def _in_series(self, id: str, one: Field) -> Iterator[Statement]:
        yield self.item.edge(f"line {one.line}", self.id_of("SERIES", one.value), "used", id)

    def _on_platform(self, id: str, one: Field) -> Iterator[Statement]:
        relation = "used" if id.startswith(("GEO:GSE", "series:")) else "analysed_on"
        if not id.startswith("GEO:GDS"):
            yield self.item.edge(f"line {one.line}", id, relation, self.id_of("PLATFORM", one.value))

    def _from_series(self, id: str, one: Field) -> Iterator[Statement]:
        yield self.item.edge(f"line {one.line}", id, "derived_from", self.id_of("SERIES", one.value))

    def _relation(self, id: str, one: Field) -> Iterator[Statement]:
        found, place = relation_of(one.value), f"line {one.line}"
        if found is None:
            self.item.unmapped[f"relation {one.value.partition(':')[0][:40]}"] += 1
            return
        if found.kind and found.id not in self.named:
            self.named.add(found.id)
            yield self.item.node(place, found.id, found.kind, {"name": found.name, "url": found.url})
        ends = (found.id, id) if found.turned else (id, found.id)
        yield self.item.edge(place, ends[0], found.relation, ends[1])

    def _file(self, entity: Entity, id: str, one: Field) -> Iterator[Statement]:
        place, name = f"line {one.line}", one.value.rstrip("/").rpartition("/")[2] or one.value
        file = one.value if "://" in one.value else f"{id}#file-{name}"
        yield self.item.node(place, file, "File", {"name": name, "file_name": name, "url": one.value})
        yield self.item.edge(place, id, "has_part", file)
        if entity.kind == "SAMPLE":
            yield self.item.edge(place, file, "derived_from", id)

    # -- who, of what, how --------------------------------------------------------------------------------------

    def _people(self, entity: Entity, id: str) -> Iterator[Statement]:
        people: dict[str, tuple[Author, int, list[str]]] = {}
        for one in entity.fields:
            role = CONTACT.get(one.key, "contributor" if one.key in ("contributor", "author") else "")
            if role and (author := contributor(one.value)):
                people.setdefault(slug(f"{author.family} {author.given}"), (author, one.line, []))[2].append(role)
        mail = (entity.first("contact_email") or entity.first("submitter_email")).split(",")[0].strip().lower()
        scope = self.id_of("SERIES", entity.first("series_id")) if entity.first("series_id") else id
        institute = entity.first("contact_institute") or entity.first("submitter_institute")
        for position, (key, (author, line, roles)) in enumerate(people.items(), 1):
            place, contact = f"line {line}", "contact" in roles
            person = f"person:{key}@{mail}" if contact and mail else f"person:{key}@{scope}"
            who = {"name": author.name, "family_name": author.family, "given_name": author.given}
            if contact:
                who["email"] = mail
            yield self.item.node(place, person, "Person", {n: v for n, v in who.items() if v})
            yield self.item.edge(place, id, "attributed_to", person, {"position": position, "role": ", ".join(roles)})
            if contact and institute:
                home = f"organization:{slug(institute)}@{mail.partition('@')[2] or scope}"
                yield self.item.node(place, home, "Organization", {"name": institute})
                yield self.item.edge(place, person, "affiliated_with", home)

    def _organisms(self, entity: Entity, id: str) -> Iterator[Statement]:
        for one in entity.fields:
            if not (found := re.fullmatch(r"organism(_ch\d+)?", one.key)) or not one.value:
                continue
            numbers = entity.values(f"taxid{found[1] or ''}")
            names = entity.values(one.key)
            number = numbers[names.index(one.value)] if len(numbers) == len(names) else ""
            taxon = taxon_of(one.value, number)
            if not taxon:
                self.item.unmapped[f"organism {one.value[:40]}"] += 1
                continue
            if taxon not in self.named:
                self.named.add(taxon)
                yield self.item.node(f"line {one.line}", taxon, "Species", {"name": one.value})
            yield self.item.edge(f"line {one.line}", id, "in_species", taxon)

    def _protocols(self, entity: Entity, id: str) -> Iterator[Statement]:
        """Protocols are what their words are: the same words in a thousand samples are one protocol."""
        steps: dict[str, list[Field]] = {}
        for one in entity.fields:
            if PROTOCOL.fullmatch(one.key) and one.value:
                steps.setdefault(one.key, []).append(one)
        followed: dict[str, list[str]] = {}
        for key, lines in steps.items():
            text = "\n".join(one.value for one in lines)
            protocol = f"protocol:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
            followed.setdefault(protocol, []).append(key)
            if protocol not in self.named:
                self.named.add(protocol)
                step = re.sub(r"_ch\d+$", "", key).replace("_", " ")
                name = step if "protocol" in step else f"{step} protocol"
                start = text if len(text) <= 60 else f"{text[:60].rsplit(' ', 1)[0]} …"
                props = {"name": f"{name}: {start}", "text": text, "step": step}
                yield self.item.node(f"line {lines[0].line}", protocol, "Protocol", props)
        for protocol, keys in followed.items():
            yield self.item.edge(f"line {steps[keys[0]][0].line}", id, "follows", protocol, {"steps": keys})

    def _table(self, entity: Entity, id: str, accession: str) -> Iterator[Statement]:
        found = profiled(entity)
        self.rows = found.rows
        if not found.rows:
            return
        place = f"line {entity.table_line}"
        found.sheet = accession
        found.extra = {
            "name": f"{accession}, {entity.first('title')}".rstrip(", "),
            "column_descriptions": [entity.described.get(column.name, "") for column in found.columns],
        }
        yield from table_statements(self.item, found, place)
        relation = "derived_from" if entity.kind == "SAMPLE" else "part_of"
        yield self.item.edge(place, table_id(self.item, accession), relation, id)


def profiled(entity: Entity) -> TableFound:
    """The table of an entity, read through once; memory is bounded."""
    from labkin.loaders.tables import batch_of

    found = TableFound(columns_of(entity.header))
    pending: list[list[str]] = []

    def take() -> None:
        batch = batch_of(pending, entity.header)
        for column, array in zip(found.columns, batch.columns, strict=True):
            column.add(array)
        found.rows += len(pending)
        pending.clear()

    for cells in entity.rows:
        pending.append(cells)
        if len(pending) >= BATCH:
            take()
    if pending:
        take()
    return found


_LINKS: dict[str, Callable[[_Reader, str, Field], Iterator[Statement]]] = {
    "pubmed_id": _Reader._paper,
    "dataset_pubmed_id": _Reader._paper,
    "sample_id": _Reader._holds_sample,
    "series_id": _Reader._in_series,
    "platform_id": _Reader._on_platform,
    "reference_series": _Reader._from_series,
    "relation": _Reader._relation,
}
