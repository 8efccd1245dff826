"""AnnData files become datasets with their tables, cell types and tissues, without a matrix being read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from h5ad_files import categorical, write_new, write_old
from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Statement
from labkin.loaders import h5ad
from labkin.loaders.base import Input
from labkin.loaders.detect import pick
from labkin.loaders.frames import open_table
from labkin.loaders.inputs import hash_file, open_inputs, source_of


def opened(path: Path) -> Input:
    (item,) = open_inputs(path, source_of(path, hash_file(path)))
    assert isinstance(item, Input)
    return item


def written(folder: Path, write: Callable[[Path], None], name: str = "a.h5ad") -> Path:
    write(folder / name)
    return folder / name


def read(path: Path) -> tuple[Input, list[Statement]]:
    item = opened(path)
    return item, list(h5ad.load(item))


def nodes(statements: list[Statement]) -> dict[str, Node]:
    return {str(s.fact.id): s.fact for s in statements if isinstance(s.fact, Node)}


def edges(statements: list[Statement], relation: str) -> dict[str, Edge]:
    found = (s.fact for s in statements if isinstance(s.fact, Edge) and s.fact.relation == relation)
    return {str(edge.object): edge for edge in found}


def of_kind(statements: list[Statement], kind: str) -> list[Node]:
    return [node for node in nodes(statements).values() if node.kind == kind]


def test_a_file_is_a_dataset_with_the_shape_of_its_matrix(tmp_path: Path) -> None:
    item, statements = read(written(tmp_path, write_new))
    (dataset,) = of_kind(statements, "Dataset")
    said = dataset.props
    assert (said["name"], said["format"]) == ("Tiny cells", "h5ad")
    assert (said["observations"], said["variables"], said["shape"]) == (3, 2, (3, 2))
    assert said["matrix"] == "csr_matrix of float32"
    assert said["embeddings"] == ("X_umap",)
    assert said["uns/pca/zero_center"] is True
    assert item.unmapped == {"uns/pca/variance": 1}


def test_the_tables_tell_types_and_categories_in_both_layouts(tmp_path: Path) -> None:
    for write, name, categories in (
        (write_new, "cell_type", "T cell | B cell"),
        (write_old, "louvain", "CD4 T | B"),
    ):
        _, statements = read(written(tmp_path, write))
        obs, var = of_kind(statements, "Table")
        assert (obs.props["sheet"], var.props["sheet"]) == ("obs", "var")
        columns = obs.props["columns"]
        assert isinstance(columns, tuple)
        shown = obs.props["column_categories"]
        assert isinstance(shown, tuple)
        assert shown[columns.index(name)] == categories
    types = dict(zip(columns, obs.props["column_types"], strict=True))  # type: ignore[arg-type]
    assert types == {"index": "text", "louvain": "text", "score": "number"}


def test_cell_types_are_linked_with_how_many_cells_have_them(tmp_path: Path) -> None:
    _, statements = read(written(tmp_path, write_new))
    found = nodes(statements)
    assert (found["CL:0000084"].kind, found["CL:0000084"].props["name"]) == ("CellType", "T cell")
    assert edges(statements, "describes")["CL:0000084"].props["count"] == 2
    assert edges(statements, "describes")["CL:0000236"].props["count"] == 1
    assert "NCBITaxon:9606" in edges(statements, "in_species")
    place = next(s.place for s in statements if isinstance(s.fact, Node) and str(s.fact.id) == "CL:0000084")
    assert place == "/obs/cell_type_ontology_term_id"
    papers = {str(s.fact.subject) for s in statements if isinstance(s.fact, Edge)}
    assert "doi:10.1000/tiny.1" in papers


def test_unknown_and_several_terms_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, write_new)
    with h5py.File(path, "r+") as file:
        categorical(file["obs"], "disease_ontology_term_id", ["unknown", "MONDO:0005148 || PATO:0000461"], [0, 1, 1])
        categorical(file["obs"], "tissue", ["UBERON_0000178", "UBERON:0002107 (organoid)"], [0, 0, 1])
    _, statements = read(path)
    counts = {id: edge.props["count"] for id, edge in edges(statements, "describes").items() if "count" in edge.props}
    assert counts["MONDO:0005148"] == counts["PATO:0000461"] == 2
    assert (counts["UBERON:0000178"], counts["UBERON:0002107"]) == (2, 1)
    assert nodes(statements)["UBERON:0000178"].kind == "Anatomy"


def test_the_rows_can_be_read_again(tmp_path: Path) -> None:
    path = written(tmp_path, write_new)
    with open_table(path, "h5ad", "obs") as rows:
        assert rows.columns == ["barcode", "cell_type", "cell_type_ontology_term_id", "n_genes", "passed"]
        assert rows.fetchall()[0] == ("AAA", "T cell", "CL:0000084", 10, True)
    with open_table(path, "h5ad", "var") as rows:
        assert rows.fetchall() == [("EGFR", 0.5), ("TP53", None)]


def test_nothing_outside_the_file_is_opened(tmp_path: Path) -> None:
    secret = written(tmp_path, write_new, "secret.h5ad")
    path = written(tmp_path, write_new)
    with h5py.File(path, "r+") as file:
        del file["obs"]
        file["obs"] = h5py.ExternalLink(str(secret), "/obs")
    with pytest.raises(BadInput, match="another file"):
        read(path)
    path = written(tmp_path, write_new)
    (tmp_path / "raw.bin").write_bytes(b"secretsecretsecretsecret")
    with h5py.File(path, "r+") as file:
        del file["obs/n_genes"]
        file["obs"].create_dataset("n_genes", (3,), "i8", external=[(str(tmp_path / "raw.bin"), 0, 24)])
    with pytest.raises(BadInput, match="another file"):
        read(path)
    path = written(tmp_path, write_new)
    with h5py.File(path, "r+") as file:
        layout = h5py.VirtualLayout((3,), "i8")
        layout[:] = h5py.VirtualSource(str(secret), "obs/n_genes", (3,))
        del file["obs/n_genes"]
        file["obs"].create_virtual_dataset("n_genes", layout)
    with pytest.raises(BadInput, match="another file"):
        read(path)


def test_a_table_that_claims_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, write_new)
    with h5py.File(path, "r+") as file:
        for name in list(file["obs"]):
            del file["obs"][name]
        file["obs"].create_dataset("barcode", (10**12,), "i1", chunks=(1024,))
    with pytest.raises(BadInput, match="claims"):
        read(path)


def test_columns_of_several_lengths_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, write_new)
    with h5py.File(path, "r+") as file:
        file["obs/odd"] = np.zeros(5)
    with pytest.raises(BadInput) as found:
        read(path)
    assert found.value.place == "/obs/odd"


def test_groups_that_contain_themselves_come_to_an_end(tmp_path: Path) -> None:
    path = written(tmp_path, write_new)
    with h5py.File(path, "r+") as file:
        file["uns/again"] = file["uns"]
        file["uns/gone"] = h5py.SoftLink("/nowhere")
    assert of_kind(read(path)[1], "Dataset")


def test_other_hdf5_files_are_left_alone(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["images"] = np.zeros(3)
    assert pick(opened(tmp_path / "x.h5")) is None


def test_a_file_cut_short_is_known_by_its_name_and_refused(tmp_path: Path) -> None:
    path = written(tmp_path, write_new)
    path.write_bytes(path.read_bytes()[:3000])
    picked = pick(opened(path))
    assert picked is not None
    assert picked.name == "h5ad"
    with pytest.raises(BadInput, match="damaged"):
        read(path)


def test_a_real_file_is_read() -> None:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: LABKIN_DATA names the folder of real files")
    _, statements = read(Path(os.environ["LABKIN_DATA"]) / "h5ad" / "10x_pbmc68k_reduced.h5ad")
    obs, var = of_kind(statements, "Table")
    assert (obs.props["rows"], var.props["rows"]) == (700, 765)
    assert "CD4+/CD25 T Reg" in str(obs.props["column_categories"])
