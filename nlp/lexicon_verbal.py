"""Values that are verbs, as a certificate that "does not conform": the other forms of the same verb."""

from __future__ import annotations

import re
from collections.abc import Collection

from labkin.nlp.normal import normal

_DENIED = re.compile(r"(?:does|do|did) not (?P<verb>[a-z]+)", re.IGNORECASE)


def verbal_forms(value: str, values: Collection[object]) -> set[str]:
    """The ways to say a value that denies a verb, and the value that says it, among the values of one property.

    >>> sorted(verbal_forms("does not pass", ["passes", "does not pass"]))[:3]
    ['did not pass', 'do not pass', 'does not pass']
    >>> sorted(verbal_forms("passes", ["passes", "does not pass"])), verbal_forms("passes", ["passes", "open"])
    (['pass', 'passed', 'passes', 'passing'], set())
    """
    if match := _DENIED.fullmatch(value):
        verb = match["verb"]
        own = _forms(verb) - {f"{verb}s", f"{verb}es"}
        said = {f"{helper} not {verb}" for helper in ("do", "does", "did", "will")}
        return {normal(form) for form in said | {f"{no}{one}" for no in ("not ", "non-", "non") for one in own}}
    denied = (match["verb"] for other in values if (match := _DENIED.fullmatch(str(other))))
    own = next((forms for verb in denied if value.lower() in (forms := _forms(verb))), set[str]())
    return {normal(form) for form in own}


def _forms(verb: str) -> set[str]:
    stem = verb.removesuffix("e")
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    return {verb, third, f"{stem}ed", f"{stem}ing"}
