"""The columns of KGX: which hold lists, numbers and truth values, which are qualifiers, and what we call them.

Source: Biolink Model 4.4.6, slots that are multivalued, of a numeric range, or under `qualifier`; and the KGX
specification. Everything a plain column cannot hold exactly stands, as JSON, in a column of our own beside it:

- `labkin:p:NAME`, `labkin:q:NAME`: the property or qualifier NAME (its name escaped as in JSON);
- `labkin:kind`, `labkin:relation`, `labkin:id`, `labkin:subject`, `labkin:object`: these parts of node or edge;
- `labkin:evidence`: which columns of this row tell how the edge is known, and say nothing of the edge itself;
  `labkin:model`: the models that found it in texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from labkin.graph.errors import BadValue
from labkin.graph.values import Value, clean_value

OWN = "labkin:"


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


LISTS = words(
    """
    category synonym xref publications provided_by qualifiers knowledge_source aggregator_knowledge_source
    supporting_data_source supporting_data_set supporting_text supporting_documents same_as
    equivalent_identifiers exact_matches narrow_matches broad_matches has_attribute has_quantitative_value type
    publication_type hgvs_nomenclature subsets support_graphs retrieval_source_ids source_record_urls
    systematic_synonym affiliation authors pages keywords mesh_terms has_gene_or_gene_product has_gene
    has_constituent has_drug has_device has_procedure available_from regulatory_approvals routes_of_delivery
    anatomical_context_qualifier catalyst_qualifier subject_closure object_closure subject_category_closure
    object_category_closure subject_label_closure object_label_closure has_evidence has_evidence_of_type
    has_study_results has_studies has_supporting_studies supporting_studies synonyms in_taxon related_synonym
    exact_synonym broad_synonym narrow_synonym
    """
)
INTEGERS = words(
    """
    has_count has_total evidence_count dataset_count concept_count_subject concept_count_object
    concept_pair_count number_of_cases study_size supporting_study_size total_sample_size
    supporting_document_year stoichiometry semmed_agreement_count clinical_trial_enrollment base_coordinate
    interbase_coordinate start_interbase_coordinate end_interbase_coordinate start_coordinate end_coordinate
    chi_squared_dof
    """
)
NUMBERS = words(
    """
    score has_numeric_value has_quotient has_percentage has_confidence_score confidence_score log_odds_ratio
    chi_squared_statistic chi_squared_p fisher_exact_odds_ratio fisher_exact_p z_score p_value adjusted_p_value
    bonferonni_adjusted_p_value effect_size extraction_confidence_score relative_frequency_subject
    relative_frequency_object ln_ratio latitude longitude information_content
    """
)
TRUTHS = words(
    """
    negated deprecated reaction_balanced is_metabolite is_toxic elevate_to_prediction mechanism_of_action
    """
)
NODE_PARTS = ("id", "category")
EDGE_PARTS = ("subject", "predicate", "object")

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


class Column(NamedTuple):
    """What a column means. `place` is prop, qualifier, part (id, subject, ...) or own; `read` reads a TSV cell.

    `own` columns hold JSON: theirs is the value of the prop, qualifier or part that `inner` says.
    """

    name: str
    place: str
    read: Callable[[str], Value | None]
    inner: str = ""


@lru_cache(maxsize=4096)
def column(header: str, of_edge: bool) -> Column:
    """What the column with this header means in a file of nodes or of edges."""
    if header.startswith(OWN):
        return _own(header)
    if header in (EDGE_PARTS if of_edge else NODE_PARTS):
        return Column(header, "part", read_list if header == "category" else read_text)
    if of_edge:
        place = "qualifier" if is_qualifier(header) else "prop"
        return Column("edge_id" if header == "id" else header, place, reader(header))
    return Column("synonyms" if header == "synonym" else header, "prop", reader(header))


def header_of(name: str, of_edge: bool) -> str:
    """The plain column for a property: the inverse of `column` where there is one."""
    if of_edge:
        return "id" if name == "edge_id" else name
    return "synonym" if name == "synonyms" else name


def own_header(letter: str, name: str) -> str:
    """The column of ours for a property (`p`) or qualifier (`q`).

    >>> own_header("p", "a\\tb")
    'labkin:p:a\\\\tb'
    """
    return f"{OWN}{letter}:{json.dumps(name, ensure_ascii=False)[1:-1]}"


def _own(header: str) -> Column:
    rest = header.removeprefix(OWN)
    for letter, place in (("p:", "prop"), ("q:", "qualifier")):
        if rest.startswith(letter):
            try:
                name = json.loads(f'"{rest[2:]}"')
            except ValueError:
                name = rest[2:]
            return Column(str(name), "own", read_json, place)
    if rest in ("kind", "relation", "id", "subject", "object", "evidence", "model"):
        return Column(rest, "own", read_json, "part")
    return Column(header, "prop", read_text)


def is_qualifier(header: str) -> bool:
    """Whether a column of edges belongs to the identity of the edge.

    >>> is_qualifier("object_aspect_qualifier"), is_qualifier("qualifiers")
    (True, False)
    """
    return header.endswith("_qualifier") or header in ("qualified_predicate", "negated")


def reader(header: str) -> Callable[[str], Value | None]:
    """How to read the cells of a plain TSV column."""
    if header in LISTS:
        return read_list
    if header in INTEGERS:
        return read_integer
    if header in NUMBERS:
        return read_number
    if header == "negated":
        return read_negated
    return read_truth if header in TRUTHS else read_text


def read_text(cell: str) -> Value | None:
    """The cell as it is; every reader gives None for an empty cell."""
    return cell or None


def read_list(cell: str) -> Value | None:
    """The parts between bars, empty ones dropped."""
    if "|" not in cell:
        return (cell,) if cell else None
    return tuple([part for part in cell.split("|") if part]) or None


def read_integer(cell: str) -> Value | None:
    """A whole number, or the text where it is none."""
    return int(cell) if _INTEGER.fullmatch(cell) else read_number(cell)


def read_number(cell: str) -> Value | None:
    """A number, or the text where it is none. NaN is no value."""
    if _NUMBER.fullmatch(cell):
        return clean_value(float(cell))
    return None if cell.lower() in ("", "nan") else cell


def read_truth(cell: str) -> Value | None:
    """true or false in any case, or the text where it is neither."""
    word = cell.lower()
    return word == "true" if word in ("true", "false") else read_text(cell)


def read_negated(cell: str) -> Value | None:
    """As `read_truth`, but an edge said not to be negated is the same fact as one of which nothing is said."""
    return read_truth(cell) or None


def read_json(cell: str) -> Value | None:
    """A value in JSON, as the columns of ours hold it. Raises BadValue for anything else."""
    if not cell:
        return None
    try:
        return clean_value(json.loads(cell))
    except (ValueError, RecursionError):
        raise BadValue("value", cell[:80], "it is no JSON") from None
