"""What one sentence says of two mentions by the words between and beside them, without a parser.

Patterns are over masked words: "@g inhibitor @c", "@c - induced @d", "@g is phosphorylated by @g", "treatment of @d
with @c". Each has a name, by which its precision was measured. The first that fits, from the tightest to the loosest,
counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from labkin.nlp.relation_cues import clause_start, left_out
from labkin.nlp.relation_text import Line, Place
from labkin.nlp.relation_words import BE, BREAKS, Trigger, triggers, words_of

_DASH = frozenset({"-", "–", "—", "‐", "‑"})
_BY = frozenset({"by", "with", "using", "through", "via", "following", "after", "upon"})
_LATER = frozenset({"following", "after", "upon"})  # what a drug does not: "inhibition of @g secretion after @c"
_CAUSED = ("due to", "secondary to", "caused by", "induced by", "produced by", "attributed to", "attributable to",
           "resulting from", "because of", "related to", "associated with", "in response to", "as a result of",
           "following", "after", "during")  # fmt: skip
_FOR = frozenset({"for", "in", "against"})
_WITH = {"treat": ("with", "by"), "link": ("with", "to", "in"), "bind": ("to", "with"), "cause": ("by", "from")}
_TO = {"lead": "to", "result": "in", "contribute": "to", "predispose": "to", "associate": "with", "interact": "with",
       "bind": "to", "correlate": "with", "relate": "to", "link": "to", "implicate": "in", "involve": "in"}  # fmt: skip
_EFFECTIVE = frozenset({"effective", "beneficial", "efficacious", "ineffective", "inefficacious", "useless"})
_HELPS = words_of("benefit protection efficacy effectiveness")  # in, against or for a disease
_ACTING = words_of("active inactive activity activities potency")  # against or on a gene's product, or a disease
_ON = words_of("against on at towards toward for")
_KEPT_TO = words_of(
    "mutant mutated wild type human recombinant purified the a an both either double oncogenic activating -"
)
_TARGETS = frozenset({"@c", "@d", "@g", "@v"})
_MOST_BEFORE, _MOST_BEHIND = 12, 8  # words between a verb and the mentions on either side of it
_FARTHEST = 32  # words between the subject of a sentence and what its last verb is done to
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
_NOUNS_TOO = words_of("increase increases decrease decreases block blocks result results lead leads complex")
_MODALS = words_of("to may might could can will would not does did")
_LINKING = words_of("do has have had also only even no longer then instead rather known shown able unable")
_HAS = words_of("has had have shows showed show shown lacks lacked lack offers offered offer provides provided retains "
                "retained displays displayed exhibits exhibited demonstrated")  # fmt: skip
_MADE = words_of("induced evoked triggered provoked stimulated elicited mediated associated related")
_OPENING = 4  # words at the start of a sentence in which its subject stands
_EITHER = frozenset({"bind", "link"})  # families that have no direction of their own
_CHANGES = frozenset({"inhibit", "activate", "raise", "lower"})  # what a disease does to a gene is said of the gene


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


def said(line: Line, first: Place, second: Place) -> Said | None:
    """What a line says of two mentions, the first of which stands first; None where no pattern fits."""
    left, right = first.last, second.first
    key = (first.at, second.at) if left >= right else (first.first, left, right, second.last)
    if key not in line.memory:
        pair = between(line.words, first, second)
        found = None
        if len(pair.inner) <= (_FARTHEST if pair.start < _OPENING else _MOST_BEFORE + _MOST_BEHIND + 1):
            found = first_of(tight(pair)) or first_of(verbs(pair)) or first_of(wide(pair))
        line.memory[key] = turned(pair, found) if found else None
    remembered: Said | None = line.memory[key]
    return remembered


def between(words: Sequence[str], first: Place, second: Place) -> Between:
    """Two mentions with the words around them; of mentions in one list, only those between the two."""
    left, right, start, end = first.last, second.first, first.first, second.last
    if left >= right:
        start, left, right, end = first.at, first.at, second.at, second.at
    return Between(words, start, left, right, end, words[left + 1 : right])


def tight(pair: Between) -> Iterator[Said | None]:
    """The patterns of words that stand close together."""
    for reader in (_compound, _agent, _noun):
        yield from reader(pair)


def wide(pair: Between) -> Iterator[Said | None]:
    """The patterns that are tried last."""
    for reader in (_acting, _paired, _clinical, _left_out):
        yield from reader(pair)


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
    behind = [at for at in range(end + 1, min(end + 4, len(words))) if not _TARGETS & set(words[end + 1 : at])]
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
    relation = _VALID.get((family, *masks))
    if not relation and (family in _EITHER or (masks == ("@d", "@g") and family in _CHANGES)):
        forward, relation = not forward, _VALID.get((family, *masks[::-1]))
    return Said(f"{pattern}:{family}", relation, forward, at) if relation else None


def _says(word: str, *formed: str) -> Iterator[Trigger]:
    return (trigger for trigger in triggers().get(word, ()) if trigger.form in formed)


def _compound(pair: Between) -> Iterator[Said | None]:
    """ "@c - induced @d", "@g - mediated inhibition of @g", "@c - associated @d"."""
    inner, at = pair.inner, pair.left + 2
    if len(inner) < 2 or inner[0] not in _DASH or _TARGETS & set(inner):
        return
    word, rest = inner[1], inner[2:]
    if word in ("mediated", "induced", "dependent", "stimulated", "driven"):
        for place, each in enumerate(rest[:4]):
            for trigger in _says(each, "noun"):
                if rest[place + 1 : place + 2] == ["of"]:
                    yield say(pair, "compound-noun", trigger.family, True, at + 1 + place)
    if len(rest) <= 3 and not BREAKS & set(rest) and "," not in rest:
        if word in ("induced", "evoked", "triggered", "provoked", "stimulated", "elicited", "driven"):
            for family in ("cause", "activate"):
                yield say(pair, "compound", family, True, at)
        if word in ("associated", "related", "linked"):
            family = "cause" if pair.masks == ("@c", "@d") else "link"
            yield say(pair, "compound", family, True, at)
        if word in ("mediated", "dependent"):
            yield say(pair, "compound-mediated", "cause" if pair.masks == ("@c", "@d") else "link", True, at)
        if word in ("deficient", "mutated", "mutant", "positive", "negative"):
            yield say(pair, "compound-link", "link", True, at)


def _agent(pair: Between) -> Iterator[Said | None]:
    """ "@g inhibitor @c", "@c , a potent inhibitor of @g", "@c ( a @g antagonist )", "inhibitors of @g such as @c"."""
    inner, words = pair.inner, pair.words
    if inner and len(inner) <= 5:
        for trigger in _says(inner[0], "agent"):
            if not BREAKS & set(inner) and not _TARGETS & set(inner) and "of" not in inner and not _a_verb(inner[1:]):
                yield say(pair, "agent", trigger.family, False, pair.left + 1)
        if inner[0] in _DASH and len(inner) > 1:
            for trigger in _says(inner[1], "agent"):
                yield say(pair, "agent", trigger.family, False, pair.left + 2)
    of = len(inner)
    while of and inner[of - 1] in _KEPT_TO:  # "inhibitor of mutant @g"
        of -= 1
    if of >= 2 and inner[of - 1] in ("of", "for") and len(inner) <= 10 and not _TARGETS & set(inner):
        for trigger in _says(inner[of - 2], "agent"):
            if {",", "(", "is", "as", "are", "was", "were", "-", "–", "a", "an", "the"} & set(inner[: of - 2]):
                yield say(pair, "agent-of", trigger.family, True, pair.left + of - 1)
    behind = words[pair.end + 1 : pair.end + 3]
    if behind and len(inner) <= 7 and not _TARGETS & set(inner) and inner[:1] != ["and"]:
        place = 1 if behind[0] in _DASH and len(behind) > 1 else 0
        for trigger in _says(behind[place], "agent"):
            if {"a", "an", "the", "is", "as"} & set(inner) and not _a_verb(inner):
                yield say(pair, "agent-is", trigger.family, True, pair.end + 1 + place)
    before = words[max(0, pair.start - 4) : pair.start]
    if "of" in before and len(inner) <= 3 and {",", "(", "such", "like", "including", "e"} & set(inner):
        for trigger in _says(before[before.index("of") - 1], "agent"):
            yield say(pair, "agent", trigger.family, False, pair.start - len(before) + before.index("of") - 1)


def _noun(pair: Between) -> Iterator[Said | None]:
    """ "inhibition of @g by @c", "@g inhibition by @c", "@c inhibition of @g", "inhibitory effect of @c on @g"."""
    inner, words = pair.inner, pair.words
    targets = bool(_TARGETS & set(inner))
    before = words[max(0, pair.start - 6) : pair.start]
    if "of" in before and not targets and _BY & set(inner[:6]) and len(inner) <= 9 and not _a_verb(inner):
        place = len(before) - 1 - before[::-1].index("of")
        for trigger in _says(before[place - 1] if place else "", "noun", "ing"):
            if trigger.family in ("inhibit", "lower") and not (_BY - _LATER) & set(inner[:6]):
                continue
            yield say(pair, "noun-of-by", trigger.family, False, pair.start - len(before) + place - 1)
    if "of" in before and not targets and len(inner) <= 6 and {"on", "to", "with"} & set(inner):
        place = len(before) - 1 - before[::-1].index("of")
        for each in before[max(0, place - 3) : place]:
            for trigger in _says(each, "adj", "noun", "ing"):
                if "on" in inner or trigger.family in _EITHER:
                    yield say(pair, "noun-of-on", trigger.family, True, pair.start - len(before) + place - 1)
    if len(inner) <= 6 and not targets:
        for place, each in enumerate(inner[:3]):
            for trigger in _says(each, "noun"):
                following = inner[place + 1] if place + 1 < len(inner) else ""
                if following in ("by", "with", "using"):
                    yield say(pair, "noun-by", trigger.family, False, pair.left + 1 + place)
                to = ("of", "to", "for") if trigger.family == "bind" else ("of", "to")
                if following in to and not {"and", ",", "or"} & set(inner[:place]):
                    yield say(pair, "noun-of", trigger.family, True, pair.left + 1 + place)


def verbs(pair: Between) -> Iterator[Said | None]:
    """ "@c strongly inhibits @g", "@g was inhibited by @c", "@g , inhibited by @c ,", "@g is associated with @d"."""
    inner = pair.inner
    known = triggers()
    for place in range(len(inner) - 1, -1, -1):
        if inner[place] not in known:
            continue
        pre: Sequence[str] = inner[:place]
        post: Sequence[str] = _of_another(inner[place + 1 :])
        if (len(pre) > _MOST_BEFORE and not _goes_on(pair, pre)) or len(post) > _MOST_BEHIND:
            continue
        if BREAKS & set(post) or _TARGETS & set(post):
            continue
        if pair.masks[0] in pre or _new_subject(pair, pre) or _of_the_first(pair, pre):
            continue
        for trigger in _says(inner[place], "base", "s", "past", "ing"):
            yield _of_verb(pair, trigger, pre, post, pair.left + 1 + place)


def _of_another(post: Sequence[str]) -> Sequence[str]:
    """The words behind a verb without what makes its object that of another drug: "prevents @c - induced @d"."""
    made = len(post) >= 3 and post[-1] in _MADE and post[-2] in _DASH and post[-3] in _TARGETS
    return post[:-3] if made else post


def _new_subject(pair: Between, pre: Sequence[str]) -> bool:
    """Whether between the first mention and a verb another begins to act: "; @g", ", which" behind another mention."""
    if found := [at for at, word in enumerate(pre) if word in ("which", "that", "who")]:
        named = [word for word in pre[: found[-1]] if word != ","]
        return bool(named) and named[-1] in _TARGETS
    breaks = [at for at, word in enumerate(pre) if word in BREAKS]
    if not breaks:  # "@c inhibits @g and activates @g": what comes before "and" acts
        joined = "and" in pre[:2] and all(word in (",", "and") or word.endswith("ly") for word in pre)
        before = pair.words[: pair.start]
        return joined and bool(_TARGETS & set(before)) and _a_verb(before)
    following = pre[breaks[-1] + 1 :]
    if _TARGETS & set(pair.words[: pair.start]):  # what comes before it acts
        return True
    if pair.start < _OPENING and following[:1] in (["it"], ["they"]):  # "@c is no carcinogen , but it causes @d"
        following = following[1:]
    elif pre[breaks[-1]] != "but":
        return True
    return not all(word in _MODALS or word in BE or word in _LINKING or word.endswith("ly") for word in following)


def _goes_on(pair: Between, pre: Sequence[str]) -> bool:
    """Whether a verb is the last of those of a sentence's subject: "@c inhibits @g , is new , and lowers @g"."""
    finite = pre[0] in BE or any(True for _ in _says(pre[0], "s", "past"))
    return pair.start < _OPENING and finite and pre[-1] == "and" and len(pre) <= _FARTHEST


