"""What formats made of several files share: where the files they name lie, and the identifiers that follow from it.

A file of data is known by its address (folder or archive, and name). So the loader that describes a file and the one
that reads it come to the same identifiers without knowing each other, in any order:

- `file:NAME-DIGITS` is the file as something that was made and used, said by the bundle that names it;
- `dataset:NAME-DIGITS` is what a loader found in its bytes, and is derived from the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from labkin.graph.model import Statement
from labkin.loaders.base import Input
from labkin.loaders.datasets import dataset_id_at, digits_of, slug
from labkin.loaders.json_whole import read_json
from labkin.loaders.publications import orcid_of

CRATE_FILE = "ro-crate-metadata.json"

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://\S+")
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ROR = re.compile(r"(?:https?://)?ror\.org/(0[a-z0-9]{8})/?", re.IGNORECASE)
_PMID = re.compile(
    r"(?:https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/|PMID:\s*)(\d+)/?"
)
_LOCAL_HOST = re.compile(r"https?://(localhost|127\.|[\w.\-]+\.local)\b", re.IGNORECASE)
_TERM = re.compile(r"(?:.*[/#?=])?([A-Za-z][A-Za-z0-9]*)[_:]([A-Za-z0-9]\S*)")
_PREFIXES = {"NEWT": "NCBITaxon", "NCBITAXON": "NCBITaxon", "TAXONOMY": "NCBITaxon", "CL": "CL"}
_KINDS = {
    "NCBITaxon": "Species",
    "CHEBI": "Compound",
    "CL": "CellType",
    "UBERON": "Anatomy",
    "MONDO": "Disease",
    "DOID": "Disease",
    "HP": "Phenotype",
    "CVCL": "CellLine",
}


def folder_of(item: Input) -> str:
    """The address of the folder, in a file system or an archive, in which the file lies; without a slash at its end."""
    return item.source.uri.rpartition("/")[0]


def path_in(text: str) -> str:
    """A path as a bundle writes it, brought to the form in which addresses end; empty when it leads out of the bundle.

    >>> path_in("./data//raw%20files/a.csv"), path_in("../secret"), path_in("./")
    ('data/raw files/a.csv', '', '')
    """
    parts = [part for part in unquote(text).replace("\\", "/").split("/") if part not in ("", ".")]
    return "" if ".." in parts else "/".join(parts)


def is_url(text: str) -> bool:
    """Whether a text is an absolute address of the web or the like."""
    return bool(_URL.fullmatch(text.strip()))


def file_id(uri: str) -> str:
    """The identifier of the file at an address: its readable name and digits of the address; a web address itself."""
    if is_url(uri):
        return uri.strip()
    return f"file:{slug(uri.rpartition('/')[2])}-{digits_of(uri)}"


def crate_id(folder: str) -> str:
    """The identifier of the bundle that fills a folder."""
    return f"crate:{slug(folder.rpartition('/')[2])}-{digits_of(folder)}"


def claimants(uri: str) -> list[str]:
    """The identifiers under which a bundle may have described the file at an address, the nearest first."""
    found, folder = [file_id(uri)], re.sub("//+", "/", uri).rpartition("/")[0]
    while folder:
        found.append(crate_id(folder))
        folder = "" if folder.endswith("!") else folder.rpartition("/")[0]
    return found


def file_statements(item: Input, place: str, path: str, props: dict[str, object]) -> Iterator[Statement]:
    """A File that the bundle names by its path, and the link from the dataset that its bytes become when they load."""
    id = file_at(item, path)
    local = path_in(path)
    name = path.rstrip("/").rpartition("/")[2] if is_url(path) else local.rpartition("/")[2]
    said = {"name": name or path, "path": path if is_url(path) else local, **props}
    yield item.node(place, id, "File", {key: value for key, value in said.items() if value not in ("", None, [])})
    if not is_url(path) and local:
        yield item.edge(place, dataset_id_at(f"{folder_of(item)}/{local}"), "derived_from", id)


def file_at(item: Input, path: str) -> str:
    """The identifier of the file that the bundle names by a path or a web address."""
    if is_url(path):
        return file_id(path)
    return file_id(f"{folder_of(item)}/{path_in(path) or slug(path)}")


def known_id(text: str) -> str:
    """The identifier that the whole world knows, for an ORCID, ROR, DOI or PubMed address or number; empty for others.

    >>> known_id("https://orcid.org/0000-0001-5000-0007"), known_id("https://doi.org/10.1234/ABC")
    ('orcid:0000-0001-5000-0007', 'doi:10.1234/abc')
    >>> known_id("https://ror.org/05sd8tv96"), known_id("./users/3")
    ('ror:05sd8tv96', '')
    """
    text = text.strip()
    if "orcid.org/" in text.lower() and (orcid := orcid_of(text.rstrip("/"))):
        return f"orcid:{orcid}"
    if found := _DOI.fullmatch(text):
        return f"doi:{found[1].lower()}"
    if found := _ROR.fullmatch(text):
        return f"ror:{found[1].lower()}"
    if found := _PMID.fullmatch(text):
        return f"PMID:{found[1]}"
    return ""


def web_id(text: str) -> str:
    """The identifier for an address of the web: a known one, else itself; empty for this machine and no address."""
    if known := known_id(text):
        return known
    return text.strip() if is_url(text) and text.startswith("http") and not _LOCAL_HOST.match(text) else ""


def term_id(accession: str, source: str = "") -> str:
    """The identifier of an ontology term from its accession, in any spelling, and the ontology's short name.

    >>> term_id("http://purl.obolibrary.org/obo/OBI_0000115"), term_id("0000424", "OBI"), term_id("", "OBI")
    ('OBI:0000115', 'OBI:0000424', '')
    >>> term_id("http://www.ebi.ac.uk/efo/EFO_0000721"), term_id("http://sig.uw.edu/fma#Feces", "FMA")
    ('EFO:0000721', 'http://sig.uw.edu/fma#Feces')
    """
    accession, source = accession.strip(), source.strip()
    if not accession:
        return ""
    if found := _TERM.fullmatch(accession):
        return f"{_PREFIXES.get(found[1].upper(), found[1])}:{found[2]}"
    if is_url(accession) or not source:
        return accession
    return f"{_PREFIXES.get(source.upper(), source)}:{accession}"


def term_kind(id: str) -> str:
    """The kind of a term, by the prefix of its identifier; "Term" where that says nothing.

    >>> term_kind("NCBITaxon:9606"), term_kind("OBI:0000115")
    ('Species', 'Term')
    """
    return _KINDS.get(id.partition(":")[0], "Term")


def prop_name(text: str) -> str:
    """The name of a property from a heading: small letters and underscores.

    >>> prop_name("geographic location (latitude)"), prop_name("Sample Name"), prop_name("name")
    ('geographic_location_latitude', 'sample_name', 'name_value')
    """
    name = re.sub(r"\W+", "_", text.strip().lower()).strip("_")[:80] or "value"
    return f"{name}_value" if name in _OURS else name


_OURS = frozenset({"id", "name", "kind", "text", "material", "role", "path", "sha256", "date", "author", "type"})


def number_or_text(value: str) -> str | float | int:
    """A number where the text is a plain one, else the text.

    >>> number_or_text("0.07"), number_or_text("12"), number_or_text("007"), number_or_text("1e3"), number_or_text("x")
    (0.07, 12, '007', 1000.0, 'x')
    """
    text = value.strip()
    if re.fullmatch(r"-?(0|[1-9]\d{0,14})", text):
        return int(text)
    if re.fullmatch(r"-?(0|[1-9]\d*)?\.?\d+([eE][+-]?\d{1,3})?|-?(0|[1-9]\d*)\.", text) and not re.match(
        r"-?0\d", text
    ):
        return float(text)
    return value.strip()


def read_object(item: Input) -> dict[str, Any]:
    """The JSON object that the file is. Raises BadInput."""
    found = read_json(item)
    if not isinstance(found, dict):
        raise item.bad("line 1", "it is no JSON object")
    return found


def listed(value: Any) -> list[Any]:
    """What may be one thing or a list of them, as a list; nothing for None."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects among what may be one thing or a list of them."""
    return [one for one in listed(value) if isinstance(one, dict)]


def text_of(value: Any) -> str:
    """A text from what should be one: that of a number, the `@value` of JSON-LD, the first of a list; else empty."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return next((text for one in value if (text := text_of(one))), "")
    if isinstance(value, dict):
        return text_of(value.get("@value", ""))
    return ""


def words(text: str) -> frozenset[str]:
    """The words of a text: a long set of names, written to be read."""
    return frozenset(text.split())


def filled(props: dict[str, Any]) -> dict[str, Any]:
    """The properties that say something."""
    return {name: value for name, value in props.items() if value not in ("", None, [], {}, ())}
