"""ISA-Tab: investigation, study and assay files, each read by itself.

What one file says does not depend on the others, but for one thing: which study an assay file belongs to stands in the
investigation only. That is the *context* of an assay file; when it changes, the file is read again.
"""

from __future__ import annotations

from collections.abc import Iterator

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.bundles import filled, prop_name
from labkin.loaders.datasets import digits_of, file_name, slug
from labkin.loaders.isa import (
    Annotation,
    Contact,
    contact_statements,
    process_statements,
    protocol_id,
    publication_statements,
    study_key,
    term_statements,
    thing_statements,
)
from labkin.loaders.isa_files import Belongs, Block, Section, belongs, investigation, role_of, study_file
from labkin.loaders.isa_rows import Table, read_table


def detect(item: Input) -> float:
    """Certain by the first line: a section of an investigation, or the columns of a study or assay."""
    return 0.95 if role_of(item.head) else 0.0


def context(item: Input) -> str:
    """The investigation beside a study or assay file that names it, and for an assay the file of its study there."""
    role = role_of(item.head)
    home = belongs(item, file_name(item)) if role in ("study", "assay") else Belongs()
    return f"{home.investigation}: {home.study}" if home.study and role == "assay" else home.investigation


@loader("isa-tab", version="1", detect=detect, context=context)
def load(item: Input) -> Iterator[Statement]:
    """ISA-Tab: investigations, studies and assays, from the sources through protocols to the files of data."""
    role = role_of(item.head)
    if role == "investigation":
        yield from _investigation(item)
        return
    if not role:
        raise item.bad(
            "line 1", "it is no ISA-Tab: neither an investigation nor a table that begins with 'Sample Name'"
        )
    home = belongs(item, file_name(item))
    if not home.investigation:
        item.warn("file", "no investigation beside it names this file; it was read by itself")
    yield from _study(item) if role == "study" else _assay(item, home)


# -- tables -------------------------------------------------------------------------------------------------------


def _study(item: Input) -> Iterator[Statement]:
    key = study_key(item, file_name(item))
    table = read_table(item, key)
    id = study_id(key)
    yield item.node("file", id, "Experiment", {"file_name": file_name(item), "rows": table.rows})
    yield from _table(item, key, table, "", "")
    for thing_id, thing in table.things.items():
        if thing.role == "source":
            yield item.edge(thing.place, id, "used", thing_id)
        elif not thing.is_file:
            yield item.edge(thing.place, id, "has_part", thing_id)


def _assay(item: Input, home: Belongs) -> Iterator[Statement]:
    key = study_key(item, home.study or file_name(item))
    table = read_table(item, key)
    id = assay_id(item, file_name(item))
    yield item.node("file", id, "Assay", {"file_name": file_name(item), "rows": table.rows})
    yield from _table(item, key, table, id, f"{slug(file_name(item))}/")
    for thing_id, thing in table.things.items():
        if thing.role == "sample":
            yield item.edge(thing.place, thing_id, "tested_in", id)
            yield item.edge(thing.place, id, "used", thing_id)
        elif thing.is_file:
            yield item.edge(thing.place, id, "has_part", thing_id)


def _table(item: Input, key: str, table: Table, assay: str, prefix: str) -> Iterator[Statement]:
    for thing in table.things.values():
        yield from thing_statements(item, key, thing)
    for process in table.processes.values():
        process.before = {f"run:{key}/{prefix}{before}": None for before in process.before}
        yield from process_statements(item, key, process, assay, prefix)
    for (made, source), place in table.derived.items():
        yield item.edge(place, made, "derived_from", source)


def study_id(key: str) -> str:
    """The identifier of a study."""
    return f"study:{key}"


def assay_id(item: Input, name: str) -> str:
    """The identifier of an assay, by its file."""
    return f"assay:{study_key(item, name)}"


# -- the investigation --------------------------------------------------------------------------------------------


def _investigation(item: Input) -> Iterator[Statement]:
    whole, studies = investigation(item)
    id = f"investigation:{slug(file_name(item).removesuffix('.txt').removeprefix('i_'))}-{digits_of(item.source.uri)}"
    name = whole.head.value("Investigation Title") or whole.head.value("Investigation Identifier")
    props = _head(whole.head, "Investigation")
    yield item.node(
        f"line {whole.head.line}", id, "Experiment", {"name": name or file_name(item), **props, "type": "investigation"}
    )
    yield from _shared(item, id, whole, "Investigation")
    for block in studies:
        place = f"line {block.head.line}"
        study = study_id(study_key(item, study_file(block)))
        yield item.edge(place, id, "has_part", study)
        yield from _described_study(item, study, block)


def _head(section: Section, what: str) -> dict[str, object]:
    value = section.value
    props: dict[str, object] = {
        "identifier": value(f"{what} Identifier"),
        "description": value(f"{what} Description"),
        "date": value(f"{what} Public Release Date") or value(f"{what} Submission Date"),
        "submitted": value(f"{what} Submission Date"),
        "released": value(f"{what} Public Release Date"),
    }
    for name in section.fields:
        if name.startswith("Comment[") and name.endswith("]"):
            props[prop_name(name[8:-1])] = value(name)
    return filled(props)