def _of_the_first(pair: Between, pre: Sequence[str]) -> bool:
    """Whether a verb is a further one of what acts before the pair: "@c binds @g , is new and inhibits @g".

    So it is behind "and", "by" and "without", where a mention with a verb stands before.
    """
    at = len(pre)
    while at and pre[at - 1].endswith("ly"):
        at -= 1
    if not at:
        return False
    if pre[at - 1] not in ("and", "by", "without", "thereby", "thus"):
        # "@g , and @c inhibits @g": that one does it
        return pre[at - 1] in _TARGETS and pre[0] == "," and set(pre[: at - 1]) <= {",", "and"}
    before = pair.words[clause_start(pair.words, pair.start) : pair.start]
    return bool(_TARGETS & set(before)) and (_a_verb(before) or bool(BE & set(before)))


def _of_verb(pair: Between, trigger: Trigger, pre: Sequence[str], post: Sequence[str], at: int) -> Said | None:
    family, form = trigger
    word = pair.words[at]
    being = form == "past" and bool(BE & set(pre[-3:]))
    if form == "past" and post[:1] == ["by"]:
        return say(pair, "passive", family, False, at)
    prepositions = _WITH.get(family, ())
    if form == "past" and post and post[0] in prepositions and word not in ("led", "resulted", "developed"):
        if family == "treat":
            tight = len(pre) <= 4 and not {"after", "following", "during", "developed"} & set(pre)
            return say(pair, "treated-with", family, False, at) if tight else None
        return say(pair, "passive", family, True, at) if family in _EITHER else None
    if word in _NOUNS_TOO and post[:1] in (["in"], ["of"]):
        return None
    if being or (form == "past" and not pre and not _takes_object(post)):
        return None
    if word in ("resulted", "results", "resulting") and post[:1] == ["from"]:
        return say(pair, "passive", family, False, at)
    wanted = next((_TO[base] for base in _TO if word.startswith(base[:-1])), "")
    if family == "bind" and post and post[0] in ("neither", "both", "only"):
        post = post[1:]
    if wanted and wanted not in post[:2] and not (family == "bind" and word[:4] in ("bind", "boun") and not post):
        return None
    if word == "lower" and not (pre and pre[-1] in _MODALS):
        return None
    return say(pair, "active", family, True, at)


