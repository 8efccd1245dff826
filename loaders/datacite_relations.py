"""How DataCite says that works stand to each other, in our relations and identifiers."""

from __future__ import annotations

from labkin.loaders.bundles import known_id

# How one resource stands to another: our relation, and whether it reads from the other one to this one.
RELATED = {
    "cites": ("cites", False),
    "iscitedby": ("cites", True),
    "references": ("cites", False),
    "isreferencedby": ("cites", True),
    "ispartof": ("has_part", True),
    "haspart": ("has_part", False),
    "isderivedfrom": ("derived_from", False),
    "issourceof": ("derived_from", True),
    "compiles": ("derived_from", True),
    "iscompiledby": ("derived_from", False),
    "isnewversionof": ("supersedes", False),
    "ispreviousversionof": ("supersedes", True),
    "obsoletes": ("supersedes", False),
    "isobsoletedby": ("supersedes", True),
    "isidenticalto": ("same_as", False),
    "documents": ("describes", False),
    "isdocumentedby": ("describes", True),
    "describes": ("describes", False),
    "isdescribedby": ("describes", True),
    "reviews": ("reviews", False),
    "isreviewedby": ("reviews", True),
    "requires": ("requires", False),
    "isrequiredby": ("requires", True),
    "continues": ("continues", False),
    "iscontinuedby": ("continues", True),
    "issupplementto": ("supplements", False),
    "issupplementedby": ("supplements", True),
    "isversionof": ("version_of", False),
    "hasversion": ("version_of", True),
    "isvariantformof": ("variant_of", False),
    "isoriginalformof": ("variant_of", True),
    "ispublishedin": ("published_in", False),
    "iscollectedby": ("collected_by", False),
    "collects": ("collected_by", True),
    "ismetadatafor": ("metadata_for", False),
    "hasmetadata": ("metadata_for", True),
}
_SCHEMES = {"doi": "doi", "pmid": "PMID", "isbn": "ISBN", "issn": "ISSN", "eissn": "ISSN", "arxiv": "arXiv", "urn": ""}


def other_id(given: str, scheme: str) -> str:
    """The identifier for a related one, by its scheme: `doi:...`, `PMID:...`, `arXiv:...`, an address as it is."""
    if not given:
        return ""
    if known := known_id(given):
        return known
    prefix = _SCHEMES.get(scheme.lower(), scheme)
    if (
        not prefix
        or scheme.lower() in ("url", "purl", "w3id", "handle")
        or given.lower().startswith(prefix.lower() + ":")
    ):
        return given
    return f"{prefix}:{given}"
