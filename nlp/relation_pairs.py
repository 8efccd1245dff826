"""The concepts of a passage and the pairs that may be related, each with what is seen of it over the whole passage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from labkin.nlp.relation_features import bounds, pair_bag, role_bag, stem
from labkin.nlp.relation_mesh import above, chapters, mesh_id
from labkin.nlp.relation_text import Passage, Place

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
    bag: set[str] = field(default_factory=set)

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
    flags: set[str]
    apart: int  # sentences between the nearest mentions


@dataclass(slots=True)
class Gathered:
    """A passage taken apart."""

    lines: int
    concepts: list[Concept]
    candidates: list[Candidate]
    bags: list[set[str]]


def gather(text: Passage, wanted: Callable[[str, str], bool]) -> Gathered:
    """The concepts of a passage in the order of the text, and the pairs of them whose types are `wanted`.

    The first of a pair is that of the lower `RANK`, among equals that which the text names first.
    """
    concepts = _concepts(text)
    stems = [[stem(word) for word in line.words] for line in text.lines]
    _see(concepts, stems)
    found = Gathered(len(text.lines), concepts, [], [])
    known: dict[object, int] = {}
    for one, other in _pairs(concepts, wanted):
        first, second = concepts[one], concepts[other]
        met = [(a, b) for a in first.places for b in second.places if a.sentence == b.sentence and a.at != b.at]
        met = sorted(met, key=lambda pair: abs(pair[0].at - pair[1].at))[:_MOST_MEETINGS]
        meetings: list[int] = []
        for a, b in met:
            key = (a.sentence, bounds(a, b))
            if key not in known:
                known[key] = len(found.bags)
                found.bags.append(pair_bag(stems[a.sentence], key[1]))
            meetings.append(known[key])
        apart = min(abs(a.sentence - b.sentence) for a in first.places for b in second.places)
        flags = _flags(first, second, len(met), apart)
        found.candidates.append(Candidate(one, other, meetings, met, flags, apart))
    return found


def _concepts(text: Passage) -> list[Concept]:
    found: dict[tuple[str, str], Concept] = {}
    for place in text.places:
        if place.type in RANK:
            for id in place.ids:
                concept = found.setdefault((place.type, id), Concept(id, place.type, mesh_id(id)))
                concept.places.append(place)
    return list(found.values())


def _pairs(concepts: list[Concept], wanted: Callable[[str, str], bool]) -> Iterable[tuple[int, int]]:
    pairs = []
    for at, first in enumerate(concepts):
        for to in range(at + 1, len(concepts)):
            second = concepts[to]
            one, other = (at, to) if RANK[first.type] <= RANK[second.type] else (to, at)
            if first.id != second.id and wanted(concepts[one].type, concepts[other].type):
                pairs.append((one, other))
    if len(pairs) > _MOST_PAIRS:  # a table in words rather than an abstract: those named most often
        pairs.sort(key=lambda pair: -min(len(concepts[pair[0]].places), len(concepts[pair[1]].places)))
    return pairs[:_MOST_PAIRS]


def _see(concepts: list[Concept], stems: list[list[str]]) -> None:
    most: dict[str, int] = {}
    for concept in concepts:
        most[concept.type] = max(most.get(concept.type, 0), len(concept.places))
    seen: dict[tuple[int, int, int], set[str]] = {}
    for concept in concepts:
        bag, mask = concept.bag, concept.mask
        for place in concept.places:
            key = (place.sentence, place.first, place.last)
            if key not in seen:
                seen[key] = role_bag(stems[place.sentence], place.first, place.last)
                if place.sentence == 0:
                    seen[key] |= {f"T{feature}" for feature in seen[key]}
            bag |= seen[key]
        first = min(place.sentence for place in concept.places)
        bag.add(f"{mask}n{min(len(concept.places), 5)}")
        bag.add(f"{mask}title{first == 0}")
        bag.add(f"{mask}most{len(concept.places) >= most[concept.type]}")
        bag.add(f"{mask}first{min(first, 4)}")
        if concept.mesh:
            bag.add(f"{mask}id={concept.mesh}")
            bag.update(f"{mask}in={chapter}" for chapter in chapters(concept.mesh))


def _flags(one: Concept, other: Concept, met: int, apart: int) -> set[str]:
    title = any(place.sentence == 0 for place in one.places), any(place.sentence == 0 for place in other.places)
    kind = f"{one.mask}{other.mask}"
    flags = {f"?{kind}", f"?met{min(met, 4) - (met == 3)}", f"?title{title[0]}{title[1]}", f"?apart{min(apart, 4)}"}
    if above(one.mesh, other.mesh) or above(other.mesh, one.mesh):
        flags.add("?kin")
    return flags
