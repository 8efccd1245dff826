"""DataCite records say who made what, who paid, and how works stand to each other; the same in JSON and in XML."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from labkin.loaders.datacite_relations import RELATED, other_id
from loaded_files import Said, read

DATA = Path(__file__).parents[1] / "data" / "datacite"
ID = "doi:10.1000/heat.data"


@pytest.fixture(params=["heat.json", "heat.xml"])
def record(request: pytest.FixtureRequest) -> Said:
    return read(DATA / request.param, "datacite")


def test_a_record_is_what_its_doi_names(record: Said) -> None:
    assert record.kinds[ID] == "Dataset"
    props = record.props[ID]
    assert (props["name"], props["titles"]) == ("Levels after heat", ("A subtitle",))
    assert (props["date"], props["year"], props["date_collected"]) == ("2024-05-01", 2024, "2023-01-01/2023-03-01")
    assert (props["licence"], props["publisher"]) == ("cc0-1.0", "Heat Archive")
    assert (props["latitude"], props["longitude"], props["places"]) == (59.9, 10.7, ("Oslo",))
    assert str(props["description"]).startswith("All levels.")


def test_creators_are_known_by_orcid_and_their_houses_by_ror(record: Said) -> None:
    assert record.to(ID, "attributed_to") >= {
        "orcid:0000-0002-1825-0097",
        f"organization:heat-consortium@{ID}",
        f"person:bo-diaz@{ID}",
    }
    assert record.to("orcid:0000-0002-1825-0097", "affiliated_with") == {"ror:05sd8tv96"}
    assert record.props["orcid:0000-0002-1825-0097"]["name"] == "Ada Ng"


def test_relations_read_in_the_direction_of_ours(record: Said) -> None:
    assert ("doi:10.1000/heat.1", "cites", ID) in record.edges
    assert (ID, "derived_from", "doi:10.1000/raw") in record.edges
    assert (ID, "supplements", "PMID:12345678") in record.edges
    assert (ID, "funded_by", "doi:10.13039/100000001") in record.edges
    assert (ID, "describes", "PATO:0000146") in record.edges


def test_what_is_only_named_has_a_kind_that_gives_way(record: Said) -> None:
    assert (record.kinds["doi:10.1000/heat.1"], record.kinds["doi:10.1000/raw"]) == ("Thing", "Dataset")


def test_json_and_xml_say_the_same() -> None:
    one, other = read(DATA / "heat.json", "datacite"), read(DATA / "heat.xml", "datacite")
    assert one.edges == other.edges
    assert one.kinds == other.kinds


def test_the_answer_of_an_api_is_read_as_its_records(tmp_path: Path) -> None:
    record = json.loads((DATA / "heat.json").read_text())
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"data": [{"id": "x", "type": "dois", "attributes": record}]}))
    found = read(path, "datacite")
    assert ID in found.kinds
    assert found.statements[0].place == "/data/0/attributes"


@pytest.mark.parametrize(
    ("given", "scheme", "id"),
    [
        ("https://doi.org/10.5/ABC", "DOI", ""),
        ("10.5072/ABC", "DOI", "doi:10.5072/abc"),
        ("arXiv:0706.0001", "arXiv", "arXiv:0706.0001"),
        ("0706.0001", "arXiv", "arXiv:0706.0001"),
        ("https://example.org/x", "URL", "https://example.org/x"),
        ("12345", "PMID", "PMID:12345"),
    ],
)
def test_identifiers_of_others(given: str, scheme: str, id: str) -> None:
    assert other_id(given, scheme) == (id or f"doi:{given}")


def test_real_records_keep_every_creator_and_relation(data: Path) -> None:
    folder = data / "datacite"
    for path in sorted(folder.glob("*.json")):
        record, found = json.loads(path.read_text()), read(path, "datacite")
        people = len(record["creators"]) + len(record["contributors"])
        made = {
            (s.fact.object, s.place) for s in found.statements if getattr(s.fact, "relation", "") == "attributed_to"
        }
        assert len(made) == people + 1, path.name  # and the publisher
        wanted = Counter(RELATED[one["relationType"].lower()][0] for one in record["relatedIdentifiers"])
        places = Counter(
            str(s.fact.relation)  # type: ignore[union-attr]
            for s in found.statements
            if s.place.startswith(("/relatedIdentifiers", "//relatedIdentifiers")) and hasattr(s.fact, "relation")
        )
        assert places == wanted, path.name
        assert len([s for s in found.statements if getattr(s.fact, "relation", "") == "funded_by"]) == len(
            record["fundingReferences"]
        )
