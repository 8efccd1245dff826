"""Words of scientific text, the same for every engine: an index is given tokens, never raw text.

A *cluster* is what is written without a space: `IL-2`, `TNF-α`, `1,3-butadiene`, `CD8+`. It gives its parts (`il`,
`2`), which follow each other as words do, and, when there are several, the parts joined (`il2`), so that `IL-2`, `IL2`
and `IL 2` find each other. Greek letters are spelt out, sub- and superscripts and accents become plain, words of prose
are stemmed (Snowball English), short acronyms are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

VERSION = 1  # of the rules below: an index made by other rules must be rebuilt
LONG = 64  # characters of a chunk without space, such as a formula, that is not kept in mind
MAX_TERM = 512  # characters; no engine takes terms without end

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_DASHES = r"\-" "\u00ad\u2010\u2011\u2012\u2013\u2212"
_WORD = rf"(?:[^\W_{_CJK}][\u0300-\u036f]*)"  # one letter or digit and the accents that follow it
# inside a cluster: dashes; a comma, dot or prime between digits (or single letters: N,N-dimethyl); apostrophes
_JOIN = rf"(?:[{_DASHES}]|(?<=\d)[.,'′](?=[\d{_DASHES}])|(?<=\b[A-Za-z]),(?=[A-Za-z]\b)|(?<=[^\W\d_])['’](?=[^\W\d_]))"
_CLUSTER = re.compile(rf"[{_CJK}]|{_WORD}+(?:{_JOIN}{_WORD}+)*(?:\+(?!\w))?")
_SPLIT = re.compile(rf"[{_DASHES}.,'′’]")
_NUMBER = re.compile(r"\d+\.\d+")
_MICRO = re.compile(r"\d*[µμ](?:[glmsAVFJNWLM]|mol)\Z")
_PLURAL = re.compile(r"[A-Z][A-Z0-9]+s\Z")  # SNPs, MOs
_SCRIPTS = re.compile(r"(?<=[A-Za-z0-9])(?=[Α-Ωα-ω])|(?<=[Α-Ωα-ω])(?=[A-Za-z0-9])")
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau "
    "upsilon phi chi psi omega"
)
_GREEK = {chr(ord("α") + i): name for i, name in enumerate(_GREEK_NAMES.split())}
_GREEK_LETTER = re.compile("[α-ω]")

_STOP_WORDS = (
    "a about above after again against all also am among an and any are as at be because been before being below "
    "between both but by can could did do does doing down during each few for from further had has have having he her "
    "here hers him his how i if in into is it its itself just me more most my no nor not of off on once only or other "
    "our ours out over own same she should so some such than that the their theirs them then there these they this "
    "those through to too under until up very was we were what when where which while who whom why will with would "
    "you your yours"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())  # left out of queries, never of the index


class Cluster(NamedTuple):
    """Something written without a space: `start` and `end` are characters of the text it stands in."""

    text: str  # as written
    parts: tuple[str, ...]  # stemmed, in order
    joined: str  # the parts as one, unstemmed; empty when there is but one part and nothing else to say
    start: int
    end: int

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term under which the cluster is found."""
        return (*self.parts, self.joined) if self.joined else self.parts


def clusters(text: str) -> Iterator[Cluster]:
    """The clusters of a text, in order; offsets count characters of the text as given.

    >>> [(c.text, c.terms) for c in clusters("IL-2 and TNF-α in CD8+ cells")][::2]
    [('IL-2', ('il', '2', 'il2')), ('TNF-α', ('tnf', 'alpha', 'tnfalpha')), ('CD8+', ('cd8', 'cd8+'))]
    """
    for match in _CLUSTER.finditer(text):
        parts, joined = _read(match.group())
        if parts:
            yield Cluster(match.group(), parts, joined, match.start(), match.end())


def marked(
    text: str, answer: Callable[[Cluster], str], heads: Collection[str] = (), answers: dict[str, str] | None = None
) -> list[tuple[int, int, str]]:
    """Where (start, end) the clusters stand to which `answer` gives a word, and that word. Asks once per spelling.

    `heads` are the first characters of all terms that have an answer, where that is known: plain words that begin
    otherwise need not be read. `answers` keeps what was answered for the next text.
    """
    answers = {} if answers is None else answers
    found = []
    for match in _CLUSTER.finditer(text):
        written = match.group()
        word = answers.get(written)
        if word is None:
            word = ""
            if not heads or written[0].lower() in heads or not (written.isascii() and written.isalnum()):
                parts, joined = _read(written)
                word = answer(Cluster(written, parts, joined, 0, len(written))) if parts else ""
            answers[written] = word
        if word:
            found.append((match.start(), match.end(), word))
    return found