def _described_study(item: Input, id: str, block: Block) -> Iterator[Statement]:
    key, place = id.partition(":")[2], f"line {block.head.line}"
    designs = [
        (line, _term(one, "Study Design Type"))
        for line, one in _things(block, "STUDY DESIGN DESCRIPTORS", "Study Design Type")
    ]
    factors = [one.get("Study Factor Name", "") for _, one in _things(block, "STUDY FACTORS", "Study Factor Name")]
    props = {
        "name": block.head.value("Study Title") or block.head.value("Study Identifier"),
        **_head(block.head, "Study"),
        "type": "study",
        "designs": [one.value for _, one in designs if one.value],
        "factors": [name for name in factors if name],
    }
    yield item.node(place, id, "Experiment", filled(props))
    for line, design in designs:
        yield from term_statements(item, f"line {line}", id, "study design", design)
    for line, one in _things(block, "STUDY FACTORS", "Study Factor Name"):
        yield from term_statements(item, f"line {line}", id, "factor", _term(one, "Study Factor Type"))
    yield from _shared(item, id, block, "Study")
    yield from _protocols(item, id, key, block)
    for line, one in _things(block, "STUDY ASSAYS", "Study Assay File Name"):
        yield from _described_assay(item, f"line {line}", id, one)


def _described_assay(item: Input, place: str, study: str, fields: dict[str, str]) -> Iterator[Statement]:
    name = fields.get("Study Assay File Name", "")
    if not name:
        item.warn(place, "an assay has no file name and was passed over")
        return
    id = assay_id(item, name)
    measured, technology = _term(fields, "Study Assay Measurement Type"), _term(fields, "Study Assay Technology Type")
    props = {
        "name": ", ".join(filter(None, (measured.value, technology.value))) or name,
        "file_name": name,
        "endpoint": measured.value,
        "technology": technology.value,
        "platform": fields.get("Study Assay Technology Platform", ""),
        **_comments(fields),
    }
    yield item.node(place, id, "Assay", filled(props))
    yield item.edge(place, study, "has_part", id)
    yield from term_statements(item, place, id, "measurement type", measured)
    yield from term_statements(item, place, id, "technology type", technology)


def _protocols(item: Input, study: str, key: str, block: Block) -> Iterator[Statement]:
    for line, one in _things(block, "STUDY PROTOCOLS", "Study Protocol Name"):
        place, name = f"line {line}", one.get("Study Protocol Name", "")
        if not name:
            item.warn(place, "a protocol has no name and was passed over")
            continue
        id, kind = protocol_id(key, name), _term(one, "Study Protocol Type")
        props = {
            "name": name,
            "protocol_type": kind.value,
            "text": one.get("Study Protocol Description", ""),
            "uri": one.get("Study Protocol URI", ""),
            "version": one.get("Study Protocol Version", ""),
            "parameters": _split(one.get("Study Protocol Parameters Name", "")),
            "components": _split(one.get("Study Protocol Components Name", "")),
            "component_types": _split(one.get("Study Protocol Components Type", "")),
            **_comments(one),
        }
        yield item.node(place, id, "Protocol", filled(props))
        yield item.edge(place, study, "follows", id)
        yield from term_statements(item, place, id, "protocol type", kind)


def _shared(item: Input, id: str, block: Block, what: str) -> Iterator[Statement]:
    """The publications and people of an investigation or a study."""
    upper = what.upper()
    for line, one in _things(block, f"{upper} PUBLICATIONS", f"{what} PubMed ID"):
        doi, pmid = one.get(f"{what} Publication DOI", ""), one.get(f"{what} PubMed ID", "")
        props: dict[str, object] = {
            "authors": one.get(f"{what} Publication Author List", ""),
            "status": one.get(f"{what} Publication Status", ""),
        }
        title = one.get(f"{what} Publication Title", "")
        yield from publication_statements(item, f"line {line}", id, pmid, doi, title, filled(props))
    for line, one in _things(block, f"{upper} CONTACTS", f"{what} Person Last Name"):
        contact = _contact(one, f"{what} Person")
        if contact.name:
            yield from contact_statements(item, f"line {line}", id, contact)


def _contact(one: dict[str, str], what: str) -> Contact:
    family, given = one.get(f"{what} Last Name", ""), one.get(f"{what} First Name", "")
    orcid = next((value for name, value in one.items() if name.startswith("Comment[") and "orcid" in name.lower()), "")
    return Contact(
        name=" ".join(filter(None, (given, family))),
        family=family,
        given=given,
        email=one.get(f"{what} Email", ""),
        affiliation=one.get(f"{what} Affiliation", ""),
        address=one.get(f"{what} Address", ""),
        roles=_split(one.get(f"{what} Roles", "")),
        orcid=orcid,
        more={
            "initials": one.get(f"{what} Mid Initials", ""),
            "phone": one.get(f"{what} Phone", ""),
            "fax": one.get(f"{what} Fax", ""),
        },
    )


def _things(block: Block, title: str, first: str) -> Iterator[tuple[int, dict[str, str]]]:
    return block.section(title).things(first)


def _term(fields: dict[str, str], name: str) -> Annotation:
    return Annotation(
        fields.get(name, ""),
        "",
        fields.get(f"{name} Term Accession Number", ""),
        fields.get(f"{name} Term Source REF", ""),
    )


def _comments(fields: dict[str, str]) -> dict[str, object]:
    return {
        prop_name(name[8:-1]): v for name, v in fields.items() if name.startswith("Comment[") and name.endswith("]")
    }


def _split(text: str) -> list[str]:
    """The parts of a field that holds several, between semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]
