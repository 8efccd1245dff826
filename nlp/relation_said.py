"""What patterns of words tell of two mentions: the relation of a family of words between things of such types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from labkin.nlp.relation_changes import SIGNS, changed
from labkin.nlp.relation_clauses import TARGETS
from labkin.nlp.relation_text import Place
from labkin.nlp.relation_words import Trigger, triggers, words_of

_VALID = {
    ("inhibit", "@c", "@g"): "inhibits", ("inhibit", "@g", "@g"): "inhibits", ("inhibit", "@c", "@d"): "treats",
    ("inhibit", "@g", "@d"): "negatively_correlates_with",
    ("activate", "@c", "@g"): "activates", ("activate", "@g", "@g"): "activates", ("activate", "@c", "@d"): "causes",
    ("activate", "@g", "@d"): "positively_correlates_with",
    ("raise", "@c", "@g"): "upregulates", ("raise", "@c", "@d"): "causes",
    ("raise", "@g", "@g"): "positively_correlates_with", ("raise", "@g", "@d"): "positively_correlates_with",
    ("lower", "@c", "@g"): "downregulates", ("lower", "@c", "@d"): "treats",
    ("lower", "@g", "@g"): "negatively_correlates_with", ("lower", "@g", "@d"): "negatively_correlates_with",
    ("bind", "@c", "@g"): "binds", ("bind", "@g", "@g"): "binds",
    ("cause", "@c", "@d"): "causes", ("cause", "@g", "@d"): "causes", ("cause", "@v", "@d"): "causes",
    ("treat", "@c", "@d"): "treats",
    ("link", "@g", "@d"): "is_associated_with", ("link", "@v", "@d"): "is_associated_with",
    ("link", "@c", "@d"): "is_associated_with", ("link", "@g", "@g"): "is_associated_with",
    ("link", "@c", "@g"): "is_associated_with",
}  # fmt: skip
EITHER = frozenset({"bind", "link"})  # families that have no direction of their own
CHANGES = frozenset(SIGNS)  # what a disease does to a gene is said of the gene
_OF_EVENTS = frozenset({"active", "passive", "grammar"})  # patterns whose verb may change what happens to a gene
# What takes a thing away: "silencing @g", "@g knockdown", "@g inhibitors" do the opposite of what @g does.
_LOSS = words_of(
    "silencing knockdown knockout knocking depletion deletion deficiency loss inhibition blockade inhibitor inhibitors "
    "antagonist antagonists blocker blockers withdrawal deficient lacking lack absence sirna shrna ablation "
    "suppression inhibiting blocking discontinuation"
)
_OPPOSITE = {"inhibits": "activates", "activates": "inhibits", "upregulates": "downregulates",
             "downregulates": "upregulates", "positively_correlates_with": "negatively_correlates_with",
             "negatively_correlates_with": "positively_correlates_with"}  # fmt: skip


class Said(NamedTuple):
    """A relation that words say: `forward` from the first mention to the second; `at` is the word that says it."""

    pattern: str
    relation: str
    forward: bool
    at: int


class Between(NamedTuple):
    """Two mentions of a line: its words, the lists the mentions stand in, the words between those."""

    words: Sequence[str]
    start: int  # first word of the list of the first mention
    left: int  # its last word
    right: int  # first word of the list of the second mention
    end: int  # its last word
    inner: Sequence[str]

    @property
    def masks(self) -> tuple[str, str]:
        """What the two mentions are."""
        return self.words[self.start], self.words[self.end]


def between(words: Sequence[str], first: Place, second: Place) -> Between:
    """Two mentions with the words around them; of mentions in one list, only those between the two."""
    left, right, start, end = first.last, second.first, first.first, second.last
    if left >= right:
        start, left, right, end = first.at, first.at, second.at, second.at
    return Between(words, start, left, right, end, words[left + 1 : right])


def first_of(found: Iterator[Said | None]) -> Said | None:
    """The first that is not None."""
    return next((one for one in found if one), None)


def turned(pair: Between, found: Said) -> Said | None:
    """The opposite where it is the loss of the subject that does it; nothing where the opposite has no name."""
    if found.pattern.startswith(("agent", "noun", "compound")) or found.relation in ("binds", "is_associated_with"):
        return found
    start, end = (pair.start, pair.left) if found.forward else (pair.right, pair.end)
    words = pair.words
    before = [at for at in range(max(0, start - 3), start) if words[at + 1] in ("of", "the", words[start])]
    until = min(end + 4, len(words), found.at if found.at > end else len(words))  # "@c enhanced inhibition of @g"
    behind = [at for at in range(end + 1, until) if not TARGETS & set(words[end + 1 : at])]
    lost = any(words[at] in _LOSS and at != found.at for at in before + behind)
    target = pair.right if found.forward else pair.start
    spared = bool({"degradation", "loss", "breakdown"} & set(words[max(target - 3, found.at + 1) : target]))
    if lost == spared:
        return found
    if found.relation == "causes" and "@g" in pair.masks:  # what its loss causes is a disease of the gene
        return found
    opposite = _OPPOSITE.get(found.relation)
    return found._replace(pattern=f"loss-{found.pattern}", relation=opposite) if opposite else None


def say(pair: Between, pattern: str, family: str, forward: bool, at: int) -> Said | None:
    """The relation of a family between these two, or None where it holds between no such things."""
    masks = pair.masks if forward else pair.masks[::-1]
    if masks[0] == "@d" and pattern.startswith("agent"):  # "@g inhibitors in @d": a disease is no inhibitor
        return None
    if pattern in _OF_EVENTS and family in CHANGES and masks[1] == "@g":
        bounds = (pair.right, pair.end) if forward else (pair.start, pair.left)
        if event := changed(pair.words, family, at, *bounds):
            pattern, family = "changed", event
    relation = _VALID.get((family, *masks))
    if not relation and (family in EITHER or (masks == ("@d", "@g") and family in CHANGES)):
        forward, relation = not forward, _VALID.get((family, *masks[::-1]))
    return Said(f"{pattern}:{family}", relation, forward, at) if relation else None


def says(word: str, *formed: str) -> Iterator[Trigger]:
    """What a word says in these forms."""
    return (trigger for trigger in triggers().get(word, ()) if trigger.form in formed)


def a_verb(words: Sequence[str]) -> bool:
    """Whether a finite verb that says a relation is among the words."""
    return any(True for word in words for _ in says(word, "s", "past", "base"))
