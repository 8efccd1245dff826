"""A mapping proposed for a table, from what its columns are probably for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace

from labkin.graph.schema import kind
from labkin.loaders.mapping import FILE, ROW, Link, Mapping, Property, Result, Template, Thing, encoded
from labkin.loaders.mapping_columns import ColumnUse, Sample, prefix_for, uses_of
from labkin.loaders.mapping_headers import plain_words
from labkin.loaders.measures import property_key

COARSE_FIRST = ("Compound", "Batch", "Sample")
CONTEXT = ("Gene", "Protein", "CellLine", "CellType", "Species", "Anatomy")  # what an assay is of, when it varies
RESULT = "Measurement"
# Which relation is meant when a table has a column of each of two kinds; the schema decides where only one fits.
JOINED: dict[tuple[str, str], str] = {
    ("Batch", "Compound"): "batch_of",
    ("Sample", "Batch"): "derived_from",
    ("Sample", "Compound"): "derived_from",
    ("Sample", "CellLine"): "derived_from",
    ("Sample", "Anatomy"): "derived_from",
    ("Sample", "Species"): "in_species",
    ("CellLine", "Species"): "in_species",
    ("Gene", "Species"): "in_species",
    ("Compound", "Gene"): "targets",
    ("Compound", "Protein"): "targets",
    ("Gene", "Disease"): "associates",
    ("Gene", "Protein"): "encodes",
    ("Assay", "Gene"): "targets",
    ("Assay", "Protein"): "targets",
    ("Assay", "Protocol"): "follows",
    ("Experiment", "Protocol"): "follows",
    ("Measurement", "Experiment"): "measured_in",
    ("Person", "Organization"): "affiliated_with",
    ("Document", "Compound"): "describes",
    ("Publication", "Compound"): "describes",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a table: what each column is for, what the rows are of, and the mapping that follows."""

    sheet: str
    uses: tuple[ColumnUse, ...]
    subject: str
    mapping: Mapping

    @property
    def has_no_identifier(self) -> bool:
        """Whether nothing in the table identifies what the rows are of, so that they go by their numbers."""
        return any(ROW in template.text for thing in self.mapping.things if (template := thing.id))

    @property
    def questions(self) -> tuple[ColumnUse, ...]:
        """The columns about which a person had better be asked."""
        return tuple(use for use in self.uses if use.question)


def propose(sample: Sample, title: str, prefixes: MappingOf[str, str] | None = None) -> Proposal:
    """A mapping for the table. `title` is the file's name as words; `prefixes` are what a lab writes before the
    identifiers of a kind, where that is known.
    """
    uses = [_if_filled(use, sample) for use in uses_of(sample)]
    subject = _subject(uses, sample, title)
    known = any(use.use == "identifier" and use.kind == subject for use in uses)
    uses = [_settled(use, subject, known) if use.kind == "?" else use for use in uses]
    for at, use in enumerate(uses):
        if use.use == "identifier" and use.name == "" and use.question:
            uses[at] = use = replace(use, name=prefix_for(use.kind, use.examples))
        if use.use == "identifier" and use.kind in (prefixes or {}):
            uses[at] = replace(use, name=(prefixes or {})[use.kind])
    uses = _belonging(uses, sample, subject)
    return Proposal(sample.sheet, tuple(uses), subject, build(uses, sample, title, subject))


def _if_filled(use: ColumnUse, sample: Sample) -> ColumnUse:
    """An identifier that most rows lack identifies nothing: it is a property."""
    if use.use != "identifier" or use.kind not in (*COARSE_FIRST, "?"):
        return use
    filled = sum(map(bool, sample.cells(use.column)))
    if filled * 2 >= len(sample.rows):
        return use
    return replace(use, use="property", kind="", name=property_key(use.column), question="")


def _settled(use: ColumnUse, subject: str, known: bool) -> ColumnUse:
    """A column that identifies something: what the rows are of, unless another column does that."""
    if known:
        return replace(use, use="property", kind=subject, name=property_key(use.column), question="")
    return replace(use, kind=subject)


def rebuilt(proposal: Proposal, uses: Sequence[ColumnUse], sample: Sample, title: str, subject: str = "") -> Proposal:
    """The proposal with what a person has changed of the columns."""
    subject = subject or proposal.subject
    changed = [replace(use, kind=subject) if use.kind in ("", "?") and use.use == "property" else use for use in uses]
    return Proposal(sample.sheet, tuple(changed), subject, build(changed, sample, title, subject))