def _takes_object(post: Sequence[str]) -> bool:
    return not {"in", "with", "by", "after", "at", "from"} & set(post[:1])


def _a_verb(words: Sequence[str]) -> bool:
    return any(True for word in words for _ in _says(word, "s", "past", "base"))


def _acting(pair: Between) -> Iterator[Said | None]:
    """ "@c lacks activity against @g", "@c is inactive on @g"."""
    inner = pair.inner
    place = len(inner) - 1
    while place > 0 and inner[place] in _KEPT_TO:
        place -= 1
    if place < 2 or pair.masks[0] != "@c" or "@c" in inner or BREAKS & set(inner):
        return
    if inner[place] in _ON and inner[place - 1] in _ACTING and _stated(inner[: place - 1]):
        family = "treat" if pair.masks[1] == "@d" else "inhibit"
        yield say(pair, "acting", family, True, pair.left + place)


def _stated(words: Sequence[str]) -> bool:
    """Whether words hold a verb that says how something is: "is", "has", "lacks", "showed"."""
    return bool((BE | _HAS) & set(words))


def _paired(pair: Between) -> Iterator[Said | None]:
    """ "association between @g and @d", "interaction of @g with @g", "role of @g in @d", "@g mutations in @d"."""
    inner, words = pair.inner, pair.words
    if len(inner) > 7 or _TARGETS & set(inner) or BREAKS & set(inner):
        return
    if inner[-2:] == ["unrelated", "to"]:
        yield say(pair, "unrelated", "link", True, pair.right - 2)
    for place, each in enumerate(inner):
        if each in ("role", "roles", "part", "involved", "marker", "biomarker", "factor") and {"in", "for", "of"} & set(
            inner[place + 1 :]
        ):
            yield say(pair, "role", "link", True, pair.left + 1 + place)
    before = words[max(0, pair.start - 5) : pair.start]
    for place, each in enumerate(before):
        if {"between", "of", "for", "in"} & set(before[place + 1 :]) and {"and", "with", "in", "to"} & set(inner):
            for trigger in _says(each, "noun"):
                if trigger.family in _EITHER:
                    yield say(pair, "between", trigger.family, True, pair.start - len(before) + place)
    if pair.masks in (("@g", "@d"), ("@v", "@d"), ("@d", "@g"), ("@d", "@v")):
        marks = {"mutation", "mutations", "variant", "variants", "polymorphism", "polymorphisms", "gene", "genotype",
                 "deficiency", "expression", "allele", "alleles", "haplotype", "deletion", "overexpression",
                 "susceptibility", "risk"}  # fmt: skip
        place = next((at for at, word in enumerate(inner) if word in marks), -1)
        if place >= 0 and {"in", "for", "of", "to", "and", "with"} & set(inner[place:]):
            yield say(pair, "genetic", "link", True, pair.left + 1 + place)


