"""The concepts of a passage and the pairs that may be related, each with what is seen of it over the whole passage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from labkin.nlp.relation_cues import denied
from labkin.nlp.relation_features import bounds, pair_bag, role_bag, stem
from labkin.nlp.relation_mesh import above, chapters, mesh_id, trees
from labkin.nlp.relation_patterns import said
from labkin.nlp.relation_text import Line, Passage, Place

RANK = {"Chemical": 0, "Disease": 1, "Gene": 2, "Variant": 3}
_MOST_PAIRS = 600  # of one passage; an abstract has 11 of chemicals and diseases on average, and 146 at most
_MOST_MEETINGS = 12  # sentences' worth of mention pairs that are looked at for one pair


@dataclass(slots=True)
class Concept:
    """One identifier with all its mentions. `bag` is what is seen of it alone."""

    id: str
    type: str
    mesh: str
    places: list[Place] = field(default_factory=list)
    bag: dict[str, None] = field(default_factory=dict)

    @property
    def mask(self) -> str:
        """The letter of its type."""
        return f"@{self.type[0].lower()}"


@dataclass(slots=True)
class Candidate:
    """Two concepts by their places in `Gathered.concepts`. `meetings` index `Gathered.bags`; `flags` is of the pair."""

    one: int
    other: int
    meetings: list[int]
    where: list[tuple[Place, Place]]
    flags: dict[str, None]
    apart: int  # sentences between the nearest mentions


@dataclass(slots=True)
class Gathered:
    """A passage taken apart."""

    lines: int
    concepts: list[Concept]
    candidates: list[Candidate]
    bags: list[dict[str, None]]
    kin: set[tuple[int, int]]  # places of two concepts, the first of which is more general


def gather(text: Passage, wanted: Callable[[str, str], bool]) -> Gathered:
    """The concepts of a passage in the order of the text, and the pairs of them whose types are `wanted`.

    The first of a pair is that of the lower `RANK`, among equals that which the text names first.
    """
    concepts = _concepts(text)
    stems = [[stem(word) for word in line.words] for line in text.lines]
    _see(concepts, stems)
    found = Gathered(len(text.lines), concepts, [], [], _kin(concepts))
    known: dict[object, int] = {}
    for one, other in _pairs(concepts, wanted):
        first, second = concepts[one], concepts[other]
        apart, where = _where(first, second)
        meetings: list[int] = []
        for a, b in where:
            key = (a.sentence, bounds(a, b))
            if key not in known:
                known[key] = len(found.bags)
                found.bags.append(_bag(text.lines[a.sentence], stems[a.sentence], a, b))
            meetings.append(known[key])
        flags = _flags(first, second, len(where), apart)
        if (one, other) in found.kin or (other, one) in found.kin:
            flags["?kin"] = None
        found.candidates.append(Candidate(one, other, meetings, where, flags, apart))
    return found


def _bag(line: Line, stems: list[str], one: Place, other: Place) -> dict[str, None]:
    """What is seen of a meeting, with what the patterns make of it."""
    bag = pair_bag(stems, bounds(one, other))
    first, second = (one, other) if one.at < other.at else (other, one)
    if says := said(line, first, second):
        way = ">" if says.forward == (one is first) else "<"
        no = "no" if denied(line.words, says.at, first.at, second.at) else ""
        bag[f"{way}p:{no}{says.relation}"] = bag[f"{way}q:{no}{says.pattern}"] = None
    return bag


def _where(first: Concept, second: Concept) -> tuple[int, list[tuple[Place, Place]]]:
    """How many sentences the nearest mentions are apart, and the pairs of mentions that share one, nearest first."""
    apart, met = 1 << 30, []
    for a in first.places:
        for b in second.places:
            apart = min(apart, abs(a.sentence - b.sentence))
            if a.sentence == b.sentence and a.at != b.at:
                met.append((a, b))
    if len(met) > 1:
        met.sort(key=lambda pair: abs(pair[0].at - pair[1].at))
    return apart, met[:_MOST_MEETINGS]


def _kin(concepts: list[Concept]) -> set[tuple[int, int]]:
    placed = [at for at, concept in enumerate(concepts) if trees(concept.mesh)]
    return {(a, b) for a in placed for b in placed if above(concepts[a].mesh, concepts[b].mesh)}


def _concepts(text: Passage) -> list[Concept]:
    found: dict[tuple[str, str], Concept] = {}
    for place in text.places:
        if place.type in RANK:
            for id in place.ids:
                concept = found.setdefault((place.type, id), Concept(id, place.type, mesh_id(id, place.type)))
                concept.places.append(place)
    return list(found.values())


def _pairs(concepts: list[Concept], wanted: Callable[[str, str], bool]) -> Iterable[tuple[int, int]]:
    pairs = []
    types = {concept.type for concept in concepts}
    fit = {(one, other) for one in types for other in types if RANK[one] <= RANK[other] and wanted(one, other)}
    for at, first in enumerate(concepts):
        for to in range(at + 1, len(concepts)):
            second = concepts[to]
            if (first.type, second.type) in fit:
                one, other = at, to
            elif (second.type, first.type) in fit:
                one, other = to, at
            else:
                continue
            if first.id != second.id:
                pairs.append((one, other))
    if len(pairs) > _MOST_PAIRS:  # a table in words rather than an abstract: those named most often
        pairs.sort(key=lambda pair: -min(len(concepts[pair[0]].places), len(concepts[pair[1]].places)))
    return pairs[:_MOST_PAIRS]


def _see(concepts: list[Concept], stems: list[list[str]]) -> None:
    most: dict[str, int] = {}
    for concept in concepts:
        most[concept.type] = max(most.get(concept.type, 0), len(concept.places))
    seen: dict[tuple[int, int, int], list[str]] = {}
    for concept in concepts:
        bag: list[str] = []
        mask = concept.mask
        for place in concept.places:
            key = (place.sentence, place.first, place.last)
            if key not in seen:
                seen[key] = role_bag(stems[place.sentence], place.first, place.last)
                if place.sentence == 0:
                    seen[key] += [f"T{feature}" for feature in seen[key]]
            bag += seen[key]
        first = concept.places[0].sentence
        bag.append(f"{mask}n{min(len(concept.places), 5)}")
        bag.append(f"{mask}title{first == 0}")
        bag.append(f"{mask}most{len(concept.places) >= most[concept.type]}")
        bag.append(f"{mask}first{min(first, 4)}")
        if concept.mesh:
            bag.append(f"{mask}id={concept.mesh}")
            bag += [f"{mask}in={chapter}" for chapter in chapters(concept.mesh)]
        concept.bag = dict.fromkeys(bag)


def _flags(one: Concept, other: Concept, met: int, apart: int) -> dict[str, None]:
    kind = f"?{one.mask}{other.mask}"
    title = f"?title{one.places[0].sentence == 0}{other.places[0].sentence == 0}"
    return dict.fromkeys((kind, f"?met{min(met, 4) - (met == 3)}", title, f"?apart{min(apart, 4)}"))