def _subject(uses: Sequence[ColumnUse], sample: Sample, title: str) -> str:
    """The kind of what the rows tell of: the first of compounds, batches, samples, else what identifies rows."""
    named = [use for use in uses if use.use in ("identifier", "structure", "other id") and use.kind != "?"]
    for wanted in COARSE_FIRST:
        if any(use.kind == wanted for use in named):
            return wanted
    for use in named:
        cells = [cell for cell in sample.cells(use.column) if cell]
        if len(set(cells)) == len(cells) == len(sample.rows):
            return use.kind
    if named and not any(use.kind == "?" for use in uses):
        return named[0].kind
    for word in reversed(title.lower().split()):
        for row in (kind(name) for name in (*COARSE_FIRST, "Gene", "Protein", "Disease", "Publication", "Person")):
            if word in (row.english, row.plural, *row.synonyms):
                return row.name
    measured = any(use.use == "measured value" for use in uses)
    return "Compound" if measured and any(use.kind == "?" for use in uses) else "Sample"


# -- to which thing a column belongs ---------------------------------------------------------------------------------


def _belonging(uses: list[ColumnUse], sample: Sample, subject: str) -> list[ColumnUse]:
    """Properties go to the coarsest thing that determines them, and to the measured values where none does."""
    keys = {use.kind: sample.cells(use.column) for use in reversed(uses) if use.use == "identifier"}
    measured = any(use.use == "measured value" for use in uses)
    order = [name for name in (subject, *COARSE_FIRST) if name in keys]
    found = []
    for use in uses:
        if use.use == "property" and use.kind not in keys and not (use.kind and use.kind == subject):
            use = replace(
                use, kind=_owner(sample.cells(use.column), keys, list(dict.fromkeys(order)), subject, measured)
            )
        found.append(use)
    return found


def _owner(cells: list[str], keys: MappingOf[str, list[str]], order: list[str], subject: str, measured: bool) -> str:
    repeating = [name for name in order if len(set(filter(None, keys[name]))) < sum(map(bool, keys[name]))]
    for name in order:
        if name in repeating and determines(keys[name], cells):
            return name
    fine = [name for name in order if name not in repeating]
    if not repeating or not order:
        return subject
    return fine[0] if fine else (RESULT if measured else subject)


