"""What one sentence says of two mentions by the words between and beside them, without a parser.

Patterns are over masked words: "@g inhibitor @c", "@c - induced @d", "@g is phosphorylated by @g", "treatment of @d
with @c". Each has a name, by which its precision was measured. The first that fits, from the tightest to the loosest,
counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from labkin.nlp.relation_changes import changes, combined, ruled
from labkin.nlp.relation_clauses import DASH, TARGETS, acted, further
from labkin.nlp.relation_cues import clause_start, left_out, set_aside_at
from labkin.nlp.relation_said import CHANGES, EITHER, Between, Said, a_verb, between, first_of, say, says, turned
from labkin.nlp.relation_text import Line, Place
from labkin.nlp.relation_words import BE, BREAKS, Trigger, triggers, words_of

_BY = frozenset({"by", "with", "using", "through", "via", "following", "after", "upon"})
_LATER = frozenset({"following", "after", "upon"})  # what a drug does not: "inhibition of @g secretion after @c"
_CAUSED = ("due to", "secondary to", "caused by", "induced by", "produced by", "attributed to", "attributable to",
           "resulting from", "because of", "related to", "associated with", "in response to", "as a result of",
           "following", "after", "during")  # fmt: skip
_ROLES = frozenset({"of", "by", "to", "with"})  # "but not by @c"
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
_MOST_BEFORE, _MOST_BEHIND = 12, 8  # words between a verb and the mentions on either side of it
_FARTHEST = 32  # words between the subject of a sentence and what its last verb is done to
_NOUNS_TOO = words_of("increase increases decrease decreases block blocks result results lead leads complex")
_MODALS = words_of("to may might could can will would not does did")
_LINKING = words_of("do has have had also only even no longer then instead rather known shown able unable")
_AGAIN = words_of("may might could can will would also then it they not does did")  # "and can cause"
_LINKS = _AGAIN | {",", "and", "thus", "thereby"}
_HAS = words_of("has had have shows showed show shown lacks lacked lack offers offered offer provides provided retains "
                "retained displays displayed exhibits exhibited demonstrated")  # fmt: skip
_MADE = words_of("induced evoked triggered provoked stimulated elicited mediated associated related")
_OPENING = 4  # words at the start of a sentence in which its subject stands


def said(line: Line, first: Place, second: Place) -> Said | None:
    """What a line says of two mentions, the first of which stands first; None where no pattern fits."""
    left, right = first.last, second.first
    key = (first.at, second.at) if left >= right else (first.first, left, right, second.last)
    if key not in line.memory:
        pair = between(line.words, first, second)
        found = None
        if len(pair.inner) <= (_FARTHEST if pair.start < _OPENING else _MOST_BEFORE + _MOST_BEHIND + 1):
            found = first_of(close(pair)) or first_of(wide(pair))
        line.memory[key] = turned(pair, found) if found else None
    remembered: Said | None = line.memory[key]
    return remembered


def close(pair: Between) -> Iterator[Said | None]:
    """All but the last patterns, of what stands between or of the last that is said of the first mention."""
    yield from tight(pair)
    yield from verbs(pair)
    start = further(pair.words, pair.left, pair.right)
    if start is not None:
        rest = pair._replace(left=start, inner=pair.words[start + 1 : pair.right])
        for reader in (_acting,) if rest.inner[0] in _HAS else (tight, verbs):  # "but shows no activity against @g"
            yield from reader(rest)


def tight(pair: Between) -> Iterator[Said | None]:
    """The patterns of words that stand close together."""
    for reader in (_compound, _agent, _noun):
        yield from reader(pair)


def wide(pair: Between) -> Iterator[Said | None]:
    """The patterns that are tried last."""
    for reader in (_acting, _paired, _clinical, _left_out, _aside):
        yield from reader(pair)


def _compound(pair: Between) -> Iterator[Said | None]:
    """ "@c - induced @d", "@g - mediated inhibition of @g", "@c - associated @d"."""
    inner, at = pair.inner, pair.left + 2
    if len(inner) < 2 or inner[0] not in DASH or TARGETS & set(inner):
        return
    word, rest = inner[1], inner[2:]
    if word in ("mediated", "induced", "dependent", "stimulated", "driven"):
        for place, each in enumerate(rest[:4]):
            for trigger in says(each, "noun"):
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
    another = "and" in inner and any(True for _ in says(words[min(pair.end + 1, len(words) - 1)], "agent"))
    if inner and len(inner) <= 5 and not another:  # "a @g inhibitor and a @g substrate": of a third
        for trigger in says(inner[0], "agent"):
            if not BREAKS & set(inner) and not TARGETS & set(inner) and "of" not in inner and not a_verb(inner[1:]):
                yield say(pair, "agent", trigger.family, False, pair.left + 1)
        if inner[0] in DASH and len(inner) > 1:
            for trigger in says(inner[1], "agent"):
                yield say(pair, "agent", trigger.family, False, pair.left + 2)
    of = len(inner)
    while of and inner[of - 1] in _KEPT_TO:  # "inhibitor of mutant @g"
        of -= 1
    if of >= 2 and inner[of - 1] in ("of", "for") and len(inner) <= 10 and not TARGETS & set(inner) and not _also(pair):
        for trigger in says(inner[of - 2], "agent"):
            if {",", "(", "is", "as", "are", "was", "were", "-", "–", "a", "an", "the"} & set(inner[: of - 2]):
                yield say(pair, "agent-of", trigger.family, True, pair.left + of - 1)
    behind = words[pair.end + 1 : pair.end + 3]
    own = not inner or (inner[0] != "and" and not any(True for _ in says(inner[0], "agent")))
    if behind and len(inner) <= 7 and not TARGETS & set(inner) and own:
        place = 1 if behind[0] in DASH and len(behind) > 1 else 0
        for trigger in says(behind[place], "agent"):
            if {"a", "an", "the", "is", "as"} & set(inner) and not a_verb(inner):
                yield say(pair, "agent-is", trigger.family, True, pair.end + 1 + place)
    before = words[max(0, pair.start - 4) : pair.start]
    if "of" in before and len(inner) <= 3 and {",", "(", "such", "like", "including", "e"} & set(inner):
        for trigger in says(before[before.index("of") - 1], "agent"):
            yield say(pair, "agent", trigger.family, False, pair.start - len(before) + before.index("of") - 1)


def _also(pair: Between) -> bool:
    """Whether what an agent stands for is what the first mention is listed with: "inhibitor of @g and ligand of @g"."""
    before = [word for word in pair.words[max(0, pair.start - 8) : pair.start] if word not in _KEPT_TO]
    whose = len(before) > 1 and before[-1] == "of" and any(True for _ in says(before[-2], "agent"))
    return pair.inner[:1] == ["and"] or list(pair.inner[:2]) == [",", "and"] or (whose and pair.inner[:1] == [","])


def _noun(pair: Between) -> Iterator[Said | None]:
    """ "inhibition of @g by @c", "@g inhibition by @c", "@c inhibition of @g", "inhibitory effect of @c on @g"."""
    inner, words = pair.inner, pair.words
    targets = bool(TARGETS & set(inner))
    before = words[max(0, pair.start - 6) : pair.start]
    if "of" in before and not targets and _BY & set(inner[:6]) and len(inner) <= 9 and not a_verb(inner):
        place = len(before) - 1 - before[::-1].index("of")
        for trigger in says(before[place - 1] if place else "", "noun", "ing"):
            at = pair.start - len(before) + place - 1
            family, pattern = _changed_noun(pair, trigger.family, at, "noun-of-by")
            if family in ("inhibit", "lower") and not (_BY - _LATER) & set(inner[:6]):
                continue
            yield say(pair, pattern, family, False, at)
    if "of" in before and not targets and len(inner) <= 6 and {"on", "to", "with"} & set(inner):
        place = len(before) - 1 - before[::-1].index("of")
        for each in before[max(0, place - 3) : place]:
            for trigger in says(each, "adj", "noun", "ing"):
                if "on" in inner or trigger.family in EITHER:
                    yield say(pair, "noun-of-on", trigger.family, True, pair.start - len(before) + place - 1)
    if len(inner) <= 6 and not targets:
        for place, each in enumerate(inner[:3]):
            for trigger in says(each, "noun"):
                following = inner[place + 1] if place + 1 < len(inner) else ""
                if following in ("by", "with", "using"):
                    family, pattern = _changed_noun(pair, trigger.family, pair.left + 1 + place, "noun-by")
                    yield say(pair, pattern, family, False, pair.left + 1 + place)
                change = changes(inner[:place])
                if change < 0 or (change and trigger.family in CHANGES):  # "reduced phosphorylation of": see `verbs`
                    continue
                to = ("of", "to", "for") if trigger.family == "bind" else ("of", "to")
                if trigger.family in ("raise", "lower") and pair.masks[1] == "@g" and a_verb(inner[:place]):
                    to = ("of", "to", "in")  # "caused a reduction in @g"
                if following in to and not {"and", ",", "or"} & set(inner[:place]):
                    yield say(pair, "noun-of", trigger.family, True, pair.left + 1 + place)


def _changed_noun(pair: Between, family: str, at: int, pattern: str) -> tuple[str, str]:
    """The family and the pattern of a noun that another word may rule: "reduced @g phosphorylation by @c"."""
    change = ruled(pair.words, at) if family in CHANGES and "@g" in pair.masks[:1] else None
    return (combined(change, family), "changed") if change else (family, pattern)


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
        if BREAKS & set(post) or TARGETS & set(post):
            continue
        if pair.masks[0] in pre or _new_subject(pair, pre) or _of_the_first(pair, pre):
            continue
        if pre and pre[-1] in DASH and a_verb(pre) and any(True for _ in says(inner[place], "past")):
            continue  # "blocked insulin - stimulated phosphorylation of @g"
        for trigger in says(inner[place], "base", "s", "past", "ing"):
            yield _of_verb(pair, trigger, pre, post, pair.left + 1 + place)


def _of_another(post: Sequence[str]) -> Sequence[str]:
    """The words behind a verb without what makes its object that of another drug: "prevents @c - induced @d"."""
    for at in range(len(post) - 2):
        if post[at] in TARGETS and post[at + 1] in DASH and post[at + 2] in _MADE:
            return [*post[:at], *post[at + 3 :]]
    return post


def _new_subject(pair: Between, pre: Sequence[str]) -> bool:
    """Whether between the first mention and a verb another begins to act: "; @g", ", which" behind another mention."""
    if found := [at for at, word in enumerate(pre) if word in ("which", "that", "who")]:
        named = [word for word in pre[: found[-1]] if word != ","]
        return bool(named) and named[-1] in TARGETS
    breaks = [at for at, word in enumerate(pre) if word in BREAKS]
    if not breaks:  # "@c inhibits @g and activates @g": what comes before "and" acts
        joined = {",", "and"} & set(pre[:2]) and all(word in _LINKS or word.endswith("ly") for word in pre)
        return bool(joined) and acted(pair.words[: pair.start])
    following = pre[breaks[-1] + 1 :]
    if TARGETS & set(pair.words[: pair.start]):  # what comes before it acts
        return True
    if pair.start < _OPENING and following[:1] in (["it"], ["they"]):  # "@c is no carcinogen , but it causes @d"
        following = following[1:]
    elif pre[breaks[-1]] != "but":
        return True
    return not all(word in _MODALS or word in BE or word in _LINKING or word.endswith("ly") for word in following)


def _goes_on(pair: Between, pre: Sequence[str]) -> bool:
    """Whether a verb is the last of those of a sentence's subject: "@c inhibits @g , is new , and lowers @g"."""
    finite = pre[0] in BE or any(True for _ in says(pre[0], "s", "past"))
    return pair.start < _OPENING and finite and pre[-1] == "and" and len(pre) <= _FARTHEST


