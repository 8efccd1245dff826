"""How the lab knows what an edge says, for exports: by what method, which model, from which texts, how surely.

In KGX it stands in the columns that Biolink has for it, which `labkin:evidence` names, so that they are not taken for
properties of the edge when they come back. Source: Biolink Model 4.4.6, KnowledgeLevelEnum and AgentTypeEnum; that
text-mined edges have the level `not_provided` is the use of the Text Mining Provider of the NCATS Translator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from labkin.graph.model import Edge, Method
from labkin.graph.values import Value

MOST = 20  # documents and sentences that are told of one edge, the surest first

_LEVELS = {
    Method.ASSERTED: ("not_provided", "not_provided"),  # the files do not say how they know
    Method.TEXT_MINED: ("not_provided", "text_mining_agent"),
    Method.INFERRED: ("logical_entailment", "automated_agent"),
    Method.CURATED: ("knowledge_assertion", "manual_agent"),
}
_VALIDATED = "manual_validation_of_automated_agent"  # a curator and a model say the same
# What is taken from a file: that a curator decided is for the lab's own curators to say.
_READ_BACK = {"text_mining_agent": Method.TEXT_MINED, "automated_agent": Method.INFERRED}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind an edge. `method` is that of the strongest statement; `confidence` is from 0 to 1."""

    method: Method = Method.ASSERTED
    confidence: float = 1.0
    models: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    count: int = 0  # statements that come from texts
    validated: bool = False

    def columns(self) -> dict[str, Value]:
        """As columns of KGX.

        >>> Evidence(Method.TEXT_MINED, 0.9, documents=("PMID:1",), count=1).columns()["agent_type"]
        'text_mining_agent'
        """
        level, agent = _LEVELS[self.method]
        found: dict[str, Value] = {"knowledge_level": level, "agent_type": _VALIDATED if self.validated else agent}
        if self.count:
            found |= {"publications": self.documents, "supporting_text": self.sentences, "evidence_count": self.count}
        if self.method is Method.TEXT_MINED:
            found["extraction_confidence_score"] = self.confidence
        return {name: value for name, value in found.items() if value != ()}


PLAIN = Evidence()


class Stated(NamedTuple):
    """An edge with what stands behind it; None where nothing is told of that."""

    edge: Edge
    evidence: Evidence | None = None


def with_evidence(edges: Iterable[Edge | Stated]) -> Iterable[Stated]:
    """Each with its evidence, as far as any is told."""
    return (one if isinstance(one, Stated) else Stated(one) for one in edges)


def read_back(said: Mapping[str, Value]) -> tuple[Method, float]:
    """Method and confidence from the columns that `Evidence.columns` gave."""
    method = _READ_BACK.get(str(said.get("agent_type", "")), Method.ASSERTED)
    sure = said.get("extraction_confidence_score", 1.0)
    return method, float(sure) if isinstance(sure, int | float) and 0 <= sure <= 1 else 1.0