def determines(keys: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether rows of one key never differ in the other column."""
    seen: dict[str, str] = {}
    return all(seen.setdefault(key, cell) == cell for key, cell in zip(keys, cells, strict=True) if key and cell)


# -- the mapping -----------------------------------------------------------------------------------------------------


def build(uses: Sequence[ColumnUse], sample: Sample, title: str, subject: str) -> Mapping:
    """The mapping that follows from what the columns are for."""
    return _Builder(uses, sample, title, subject).mapping()


class _Builder:
    def __init__(self, uses: Sequence[ColumnUse], sample: Sample, title: str, subject: str) -> None:
        self.uses, self.sample, self.title, self.subject = uses, sample, title, subject
        self.owner: dict[str, str] = {}  # the thing of a kind that properties go to
        self.column: dict[str, str] = {}  # the column of a thing's identifier

    def of(self, use: str) -> list[ColumnUse]:
        return [one for one in self.uses if one.use == use]

    def mapping(self) -> Mapping:
        things = self._things()
        assays = self._assays(things)
        results = self._results(things, assays)
        everything = [*things, *assays]
        return Mapping(
            tuple(everything),
            tuple(results),
            tuple(self._links(everything, results)),
            self.sample.sheet,
            tuple(use.column for use in self.of("leave out")),
        )

    # things

    def _things(self) -> list[Thing]:
        found: list[Thing] = []
        for use in self.of("identifier"):
            known = self.owner.get(use.kind)
            if known and use.kind == self.subject:
                continue  # a second identifier of the same thing, see _also
            name = plain_words(use.column) if known or use.kind in CONTEXT else kind(use.kind).english
            name = _unused(name, [thing.name for thing in found])
            self.owner.setdefault(use.kind, name)
            self.column[name] = use.column
            found.append(Thing(name, use.kind, Template.column(use.column, use.name), split=use.split))
        if self.of("structure") and "Compound" not in self.owner:
            self.owner["Compound"] = "compound"
            found.insert(0, Thing("compound", "Compound"))
        if self.subject not in self.owner and not found:
            name = self.owner[self.subject] = kind(self.subject).english
            before = prefix_for(self.subject, ())
            found.insert(0, Thing(name, self.subject, Template(f"{before}{{{FILE}}}/{{{ROW}}}")))
        return [self._completed(thing) for thing in found]

    def _completed(self, thing: Thing) -> Thing:
        first = self.owner.get(thing.kind) == thing.name
        properties = list(self._properties(thing.kind)) if first else []
        id, column = thing.id, self.column.get(thing.name, "")
        if thing.kind == "Batch" and (parent := self._numbering(column)):
            id = Template(f"{prefix_for('Batch', ())}{Template.column(parent).text}/{Template.column(column).text}")
            name = Property("name", Template(f"{Template.column(parent).text} {Template.column(column).text}"))
            properties = [name, *(one for one in properties if one.name != "name")]
        if column and all(one.name != "name" for one in properties):
            properties.insert(0, Property("name", Template.column(column)))
        structure = next((use.column for use in self.of("structure")), "") if thing.kind == "Compound" and first else ""
        return replace(
            thing,
            id=id,
            structure=Template.column(structure) if structure else None,
            same_as=tuple(self._also(thing, column)) if first else (),
            properties=tuple(properties),
        )

    def _numbering(self, column: str) -> str:
        """The column of the compounds, where batches are numbered for each compound anew."""
        parent = self.column.get(self.owner.get("Compound", ""), "")
        if not parent or determines(self.sample.cells(column), self.sample.cells(parent)):
            return ""
        return parent

    def _also(self, thing: Thing, column: str) -> Iterator[Template]:
        for use in self.uses:
            other = use.use == "other id" or (use.use == "identifier" and use.kind == self.subject)
            if other and use.kind == thing.kind and use.column != column:
                yield Template.column(use.column, use.name)

    def _properties(self, kind_name: str) -> Iterator[Property]:
        taken: list[str] = []
        for use in self.of("property"):
            if use.kind == kind_name or (kind_name == self.subject and use.kind not in (*self.owner, RESULT)):
                name = _unused(use.name or property_key(use.column), taken)
                taken.append(name)
                yield Property(name, Template.column(use.column), use.type, use.unit, use.split, use.dates)

    # measured values

    def _varying(self, things: Sequence[Thing]) -> list[Thing]:
        return [thing for thing in things if thing.kind in CONTEXT and thing.id and not thing.split]

    def _assays(self, things: Sequence[Thing]) -> list[Thing]:
        if any(thing.kind == "Assay" for thing in things):
            return []
        varying = [template for thing in self._varying(things) if (template := thing.id)]
        cells = "".join(f"/{Template.column(template.columns[0]).text}" for template in varying)
        long = next((f"/{Template.column(use.column).text}" for use in self.of("endpoint")), "")
        found: dict[str, Thing] = {}
        for use in self.of("measured value"):
            label = use.assay or use.name or self.title
            if label in found:
                continue
            shown = Template.column(self.of("endpoint")[0].column).text if long else Template.fixed(label).text
            called = " ".join([*(Template.column(t.columns[0]).text for t in varying), shown])
            properties = [Property("name", Template(f"{called} ({Template.fixed(self.title).text})"))]
            properties.append(Property("synonyms", Template(called)))  # by which people ask for it
            properties.append(Property("endpoint", Template(shown if long else Template.fixed(use.name or label).text)))
            if use.unit:
                properties.append(Property("unit", Template.fixed(use.unit)))
            own = "" if long else f"/{Template.fixed(encoded(label, '/')).text}"
            id = Template(f"assay:{{{FILE}}}{own}{cells}{long}")
            name = _unused(
                "assay" if len(self.of("measured value")) == 1 else f"{label} assay", [t.name for t in things]
            )
            found[label] = Thing(name, "Assay", id, properties=tuple(properties))
        return list(found.values())

    def _results(self, things: Sequence[Thing], assays: Sequence[Thing]) -> list[Result]:
        fine_first = [self.owner[name] for name in reversed(COARSE_FIRST) if name in self.owner]
        of = tuple(fine_first) or (self.owner.get(self.subject) or things[0].name,)
        own = next((thing.name for thing in things if thing.kind == "Assay"), "")
        labels = list(dict.fromkeys(use.assay or use.name or self.title for use in self.of("measured value")))
        by_label = dict(zip(labels, (assay.name for assay in assays), strict=False))
        found: list[Result] = []
        for use in self.of("measured value"):
            label = use.assay or use.name or self.title
            shown = f"{use.assay or use.column} {use.replicate}".strip()
            name = _unused(shown, [*(r.name for r in found), *(t.name for t in (*things, *assays))])
            found.append(self._one_result(use, name, of, own or by_label[label]))
        return found

    def _one_result(self, use: ColumnUse, name: str, of: tuple[str, ...], assay: str) -> Result:
        def column(kind_of_use: str) -> Template | None:
            return next((Template.column(one.column) for one in self.of(kind_of_use)), None)

        date = next(iter(self.of("date")), None)
        properties = list(self._properties(RESULT))
        if use.conditions:
            properties.append(Property("concentration", Template.fixed(use.conditions), "text"))
        return Result(
            name,
            Template.column(use.column),
            column("endpoint") or Template.fixed(use.name or use.assay or self.title),
            of,
            column("unit") or (Template.fixed(use.unit) if use.unit else None),
            assay,
            column("qualifier"),
            self._error_of(use),
            Template.fixed(use.replicate) if use.replicate else column("replicate"),
            Template.column(date.column) if date else None,
            date.dates if date else "",
            tuple(properties),
        )

    def _error_of(self, use: ColumnUse) -> Template | None:
        """The column of errors that belongs to a column of values: it stands behind it, or shares its words."""
        names = [one.column for one in self.uses]
        values = self.of("measured value")
        for one in self.of("error"):
            if len(values) == 1 or _words(one.column) >= _words(use.assay):
                return Template.column(one.column)
            before = [value for value in values if names.index(value.column) < names.index(one.column)]
            shared = any(_words(one.column) >= _words(value.assay) for value in values)
            if not shared and before and before[-1].column == use.column:
                return Template.column(one.column)
        return None

    # links

    def _links(self, things: Sequence[Thing], results: Sequence[Result]) -> Iterator[Link]:
        main = self.owner.get(self.subject) or things[0].name
        assays = [thing for thing in things if thing.kind == "Assay"]
        by_kind = defaultdict(list)
        for thing in things:
            by_kind[thing.kind].append(thing)
        for thing in things:
            if thing.name == main or thing.kind == "Assay":
                continue
            if results and thing.kind in (*CONTEXT, "Protocol", "Instrument"):
                for assay in assays:
                    yield Link(assay.name, JOINED.get(("Assay", thing.kind), "used"), thing.name)
            elif thing.kind in ("Person", "Organization"):
                for end in self._responsible_for(thing, main, results):
                    yield Link(end, "attributed_to", thing.name)
            elif results and thing.kind == "Experiment":
                yield from (Link(result.name, "measured_in", thing.name) for result in results)
            else:
                yield self._joined(thing, next(t for t in things if t.name == self._nearest(thing, main)))

    def _nearest(self, thing: Thing, main: str) -> str:
        """What a thing is linked to: a sample to its batch if there are batches, all else to what the rows are of."""
        if thing.kind == "Sample" and "Batch" in self.owner:
            return self.owner["Batch"]
        return main

    def _joined(self, thing: Thing, other: Thing) -> Link:
        for one, two in ((thing, other), (other, thing)):
            if known := JOINED.get((one.kind, two.kind)):
                return Link(one.name, known, two.name)
        for one, two in ((thing, other), (other, thing)):
            if one.kind in ("Document", "Publication", "Dataset"):
                return Link(one.name, "describes", two.name)
        return Link(other.name, "related_to", thing.name)

    def _responsible_for(self, thing: Thing, main: str, results: Sequence[Result]) -> list[str]:
        words = self.column.get(thing.name, "").lower()
        if re.search(r"made|prepar|synth|chemist|suppl|vendor|manufact|provider", words):
            return [self.owner.get("Batch") or self.owner.get("Sample") or main]
        if results and thing.kind == "Person":
            return [result.name for result in results]
        return [main]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower())) - {"sd", "sem", "std", "error", "dev", "stdev", "nm", "um"}


def _unused(name: str, taken: Sequence[str]) -> str:
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name} {number}"
    return unique