def _clinical(pair: Between) -> Iterator[Said | None]:
    """ "@c for @d", "@d patients treated with @c", "@d due to @c", "@c therapy in patients with @d", "@d after @c"."""
    inner = pair.inner
    if pair.masks == ("@c", "@d") and list(inner[-4:]) == ["for", "the", "treatment", "of"] and "@c" not in inner:
        yield say(pair, "for-treatment", "treat", True, pair.right - 2)
    breaks = BREAKS & set(inner) - {"because"}
    if set(pair.masks) != {"@c", "@d"} or len(inner) > 9 or _TARGETS & set(inner) or breaks:
        return
    at, text = pair.left + 1, f" {' '.join(inner)} "
    chemical_first = pair.masks[0] == "@c"
    before = pair.words[max(0, pair.start - 3) : pair.start]
    if chemical_first:
        if set(inner) & {"treatment", "therapy", "management", "prophylaxis", "prevention"} and _FOR & set(inner):
            yield say(pair, "for-treatment", "treat", True, at)
        given = {"used", "given", "prescribed", "indicated", "approved", "licensed", "administered", "recommended"}
        if given & set(inner) and {"for", "against"} & set(inner[-2:]):
            yield say(pair, "for", "treat", True, at + _first(inner, *given))
        if _EFFECTIVE & set(inner) and _FOR & set(inner):
            yield say(pair, "effective", "treat", True, at + _first(inner, *_EFFECTIVE))
        if inner[-1:] and inner[-1] in _FOR and _helps(inner):
            yield say(pair, "effective", "treat", True, pair.right - 2)
        if {"discontinued", "withdrawn", "stopped"} & set(inner) and {"because", "due"} & set(inner):
            yield say(pair, "stopped", "cause", True, at)
        if "responsible for" in text:
            yield say(pair, "active", "cause", True, at + _first(inner, "responsible"))
        if inner[:1] == ["for"]:
            yield say(pair, "for", "treat", True, at)
        if " in patients with " in text or " in the treatment " in text or " in subjects with " in text:
            yield say(pair, "in-patients", "treat", True, at)
        return
    if {"treatment", "therapy", "management"} & set(before) and {"with", "by", "using"} & set(inner[:2]):
        yield say(pair, "for-treatment", "treat", False, at)
    treated = any(f" {words} " in text for words in ("treated with", "receiving", "treatment with", "therapy with"))
    if treated and len(inner) <= 5 and not {"after", "following", "during", "developed"} & {*inner, *before}:
        yield say(pair, "treated-with", "treat", False, at)
    for words in _CAUSED:
        if text.startswith(f" {words} ") or f" {words} " in text[:24]:
            tight = words not in ("following", "after", "during", "associated with", "related to")
            yield say(pair, "due-to" if tight else "after", "cause", False, at)


def _helps(inner: Sequence[str]) -> bool:
    """Whether words before "in" or "against" tell of help, or of none: "showed no benefit", "is of no use"."""
    return len(inner) > 2 and ((inner[-2] in _HELPS and _stated(inner)) or list(inner[-3:-1]) == ["no", "use"])


def _left_out(pair: Between) -> Iterator[Said | None]:
    """ "@c caused @d , but @c did not .": of the second pair the verb is that before the first of them."""
    words = pair.words
    said = [word for word in pair.inner if word not in (",", "the", "that", "of")]
    if said not in (["but"], ["whereas"], ["while"]) or not left_out(words, pair.end):
        return
    for at in range(pair.start - 1, max(pair.start - _MOST_BEHIND, 0), -1):
        for trigger in _says(words[at], "base", "s", "past"):
            if words[pair.end] in words[max(at - _MOST_BEFORE, 0) : at]:
                yield say(pair, "left-out", trigger.family, False, at)


def _first(words: Sequence[str], *wanted: str) -> int:
    """Where the first of the wanted words stands."""
    return next(at for at, word in enumerate(words) if word in wanted)
