"""What Amazon Neptune would refuse in an openCypher statement, found without a Neptune.

There is no Neptune to be had outside AWS. What can be checked is what AWS writes down: the Amazon Neptune User Guide,
"openCypher specification compliance", "openCypher extensions", "Rewriting Cypher queries" and "Neptune compatibility
with Neo4j". `lint` holds a statement against them, and against what openCypher 9 does not have but Neo4j 5 does. It is
strict on purpose: what those pages allow only from some engine release on, or leave open, is reported too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTIONS = _words(
    """exists
    coalesce endnode epochmillis head id last length randomuuid properties removekeyfrommap size startnode timestamp
    toboolean tofloat tointeger type
    avg collect count max min percentiledisc percentilecont stdev stdevp sum
    join keys labels nodes range relationships reverse tail
    abs ceil floor rand round sign e exp log log10 sqrt
    acos asin atan atan2 cos cot degrees pi radians sin tan
    left ltrim replace right rtrim split substring tolower tostring toupper trim
    datetime"""
)
INSTEAD = {
    "shortestpath": "match a path of bounded length and order by its length",
    "allshortestpaths": "match a path of bounded length and order by its length",
    "any": "use size([x IN list WHERE ...]) >= 1",
    "all": "use size([x IN list WHERE ...]) = size(list)",
    "none": "use size([x IN list WHERE ...]) = 0",
    "single": "use size([x IN list WHERE ...]) = 1",
    "reduce": "it is there from engine 1.4.6.0 on, and only for sums and products",
    "elementid": "use id(), which is a text",
    "date": "keep dates as texts",
    "duration": "compute it outside",
}
ABSENT = {
    "FOREACH": "use UNWIND",
    "LOAD": "use the bulk loader",
    "CALL": "there are no procedures, and subqueries only from engine 1.4.1.0 on",
    "YIELD": "there are no procedures",
    "MANDATORY": "use MATCH",
    "USING": "there are other hints, and only from engine 1.3.2.0 on",
    "DROP": "there are no indexes or constraints to define",
    "SHOW": "there are no indexes or constraints to show",
    "INSERT": "use CREATE",
    "FINISH": "leave it out",
}
SYMBOLS = {
    "=~": "the operator =~: use STARTS WITH, ENDS WITH or CONTAINS",
    "^": "the operator ^",
    "&": "& between labels: name them one after the other",
    "!": "! before a label: use NOT",
    "::": "types of values",
}
_KEYWORDS = _words(
    """AND OR XOR NOT IN IS NULL MATCH OPTIONAL WHERE WITH RETURN UNWIND AS ORDER BY SKIP LIMIT ASC DESC CREATE MERGE
    SET REMOVE DELETE DETACH ON UNION DISTINCT CASE WHEN THEN ELSE END STARTS ENDS CONTAINS TRUE FALSE"""
)
_CLAUSES = _words("MATCH WHERE WITH RETURN UNWIND CREATE MERGE SET REMOVE DELETE ORDER")
_WRITES = _words("CREATE MERGE SET REMOVE DELETE")
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<param>\$(?:\w+|`(?:[^`]|``)*`))
    | (?P<number>\d+\.\d+(?:[eE][+-]?\d+)?|\d+)
    | (?P<word>[^\W\d]\w*)
    | (?P<symbol>=~|<>|<=|>=|\+=|::|\.\.|->|<-|.)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int
    inside: int  # where the innermost open bracket stands in the list of tokens; -1 for none
    clause: str  # the clause it belongs to

    @property
    def word(self) -> str:
        """The word in capitals, when it may be a keyword."""
        return self.text.upper() if self.kind == "word" else ""


def lint(text: str, params: Mapping[str, Any] | None = None) -> list[str]:
    """What Neptune would refuse in the statement and in the properties that `params` would store; empty for nothing.

    Each is a sentence that ends with the place in the statement, counted in characters from 0.

    >>> lint("MATCH (n:Gene) WHERE n.name =~ 'E.*' RETURN id(n)")
    ['Neptune lacks the operator =~: use STARTS WITH, ENDS WITH or CONTAINS, at 28']
    """
    statement = _Statement(_tokens(text))
    found = [f"Neptune lacks {what}, at {at}" for what, at in sorted(statement.problems(), key=lambda p: p[1])]
    return found + [f"Neptune cannot store {what}" for what in _unstorable(params or {}, "$")]


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    open_: list[int] = []
    clause = ""
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "space":
            continue
        said = match[0]
        if said in _OPENING.values() and open_:
            open_.pop()
        if kind == "word" and said.upper() in _CLAUSES and not open_:
            clause = said.upper()
        tokens.append(_Token(kind, said, match.start(), open_[-1] if open_ else -1, clause))
        if said in _OPENING:
            open_.append(len(tokens) - 1)
    return tokens


class _Statement:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens

    def problems(self) -> Iterator[tuple[str, int]]:
        for i, token in enumerate(self.tokens):
            for check in (self.words, self.calls, self.pages, self.symbols, self.brackets, self.braces, self.names):
                for what in check(i, token):
                    yield what, token.at
        words = {token.word for i, token in enumerate(self.tokens) if not self.named(i)}
        if "UNION" in words and words & _WRITES:
            yield "UNION of statements that write", 0

    # -- looking around ----------------------------------------------------------------------------------------------

    def text(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def named(self, i: int) -> bool:
        """Whether a word stands where a name stands: after a dot or colon, or before the colon of a map."""
        in_map = self.text(self.tokens[i].inside) == "{" and self.text(i + 1) == ":"
        return self.text(i - 1) in (".", ":", "|") or in_map

    def within(self, i: int) -> Iterator[_Token]:
        """What stands inside the bracket that opens here, at any depth."""
        depth = 0
        for token in self.tokens[i:]:
            depth += (token.text in _OPENING) - (token.text in _OPENING.values())
            if depth == 0:
                return
            if token is not self.tokens[i]:
                yield token

    # -- checks: each gives what Neptune lacks at a token ------------------------------------------------------------

    def words(self, i: int, token: _Token) -> Iterator[str]:
        if self.named(i):
            return
        after = self.text(i + 1)
        if token.word in ABSENT and after != "(" and self.text(i - 1) not in ("(", "["):
            yield f"{token.word}: {ABSENT[token.word]}"
        if token.word in ("EXISTS", "COUNT", "COLLECT") and after == "{":
            yield f"{token.word} {{ ... }}: use a bare pattern"
        if token.word == "CREATE" and after != "(" and self.text(i + 2) != "=" and self.text(i - 1).upper() != "ON":
            yield "definitions of indexes and constraints"
        if token.word == "WHERE" and token.inside >= 0 and not self.comprehension(token.inside):
            yield "WHERE inside a pattern: put it after the pattern"

    def comprehension(self, opening: int) -> bool:
        return self.text(opening) == "[" and self.text(opening + 2).upper() == "IN"

    def calls(self, i: int, token: _Token) -> Iterator[str]:
        if token.kind != "word" or self.text(i + 1) != "(" or token.word in _KEYWORDS:
            return
        name = token.text.lower()
        if self.text(i - 1) == ".":
            yield f"functions of plug-ins such as {self.text(i - 2)}.{token.text}()"
        elif name == "all" and self.text(i - 1).upper() == "UNION":
            return
        elif name not in FUNCTIONS:
            yield f"{token.text}()" + (f": {INSTEAD[name]}" if name in INSTEAD else "")
        elif name == "datetime":
            inner = list(self.within(i + 1))
            if inner and [t.kind for t in inner] != ["text"]:
                yield "datetime() of anything but a text that stands in the statement"

    def pages(self, i: int, token: _Token) -> Iterator[str]:
        if token.word not in ("SKIP", "LIMIT") or self.named(i):
            return
        follows = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        ends = self.tokens[i + 2] if i + 2 < len(self.tokens) else None
        plain = follows is not None and follows.text.isdigit() and (ends is None or ends.kind == "word")
        if not plain:
            yield f"{token.word} of anything but a number that stands in the statement"

    def symbols(self, i: int, token: _Token) -> Iterator[str]:
        if token.kind == "symbol" and token.text in SYMBOLS:
            yield SYMBOLS[token.text]
        if token.text == ";" and i + 1 < len(self.tokens):
            yield "several statements in one"
        in_node = self.text(token.inside) == "(" and token.inside + 4 >= i and token.text == "|"
        if in_node and ":" in (self.text(i - 2), self.text(i - 3)):
            yield "| between the labels of a node: use OR"

    def brackets(self, i: int, token: _Token) -> Iterator[str]:
        if token.text != "[" or token.kind != "symbol":
            return
        before, after = self.tokens[i - 1] if i else None, self.text(i + 1)
        inner = list(self.within(i))
        if before is not None and self.ends_value(before):
            if not all(t.kind == "number" or t.text in ("..", "-") for t in inner):
                yield "keys that are computed: name the property"
        elif before is None or before.text not in ("-", "<-"):
            if after == "(":
                yield "lists made of patterns: match them"
            stored = before is not None and (before.text == "=" or before.text == "+=") and token.clause == "SET"
            if stored or (before is not None and before.text == ":" and token.clause in ("CREATE", "MERGE")):
                yield "properties that hold lists: keep them as text"
        elif "*" in [t.text for t in inner] and any(
            t.kind in ("param", "word", "quoted") and self.text(t.inside) == "{" and self.value_of_key(t) for t in inner
        ):
            yield "values that are not constant in a path of any length"

    def ends_value(self, token: _Token) -> bool:
        if token.kind in ("quoted", "param"):
            return True
        return (token.kind == "word" and token.word not in _KEYWORDS) or token.text in (")", "]")

    def value_of_key(self, token: _Token) -> bool:
        i = self.tokens.index(token)
        return self.text(i - 1) == ":" and token.word not in ("TRUE", "FALSE")

    def braces(self, i: int, token: _Token) -> Iterator[str]:
        if token.text != "{" or token.kind != "symbol":
            return
        if self.text(i - 1) == ")":
            yield "patterns that repeat: use * in a relationship"
        if self.text(i + 1) == "." or (self.text(i + 2) == "," and self.text(i - 1).isidentifier()):
            yield "projections of maps: name the properties"

    def names(self, i: int, token: _Token) -> Iterator[str]:
        if token.text == "`~id`" and self.text(i - 1) == ".":
            yield "the property ~id: use id()"


def _unstorable(value: Any, where: str, stored: bool = False) -> Iterator[str]:
    """Values among the parameters that no property can hold. Rows keep what they store under `props`."""
    if isinstance(value, Mapping):
        if stored and not where.endswith("props"):
            yield f"a map, {where}"
        for key, item in value.items():
            yield from _unstorable(item, f"{where}{'.' if where != '$' else ''}{key}", stored or key == "props")
            if stored and str(key).startswith("~"):
                yield f"a property named {key}, {where}"
    elif isinstance(value, list | tuple):
        if stored:
            yield f"a list, {where}"
        for item in value:
            yield from _unstorable(item, where, stored)
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{value}, {where}"
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        yield f"a whole number of more than 64 bits, {where}"
    elif not isinstance(value, str | int | float | bool | None):
        yield f"a {type(value).__name__}, {where}"