def stream(text: str) -> str:
    """The tokens of a text between spaces, as an engine indexes them: the parts in order, then the joined forms.

    Joined forms stand apart at the end, so that parts keep the neighbours that phrases ask for.

    >>> stream("The IL-2 receptors"), stream("H₂O, naïve")
    ('the il 2 receptor il2', 'h2o naiv')
    """
    chunks = text.split()  # no cluster goes over white space, and most chunks were seen before
    whole = max(map(len, chunks), default=0) <= LONG
    read = list(map(_of_chunk if whole else _streams, chunks))
    return " ".join([*(parts for parts, _ in read if parts), *(joined for _, joined in read if joined)])


def _streams(text: str) -> tuple[str, str]:
    """The parts and the joined forms of what has no space in it."""
    read = [_read(match.group()) for match in _CLUSTER.finditer(text)]
    return " ".join(part for parts, _ in read for part in parts), " ".join(whole for _, whole in read if whole)


_of_chunk = lru_cache(maxsize=200_000)(_streams)


def words(text: str) -> list[str]:
    """The words of a name unstemmed, as spelling and prefixes see them.

    >>> words("Imatinib mesylates, 5-HT")
    ['imatinib', 'mesylates', '5', 'ht']
    """
    return [_plain(part)[:MAX_TERM] for match in _CLUSTER.finditer(text) for part in _pieces(match.group())]


@lru_cache(maxsize=200_000)
def _read(cluster: str) -> tuple[tuple[str, ...], str]:
    pieces = _pieces(cluster)
    parts = tuple(term[:MAX_TERM] for piece in pieces if (term := stem(piece)))
    joined = ""
    if len(pieces) > 1:
        joined = stem("".join(_plain(piece) for piece in pieces))[:MAX_TERM]  # as if written without the hyphens
    if cluster.endswith("+"):
        joined = (joined or _plain(pieces[0]))[: MAX_TERM - 1] + "+"
    return parts, joined


def _pieces(cluster: str) -> list[str]:
    cluster = cluster.removesuffix("+")
    if _NUMBER.fullmatch(cluster):
        return [cluster]
    cluster = re.sub(r"['’]s\Z", "", cluster)
    return [piece for piece in _SPLIT.split(cluster) if piece and _plain(piece)]


def runs(cluster: str) -> list[str]:
    """The runs of letters and of digits of a cluster: how it may be written with spaces.

    >>> runs("IL-2"), runs("BRCA1"), runs("IFNγ"), runs("word")
    (['il', '2'], ['brca', '1'], ['ifn', 'gamma'], ['word'])
    """
    split = _SCRIPTS.sub(" ", " ".join(_pieces(cluster)))
    return [stem(run) for word in split.split() for run in _RUNS.findall(_plain(word))]


@lru_cache(maxsize=200_000)
def _plain(word: str) -> str:
    """Lower case, no accents, no sub- or superscripts, Greek spelt out."""
    if word.isascii():
        return word.lower()
    if _MICRO.match(word):
        return re.sub("[µμ]", "u", word).lower()
    folded = unicodedata.normalize("NFKC", word).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    spelt = _GREEK_LETTER.sub(lambda match: _GREEK[match.group()], bare)
    return "".join(c for c in spelt if c.isalnum())


def stem(word: str) -> str:
    """The term of one word: plain, and stemmed when it is a word of prose rather than an acronym or a code.

    >>> stem("inhibitors"), stem("AIDS"), stem("BRCA2"), stem("siRNAs")
    ('inhibitor', 'aids', 'brca2', 'sirna')
    """
    if _PLURAL.fullmatch(word):
        word = word[:-1]
    plain = _plain(word)
    if len(plain) < 4 or not plain.isascii() or not plain.isalpha() or is_acronym(word):
        return plain
    return _stemmer()(plain)


def is_acronym(word: str) -> bool:
    """Whether a word is two to five capitals."""
    return len(word) <= 5 and word.isascii() and word.isupper()


@cache
def _stemmer() -> Callable[[str], str]:
    import tantivy  # here, for those who only import this module for its names

    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()

    @lru_cache(maxsize=200_000)
    def stem_one(word: str) -> str:
        return str(analyzer.analyze(word)[0])

    return stem_one
