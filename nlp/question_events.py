"""What people did with things, where a graph records it as things of its own: who bought what is told by invoices.

"Customers who bought jazz" are those of the invoices on which there are tracks of that genre: from who did it over what
was recorded to what it was done with, and on to what each of these has one of.
"""

from __future__ import annotations

from labkin.graph.profile import Profile
from labkin.nlp.lexicon import Meant, Sense
from labkin.nlp.lexicon_events import ALONE, MARK
from labkin.nlp.lexicon_relations import DOERS, last_word
from labkin.nlp.question_chains import Chain, Step, joined
from labkin.nlp.question_tree import Link, Mod, Phrase, When
from labkin.nlp.question_ways import Ways


def doings(profile: Profile, ways: Ways, marked: str, ends: tuple[str, str], said: bool) -> Chain | None:
    """The way from who did something to what it was done with, or further: None for none, or several.

    `marked` is what a verb of `lexicon_events` has in place of a relation; `ends` are the kinds at both ends. From what
    records it the way is short: that is meant where it is `said`, or where nobody is asked for.
    """
    event, (source, target) = event_of(marked), ends
    around = _around(profile, event)
    doers = [(step, kind) for step, kind in around if last_word(kind) in DOERS]
    goods = [(step, kind) for step, kind in around if last_word(kind) not in DOERS]
    good = _to_good(ways, goods, target)
    if good is None or len(doers) > 1:
        return None
    if source == event:
        return good if said or marked.startswith(ALONE) else None
    if marked.startswith(ALONE) or not doers or doers[0][1] != source:
        return None
    return joined(Chain((_back(doers[0][0]),), ()), event, good)


def event_of(marked: str) -> str:
    """The kind by which a graph records what a verb says; empty for a relation of the graph."""
    return marked.lstrip(MARK) if marked.startswith(MARK) else ""


def done_when(mods: tuple[Mod, ...], profile: Profile) -> tuple[Mod, ...]:
    """ "Bought in 2010": the time is that of what records it."""
    found: list[Mod] = []
    for mod in mods:
        last = found[-1] if found else None
        whole = _dated(last, mod, profile) if isinstance(mod, When) and isinstance(last, Link) else None
        found[len(found) - (whole is not None) :] = [whole or mod]
    return tuple(found)


def _dated(link: Link, when: When, profile: Profile) -> Link | None:
    sense = next((sense for sense in link.senses if event_of(sense.relation)), None)
    if sense is None or link.negated or link.count:
        return None
    event = event_of(sense.relation)
    doers = [step for step, kind in _around(profile, event) if last_word(kind) in DOERS]
    by_whom = not sense.relation.startswith(ALONE)
    if by_whom and len(doers) != 1:
        return None
    done = (Sense(sense.relation, True, False, 0),)
    did = tuple(Sense(relation, forward, False, 0) for relation, forward in doers)
    doer = by_whom and link.subject == (sense.forward != (link.passive and sense.active))
    more: tuple[Mod, ...] = () if link.other is None else (Link(done if doer else did, True, link.other),)
    other = Phrase((Meant(event, 0),), last_word(event), mods=(when, *more))
    return Link(did if doer else done, False, other)


def _to_good(ways: Ways, goods: list[tuple[Step, str]], target: str) -> Chain | None:
    found = [Chain((step,), ()) for step, kind in goods if kind == target]
    if not found:
        further = ((step, kind, ways.leading(kind, target)) for step, kind in goods)
        found = [joined(Chain((step,), ()), kind, more) for step, kind, more in further if more is not None]
    return found[0] if len(found) == 1 else None


def _around(profile: Profile, event: str) -> list[tuple[Step, str]]:
    found: list[tuple[Step, str]] = []
    for source, relation, target in sorted(profile.triples):
        if source == event != target:
            found.append(((relation, True), target))
        elif target == event != source:
            found.append(((relation, False), source))
    return found


def _back(step: Step) -> Step:
    return step[0], not step[1]
