"""The tables behind the datasets: what instruments and analyses left in files."""

from __future__ import annotations

import io
import math
import re
import statistics
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from labkin.app.demo.maker.chemistry import Chemistry
from labkin.app.demo.maker.common import HAND, Row, day, dice, read_tsv, rounded, write_rows
from labkin.app.demo.maker.results import Result
from labkin.app.demo.maker.stock import Stock

DESCRIPTORS = (
    "MolWt",
    "MolLogP",
    "TPSA",
    "NumHDonors",
    "NumHAcceptors",
    "NumRotatableBonds",
    "RingCount",
    "NumAromaticRings",
    "FractionCSP3",
    "NumHeteroatoms",
    "BalabanJ",
    "BertzCT",
)


def local(id: str) -> str:
    """An identifier of the lab without its prefix."""
    return id.rpartition(":")[2]


def write(folder: Path, chemistry: Chemistry, stock: Stock, results: list[Result]) -> dict[str, int]:
    """Write every table; how many rows each has, by the name of its file without ending."""
    folder.mkdir(parents=True, exist_ok=True)
    library = library_rows(chemistry)
    plain: dict[str, list[Row]] = {
        "EGFR IC50 raw results.csv": result_rows(results, ("A-EGFR-WT", "A-EGFR-TM")),
        "EGFR IC50 summary.csv": summary_rows(r for r in results if r.campaign.assay.startswith("A-EGFR")),
        "hERG patch clamp sweeps.csv": list(_herg(results)),
        "Caco-2 permeability.tsv": list(_caco2(results)),
        "Microsomal stability time course.csv": list(_microsomes(results)),
        "TNF release in THP-1.csv": list(_tnf(results)),
        "LK-0042 stability twelve months.csv": list(_stability()),
        "LK-0042 rat pharmacokinetics.csv": list(_pharmacokinetics()),
        "LK-0042 dossier extract.csv": result_rows([r for r in results if r.batch.compound.number == 42]),
        "LK-0042 potency across batches.csv": summary_rows(
            r for r in results if r.batch.compound.number == 42 and r.campaign.assay.startswith("A-EGFR")
        ),
        "HPLC purity of all batches.csv": list(_purity(stock)),
        "Plate quality control.csv": list(_plates(results)),
        "Instrument calibration log.tsv": list(_calibrations()),
        "logD predictions.csv": _predictions(library),
    }
    for name, rows in plain.items():
        write_rows(folder / name, rows, "\t" if name.endswith(".tsv") else ",")
    doses = list(_doses(results))
    _write_parquet(folder / "Cell viability dose response.parquet", doses)
    _write_parquet(folder / "Lantern library descriptors.parquet", library)
    sheets = {
        project: result_rows([r for r in results if r.campaign.project == project], ("A-SOL",))
        for project in ("Firefly", "Ember")
    }
    _write_excel(folder / "Kinetic solubility.xlsx", sheets)
    counts = {name.rpartition(".")[0]: len(rows) for name, rows in plain.items()}
    counts |= {"Cell viability dose response": len(doses), "Lantern library descriptors": len(library)}
    return counts | {"Kinetic solubility": sum(map(len, sheets.values()))}


def result_rows(results: list[Result], assays: tuple[str, ...] = ()) -> list[Row]:
    """Measurements as rows, one each."""
    return [
        {
            "measurement": local(r.id),
            "experiment": r.campaign.id,
            "run": local(r.run),
            "assay": r.campaign.assay,
            "compound": r.batch.compound.name,
            "batch": r.batch.name,
            "endpoint": r.endpoint,
            "qualifier": r.qualifier,
            "value": r.value,
            "unit": r.unit,
            "cell_line": r.line,
            "replicate": r.replicate,
            "date": r.date,
            "operator": r.campaign.operator,
        }
        for r in results
        if not assays or r.campaign.assay in assays
    ]


