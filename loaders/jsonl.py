"""Documents as JSON lines, one object a line: `_id`, `title`, `text` and anything else (the layout of BEIR corpora)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import file_name, slug
from labkin.loaders.lines import head_lines, text_lines

IDS = ("_id", "doc_id", "docid", "document_id", "id")
TITLES = ("title", "headline")
TEXTS = ("text", "abstract", "contents", "body")
PUBLISHED = frozenset({"pmid", "pubmed_id", "pmcid", "doi", "journal", "issn"})  # who has one of these is a paper
GLOBAL = re.compile(r"(?:(?:PMID|PMCID|DOI|doi|arXiv|ISBN):\S+|10\.\d{4,9}/\S+|https?://(?:dx\.)?doi\.org/10\.\S+)")
_NAME_LENGTH = 80


def detect(item: Input) -> float:
    """Sure where the first line has an identifier, a title and a text. Queries have no title and are not documents."""
    lines = head_lines(item, 1)
    if not lines or not lines[0].lstrip().startswith("{"):
        return 0.0
    try:
        record = json.loads(lines[0])
    except (ValueError, RecursionError):
        long = len(lines) == 1 and b"\n" not in item.head  # one document fills the head: look at its keys
        keys = set(re.findall(r'"(\w+)"\s*:', lines[0])) if long else set()
        return 0.9 if {"_id", "title", "text"} <= keys else 0.0
    if not isinstance(record, dict) or not any(name in record for name in TEXTS):
        return 0.0
    titled = any(name in record for name in TITLES) or file_name(item).startswith("corpus")
    if not titled:
        return 0.0
    if "_id" in record:
        return 0.95
    return 0.6 if any(name in record for name in IDS) else 0.0


@loader("jsonl", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """Documents in JSON lines (_id, title, text), as in BEIR corpora."""
    corpus = corpus_of(item)
    dataset = f"dataset:{corpus}-{hashlib.sha256(item.source.uri.encode()).hexdigest()[:8]}"
    count = 0
    for number, line in text_lines(item):
        place = f"line {number}"
        record = _parse(item, place, line)
        given, id = _identifier(item, place, record, corpus)
        props = _props(record, given)
        published = GLOBAL.fullmatch(given) or any(props.get(name) for name in PUBLISHED)
        yield item.node(place, id, "Publication" if published else "Document", props)
        yield item.edge(place, id, "part_of", dataset)
        count += 1
    head = {"name": corpus, "file_name": file_name(item), "format": "jsonl", "rows": count}
    yield item.node("file", dataset, "Dataset", {**head, "sha256": item.source.sha256, "size_bytes": item.source.size})


def corpus_of(item: Input) -> str:
    """The name of the corpus: the option `corpus`, else the folder of a `corpus.jsonl`, else the file's own name."""
    if given := item.options.get("corpus"):
        return slug(given)
    stem = re.sub(r"\.(jsonl|ndjson|json)$", "", file_name(item), flags=re.IGNORECASE)
    if stem.lower() == "corpus":
        address = item.name if "/" in item.name else item.source.uri.replace("!/", "/")
        stem = PurePosixPath(address.replace("\\", "/")).parent.name or stem
    return slug(stem)


def _parse(item: Input, place: str, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise item.bad(place, f"this line is no JSON: {error.msg} at character {error.colno}") from None
    except RecursionError:
        raise item.bad(place, "values are nested too deeply in this line") from None
    except ValueError:
        raise item.bad(place, "a number in this line has more digits than any number has") from None
    if not isinstance(record, dict):
        raise item.bad(place, "this line is no JSON object; a document is one")
    return record


def _identifier(item: Input, place: str, record: Mapping[str, Any], corpus: str) -> tuple[str, str]:
    """The identifier as the file has it, and ours: with the corpus before it unless the whole world knows it."""
    for name in IDS:
        value = record.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            given = str(value)
            return given, given if GLOBAL.fullmatch(given.strip()) else f"{corpus}:{given}"
    raise item.bad(place, f"this document has no identifier; give it one in {IDS[0]!r}")


def _props(record: Mapping[str, Any], given: str) -> dict[str, Any]:
    props: dict[str, Any] = {}
    metadata = record.get("metadata")
    if isinstance(metadata, Mapping):
        props.update(metadata)
    props.update({key: value for key, value in record.items() if key != "metadata" or not isinstance(value, Mapping)})
    used = next((name for name in IDS if record.get(name) not in (None, "")), "")
    props.pop(used, None)
    title, text = _take(props, TITLES), _take(props, TEXTS)
    if text:
        props["text"] = text
    name = title or (text if len(text) <= _NAME_LENGTH else text[:_NAME_LENGTH].rsplit(" ", 1)[0] + " …")
    if name:
        props["name"] = name
    props["source_id"] = given
    return props


def _take(props: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of these fields that says something, taken out; the sentences of a list are joined."""
    for name in names:
        value = props.get(name)
        if isinstance(value, list):
            value = " ".join(str(part).strip() for part in value)
        if isinstance(value, str) and value.strip():
            del props[name]
            return value.strip()
    for name in names:
        if not str(props.get(name) or "").strip():
            props.pop(name, None)
    return ""
