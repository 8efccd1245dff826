"""Small AnnData files in the layouts of its versions, written with h5py alone."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

TYPES = ["T cell", "B cell"]
IDS = ["CL:0000084", "CL:0000236"]


def write_new(path: Path) -> None:
    """The layout since 0.8: groups of columns, categories beside codes."""
    with h5py.File(path, "w", libver="earliest") as file:
        file.attrs["encoding-type"] = "anndata"
        x = file.create_group("X")
        x.attrs["encoding-type"], x.attrs["shape"] = "csr_matrix", np.array([3, 2])
        x["data"] = np.array([1.0, 2.0], "f4")
        obs = file.create_group("obs")
        obs.attrs["_index"] = "barcode"
        obs.attrs["column-order"] = ["cell_type", "cell_type_ontology_term_id", "n_genes", "passed"]
        obs["barcode"] = [b"AAA", b"CCC", b"GGG"]
        categorical(obs, "cell_type", TYPES, [0, 1, 0])
        categorical(obs, "cell_type_ontology_term_id", IDS, [0, 1, 0])
        obs["n_genes"] = np.array([10, 20, 30])
        passed = obs.create_group("passed")
        passed["values"], passed["mask"] = np.array([True, False, True]), np.array([False, False, True])
        var = file.create_group("var")
        var.attrs["_index"] = "gene"
        var["gene"] = [b"EGFR", b"TP53"]
        var["means"] = np.array([0.5, np.nan])
        file["obsm/X_umap"] = np.zeros((3, 2))
        file["uns/title"] = "Tiny cells"
        file["uns/organism_ontology_term_id"] = "NCBITaxon:9606"
        file["uns/organism"] = "Homo sapiens"
        file["uns/citation"] = "Publication: https://doi.org/10.1000/Tiny.1 Dataset Version: https://x/y.h5ad"
        file["uns/pca/variance"] = np.zeros(60)
        file["uns/pca/zero_center"] = True


def categorical(group: h5py.Group, name: str, categories: list[str], codes: list[int]) -> None:
    """A column of codes into categories."""
    column = group.create_group(name)
    column["categories"] = [label.encode() for label in categories]
    column["codes"] = np.array(codes, "i1")


def write_old(path: Path) -> None:
    """The layout before 0.7: tables as datasets of records, categories in uns."""
    with h5py.File(path, "w", libver="earliest") as file:
        file["X"] = np.zeros((2, 2), "f4")
        file["obs"] = np.array(
            [(b"AAA", 0, 0.5), (b"CCC", 1, 0.25)], [("index", "S3"), ("louvain", "i1"), ("score", "f4")]
        )
        file["var"] = np.array([(b"EGFR", True), (b"TP53", False)], [("index", "S4"), ("highly_variable", "?")])
        file["uns/louvain_categories"] = [b"CD4 T", b"B"]
        file["uns/neighbors/params/n_neighbors"] = np.array([10])