def summary_rows(results: Iterable[Result]) -> list[Row]:
    """Geometric means for each batch in each assay; values cut off are counted and left out."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for r in results:
        groups.setdefault((r.batch.compound.name, r.batch.name, r.campaign.assay), []).append(r)
    rows: list[Row] = []
    for (compound, batch, assay), group in sorted(groups.items()):
        logs = [math.log10(r.value) for r in group if r.qualifier == "="]
        mean = rounded(10 ** (sum(logs) / len(logs))) if logs else ""
        rows.append(
            {
                "compound": compound,
                "batch": batch,
                "assay": assay,
                "n": len(logs),
                "n_censored": len(group) - len(logs),
                "geometric_mean_nM": mean,
                "sd_log10": round(statistics.stdev(logs), 3) if logs[1:] else "",
                "first_date": min(r.date for r in group),
                "last_date": max(r.date for r in group),
            }
        )
    return rows


def _one_each(results: list[Result], *assays: str) -> Iterable[Result]:
    return (r for r in results if r.campaign.assay in assays and r.replicate == 1)


def _herg(results: list[Result]) -> Iterable[Row]:
    for r in _one_each(results, "A-HERG"):
        for cell in (1, 2, 3):
            random = dice("herg", r.id, cell)
            control = random.uniform(420, 910)
            for concentration in (0.1, 0.3, 1.0, 3.0, 10.0, 30.0):
                ic50 = r.value * (2.5 if r.qualifier == ">" else 1)
                left = 1 / (1 + concentration / ic50) + random.gauss(0, 0.02)
                yield {
                    "run": local(r.run),
                    "batch": r.batch.name,
                    "cell": cell,
                    "concentration_uM": concentration,
                    "tail_current_control_pA": round(control, 1),
                    "tail_current_pA": round(control * max(0.01, left), 1),
                    "block_percent": round(100 * (1 - left), 1),
                    "seal_GOhm": round(random.uniform(1.1, 4.8), 2),
                }


def _caco2(results: list[Result]) -> Iterable[Row]:
    for r in results:
        if r.campaign.assay == "A-CACO2":
            random = dice("caco2", r.batch.name)
            efflux = 1.9 if r.batch.compound.number == 42 else round(10 ** random.gauss(0.25, 0.3), 2)
            scatter = dice("caco2", r.id)
            for direction, factor in (("A-B", 1.0), ("B-A", efflux)):
                yield {
                    "run": local(r.run),
                    "batch": r.batch.name,
                    "direction": direction,
                    "replicate": r.replicate,
                    "papp_1e-6_cm_per_s": rounded(r.value * factor),
                    "TEER_ohm_cm2": round(scatter.uniform(400, 530)),
                    "lucifer_yellow_percent": round(scatter.uniform(0.1, 0.6), 2),
                    "recovery_percent": 34 if r.batch.compound.number == 13 else round(scatter.uniform(78, 99)),
                }


def _microsomes(results: list[Result]) -> Iterable[Row]:
    for r in results:
        if r.campaign.assay in ("A-HLM", "A-RLM"):
            random = dice("microsomes", r.id)
            for minutes in (0, 5, 15, 30, 45):
                left = 100 * math.exp(-r.value * 0.5 / 1000 * minutes) * (1 + random.gauss(0, 0.03))
                yield {
                    "run": local(r.run),
                    "batch": r.batch.name,
                    "species": "human" if r.campaign.assay == "A-HLM" else "rat",
                    "replicate": r.replicate,
                    "time_min": minutes,
                    "parent_percent": round(left if minutes else 100.0, 1),
                    "internal_standard_area": random.randint(81000, 99000),
                }


def _doses(results: list[Result]) -> Iterable[Row]:
    for r in results:
        if r.campaign.assay == "A-VIA":
            random = dice("doses", r.id)
            for step in range(10):
                dose = 10000 / 3**step
                gi50 = r.value * (3 if r.qualifier == ">" else 1)
                yield {
                    "run": local(r.run),
                    "batch": r.batch.name,
                    "cell_line": r.line,
                    "dose_nM": round(dose, 3),
                    "luminescence": round(1.2e6 * (0.03 + 0.97 / (1 + dose / gi50)) * (1 + random.gauss(0, 0.04))),
                    "viability_percent": round(100 / (1 + dose / gi50) + random.gauss(0, 2), 1),
                    "date": r.date,
                }


def _tnf(results: list[Result]) -> Iterable[Row]:
    toxic = dice("toxic").sample(range(95, 137), 10)
    for r in results:
        if r.campaign.assay == "A-TNF":
            number = r.batch.compound.number
            sick = number == 142 or (number in toxic and number not in (99, 107, 131))
            yield {
                "run": local(r.run),
                "batch": r.batch.name,
                "replicate": r.replicate,
                "qualifier": r.qualifier,
                "ic50_nM": r.value,
                "viability_percent": 60 if number == 142 else dice("tnf", r.id).randint(48, 72) if sick else 97,
                "passes_counter_screen": not sick,
                "date": r.date,
            }


def _stability() -> Iterable[Row]:
    loss = {"5 Cel": (0.1, 0.1), "25 Cel / 60 % RH": (0.2, 0.1), "40 Cel / 75 % RH": (1.6, 0.7)}
    for batch, start, which in (("LK-0042-B03", 99.1, 0), ("LK-0042-B04", 99.4, 1)):
        for condition, losses in loss.items():
            for month in (0, 1, 3, 6, 9, 12):
                for injection in (1, 2, 3):
                    random = dice("stability", batch, condition, month, injection)
                    assay = start - losses[which] * month / 12 + random.gauss(0, 0.04)
                    yield {
                        "batch": batch,
                        "condition": condition,
                        "month": month,
                        "pulled": day("2025-03-31", round(30.4 * month)),
                        "injection": injection,
                        "assay_percent": round(assay, 2),
                        "total_impurities_percent": round(100 - assay - 0.3 + random.gauss(0, 0.02), 2),
                        "water_percent": round(0.2 + 0.6 * (1 - math.exp(-month / 2)) * (condition[0] != "5"), 2),
                        "form": "II",
                    }


def _pharmacokinetics() -> Iterable[Row]:
    groups = (("iv", 3, "LK-0042-B03", 1.0), ("po", 10, "LK-0042-B02", 0.34), ("po", 30, "LK-0042-B03", 0.38))
    for route, dose, batch, available in groups:
        for animal in range(1, 7):
            random = dice("rat", dose, animal)
            k, volume, absorption = (
                math.log(2) / random.gauss(4.6, 0.3),
                random.gauss(2.9, 0.15),
                random.gauss(1.1, 0.1),
            )
            for hours in (0.08, 0.25, 0.5, 1, 2, 4, 6, 8, 12, 24):
                c0 = dose * available / volume * 1000
                rise = absorption / (absorption - k) * (math.exp(-k * hours) - math.exp(-absorption * hours))
                c = c0 * (math.exp(-k * hours) if route == "iv" else rise) * (1 + random.gauss(0, 0.06))
                if (dose, hours) == (10, 8) and animal in (2, 5):
                    c *= 1.9  # the second peak that the report speaks of
                yield {
                    "group": f"{dose} mg/kg {route}",
                    "route": route,
                    "dose_mg_per_kg": dose,
                    "batch": batch,
                    "animal": f"{dose:02}{animal:02}",
                    "time_h": hours,
                    "plasma_ng_per_mL": rounded(c) if c >= 1 else "<1",
                }


def _purity(stock: Stock) -> Iterable[Row]:
    for batch in sorted(stock.all(), key=lambda b: (b.date, b.name)):
        random = dice("hplc", batch.name)
        yield {
            "batch": batch.name,
            "injected": day(batch.date, 1),
            "instrument": "LC-02" if batch.date > "2024-09-02" else "LC-03",
            "retention_min": round(random.uniform(4.1, 9.4), 2),
            "purity_254nm_percent": batch.purity,
            "largest_impurity_percent": round((100 - batch.purity) * random.uniform(0.3, 0.8), 2),
            "injection_ul": 2,
        }


def _plates(results: list[Result]) -> Iterable[Row]:
    runs = {r.run: r for r in results if r.campaign.assay in ("A-EGFR-WT", "A-EGFR-TM", "A-P38", "A-VIA", "A-TNF")}
    for run, r in runs.items():
        for plate in range(1, 5):
            random = dice("plate", run, plate)
            z = round(min(0.9, random.gauss(0.69, 0.07)), 2)
            yield {
                "plate": f"{local(run)[4:]}-P{plate}",
                "run": local(run),
                "reader": r.campaign.instrument[3:],
                "date": r.date,
                "z_prime": z,
                "signal_window": round(random.gauss(6.3 if r.campaign.instrument == "IN-PR-01" else 5.1, 0.4), 1),
                "control_cv_percent": round(abs(random.gauss(5.5, 1.5)), 1),
                "accepted": z >= 0.5,
            }


def _calibrations() -> Iterable[Row]:
    for row in read_tsv(HAND / "lab" / "instruments_nodes.tsv"):
        for back in range(8):
            random = dice("calibration", row["id"], back)
            found = round(random.gauss(0, 0.4), 2)
            yield {
                "instrument": row["synonym"],
                "nickname": row["name"],
                "date": day(row["calibrated"], -182 * back) if back else row["calibrated"],
                "done_by": "Northgate Calibration" if back % 2 == 0 else "Lantern Bio",
                "kind": "calibration" if back % 2 == 0 else "interim check",
                "deviation_percent": found,
                "limit_percent": 2.0,
                "passed": abs(found) <= 2.0,
            }


def library_rows(chemistry: Chemistry) -> list[Row]:
    """Calculated descriptors and the measured logD of every library compound."""
    from rdkit import Chem
    from rdkit.Chem import Descriptors

    functions: dict[str, Callable[[Any], float]] = {name: getattr(Descriptors, name) for name in DESCRIPTORS}
    rows: list[Row] = []
    for compound in chemistry.library.values():
        mol = Chem.MolFromSmiles(compound.smiles)
        values = {name: round(float(function(mol)), 3) for name, function in functions.items()}
        rows.append({"compound": compound.name, **values, "logD_measured": compound.measured})
    return rows


def fit(train: list[Row], test: list[Row], penalty: float = 5.0) -> list[float]:
    """Ridge regression of logD on the descriptors: the predictions for the test rows."""
    import numpy as np

    x = np.array([[row[name] for name in DESCRIPTORS] for row in train], float)
    mean, spread = x.mean(0), x.std(0) + 1e-9
    x = (x - mean) / spread
    y = np.array([row["logD_measured"] for row in train], float)
    weights = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ (y - y.mean()))
    new = (np.array([[row[name] for name in DESCRIPTORS] for row in test], float) - mean) / spread
    return [float(value) for value in new @ weights + y.mean()]


def _predictions(rows: list[Row]) -> list[Row]:
    """Each compound predicted by a model that has not seen it: five folds."""
    order = dice("folds").sample(range(len(rows)), len(rows))
    fold_of = {index: place % 5 for place, index in enumerate(order)}
    found: dict[int, float] = {}
    for fold in range(5):
        held = [i for i in range(len(rows)) if fold_of[i] == fold]
        train = [rows[i] for i in range(len(rows)) if fold_of[i] != fold]
        found |= dict(zip(held, fit(train, [rows[i] for i in held]), strict=True))
    return [
        {
            "compound": row["compound"],
            "model": "MODEL-LOGD-v2",
            "fold": fold_of[i] + 1,
            "logD_predicted": round(found[i], 2),
            "logD_measured": row["logD_measured"],
        }
        for i, row in enumerate(rows)
    ]


def _write_parquet(path: Path, rows: list[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")


def _write_excel(path: Path, sheets: dict[str, list[Row]]) -> None:
    """A workbook whose bytes depend on nothing but its cells: times are taken out of it."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in sorted(old.namelist()):
            data = re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-04-10T09:00:00Z", old.read(member))
            info = zipfile.ZipInfo(member, (2026, 4, 10, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