def _of_the_first(pair: Between, pre: Sequence[str]) -> bool:
    """Whether a verb is a further one of what acts before the pair: "@c binds @g , is new and inhibits @g".

    So it is behind "and", "by" and "without", where a mention with a verb stands before.
    """
    at = len(pre)
    while at and (pre[at - 1].endswith("ly") or pre[at - 1] in _AGAIN):
        at -= 1
    if not at:
        return False
    if pre[at - 1] not in ("and", "by", "without", "thereby", "thus"):
        # "@g , and @c inhibits @g": that one does it
        return pre[at - 1] in TARGETS and pre[0] == "," and set(pre[: at - 1]) <= {",", "and"}
    return acted(pair.words[clause_start(pair.words, pair.start) : pair.start])


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
        return say(pair, "passive", family, True, at) if family in EITHER else None
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
    if len(inner) > 7 or TARGETS & set(inner) or BREAKS & set(inner):
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
            for trigger in says(each, "noun"):
                if trigger.family in EITHER:
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
    if set(pair.masks) != {"@c", "@d"} or len(inner) > 9 or TARGETS & set(inner) or breaks:
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
    if said not in (["but"], ["whereas"], ["while"], ["yet"]) or not left_out(words, pair.end):
        return
    for at in range(pair.start - 1, max(pair.start - _MOST_BEHIND, 0), -1):
        for trigger in says(words[at], "base", "s", "past"):
            if words[pair.end] in words[max(at - _MOST_BEFORE, 0) : at]:
                yield say(pair, "left-out", trigger.family, False, at)


def _aside(pair: Between) -> Iterator[Said | None]:
    """ "@c inhibits @g with 0 nm but not @g": what is said of another before, which `denied` denies of this one."""
    not_at = next(
        (at for at in range(pair.right - 1, max(pair.right - 4, pair.left), -1) if pair.words[at] not in _ROLES), 0
    )
    if not set_aside_at(pair.words, not_at):
        return
    others = [at for at in range(pair.left + 1, not_at) if pair.words[at] in TARGETS]
    if others and pair.words[others[-1]] == pair.masks[1]:
        yield first_of(
            close(pair._replace(right=others[-1], end=others[-1], inner=pair.words[pair.left + 1 : others[-1]]))
        )


def _first(words: Sequence[str], *wanted: str) -> int:
    """Where the first of the wanted words stands."""
    return next(at for at, word in enumerate(words) if word in wanted)
