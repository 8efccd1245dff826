"""Campaigns of measurement: which compounds were tested in which assay on which day, and what came out.

The results are invented. What a compound does in an assay is drawn once; each replicate scatters around it. The
compounds of the story have the values that the notebook tells (`seed/values.tsv`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labkin.app.demo.maker.chemistry import EMBER, FIREFLY, Chemistry, Compound
from labkin.app.demo.maker.common import SEED, Graph, day, dice, ours, read_tsv, rounded
from labkin.app.demo.maker.stock import Batch, Stock

LINES = ("PC-9", "NCI-H1975", "A-549")
ENDPOINT = {
    "A-CACO2": ("Papp", "10-6 cm/s"),
    "A-HLM": ("Clint", "uL/min/mg"),
    "A-RLM": ("Clint", "uL/min/mg"),
    "A-SOL": ("solubility", "uM"),
    "A-LOGD": ("logD", ""),
    "A-PPB": ("bound fraction", "%"),
    "A-VIA": ("GI50", "nM"),
    "A-HERG": ("IC50", "uM"),
    "A-CYP3A4": ("IC50", "uM"),
}
TOP = {"A-HERG": 30.0, "A-CYP3A4": 50.0, "A-SOL": 200.0, "A-CACO2": 1e9, "A-HLM": 1e9, "A-RLM": 1e9}
BOTTOM = {"A-HLM": 5.0, "A-RLM": 5.0, "A-SOL": 1.0}
OVERDUE = ("IN-PR-02", "2024-09-14")
ANONYMOUS_RUN = "RUN-2024-004-2"  # a planted gap: nobody wrote down who ran it


@dataclass(frozen=True, slots=True)
class Campaign:
    """One experiment: the compounds of an assay, over some weeks."""

    id: str
    project: str
    name: str
    assay: str
    protocol: str
    instrument: str
    operator: str
    start: str
    runs: int
    compounds: tuple[str, ...]
    controls: tuple[str, ...]
    replicates: int

    def days(self) -> list[str]:
        """The day of each run."""
        return [day(self.start, 7 * number) for number in range(self.runs)]

    def share(self, run: int) -> tuple[str, ...]:
        """The compounds of one run: its part of a large set, or all of a small one."""
        few = len(self.compounds) <= 3
        return (self.compounds if few else self.compounds[run :: self.runs]) + self.controls


@dataclass(frozen=True, slots=True)
class Result:
    """One measurement, as the tables show it."""

    id: str
    campaign: Campaign
    run: str
    batch: Batch
    value: float
    qualifier: str
    unit: str
    endpoint: str
    replicate: int
    date: str
    line: str = ""


def campaigns() -> list[Campaign]:
    """The campaigns of the seed."""
    found: list[Campaign] = []
    for row in read_tsv(SEED / "campaigns.tsv"):
        numbers: list[int] = []
        for part in row["compounds"].split(","):
            first, _, last = part.partition("-")
            numbers += range(int(first), int(last or first) + 1)
        found.append(
            Campaign(
                row["id"],
                row["project"],
                row["name"],
                row["assay"],
                row["protocol"],
                row["instrument"],
                row["operator"],
                row["start"],
                int(row["runs"]),
                tuple(f"LK-{n:04}" for n in numbers),
                tuple(name for name in row["controls"].split(",") if name),
                int(row["replicates"]),
            )
        )
    return found


def first_use(found: list[Campaign]) -> dict[str, str]:
    """The day on which each compound was first tested."""
    days: dict[str, str] = {}
    for campaign in found:
        for run, when in enumerate(campaign.days()):
            for name in campaign.share(run):
                days[name] = min(when, days.get(name, when))
    return days


class Nature:
    """What is so: the median value of a compound (or of a batch that differs from it) in an assay."""

    def __init__(self, chemistry: Chemistry) -> None:
        self._compounds: dict[str, Compound] = {c.name: c for c in chemistry.library.values()} | chemistry.drugs
        rows = read_tsv(SEED / "values.tsv")
        self._told = {(row["compound"], row["assay"], row["cell_line"]): row["value"] for row in rows}

    def told(self, batch: Batch, assay: str, line: str) -> str:
        """The value of the story, or empty."""
        for name in (batch.name, batch.compound.name):
            if found := self._told.get((name, assay, line)):
                return found
        return ""

    def median(self, compound: Compound, assay: str, line: str = "") -> float:
        """A value drawn once for each compound and assay, in the unit of the assay."""
        draw = dice("nature", compound.name, assay, line).gauss
        firefly, ember = compound.number in FIREFLY, compound.number in EMBER
        if assay == "A-LOGD":
            return compound.measured if compound.measured is not None else 1.2
        if assay == "A-PPB":
            return 100 - 10 ** min(1.8, draw(0.8, 0.4))
        if assay == "A-EGFR-WT":
            return float(self.median(compound, "A-EGFR-TM") * 10 ** draw(0.4, 0.45))
        if assay == "A-TNF":
            return float(self.median(compound, "A-P38") * 10 ** draw(0.7, 0.4))
        if assay == "A-VIA":
            if line == "A-549":
                return float(10 ** draw(3.7, 0.3))
            return float(self.median(compound, "A-EGFR-TM") * 10 ** draw(0.5, 0.25))
        means = {
            "A-EGFR-TM": (3.0, 0.75) if firefly else (4.4, 0.3),
            "A-P38": (2.7, 0.7) if ember else (4.5, 0.3),
            "A-HERG": (0.95, 0.45),
            "A-CYP3A4": (1.1, 0.45),
            "A-CACO2": (0.8, 0.4),
            "A-HLM": (1.6, 0.4),
            "A-RLM": (1.85, 0.4),
            "A-SOL": (1.8, 0.55),
        }
        return float(10 ** draw(*means.get(assay, (4.0, 0.5))))


def make(chemistry: Chemistry, stock: Stock, known: Callable[[str], str]) -> tuple[Graph, list[Result]]:
    """Experiments, runs and measurements, and the results as plain rows."""
    graph, nature, results = Graph(), Nature(chemistry), list[Result]()
    overrides = {(r["experiment"], r["compound"]): r["batches"].split(",") for r in read_tsv(SEED / "overrides.tsv")}
    for campaign in campaigns():
        _experiment(graph, campaign)
        for number, when in enumerate(campaign.days()):
            run = _run(graph, campaign, number, when)
            for name in campaign.share(number):
                wanted = overrides.get((campaign.id, name))
                batches = [b for b in stock.batches[name] if wanted and b.name in wanted]
                if not wanted and (batch := stock.batch(name, when)):
                    batches = [batch]
                for batch in batches:
                    results += _measure(graph, nature, campaign, run, batch, when, len(results))
    _summaries(graph, results, known)
    return graph, results


def _experiment(graph: Graph, campaign: Campaign) -> None:
    id = ours(campaign.id)
    status = "completed" if campaign.start < "2025-12-01" else "in progress"
    graph.node(id, "Experiment", campaign.name, date=campaign.start, status=status, project=campaign.project)
    graph.edge(id, "used", ours(campaign.assay))
    graph.edge(id, "follows", ours(campaign.protocol))
    graph.edge(id, "associated_with", ours(campaign.operator))


def _run(graph: Graph, campaign: Campaign, number: int, when: str) -> str:
    name = campaign.id.replace("EXP", "RUN") + f"-{number + 1}"
    id = graph.node(
        ours(name),
        "Activity",
        f"{campaign.name}, run {number + 1}",
        started=when,
        ended=day(when, 3 if campaign.assay == "A-VIA" else 0),
        status="completed",
        activity_type="assay run",
    )
    graph.edge(id, "part_of", ours(campaign.id))
    graph.edge(id, "used", ours(campaign.instrument))
    graph.edge(id, "used", ours("IN-LH-01"))
    graph.edge(id, "follows", ours(campaign.protocol))
    if name != ANONYMOUS_RUN:
        graph.edge(id, "associated_with", ours(campaign.operator))
    return id


def _measure(
    graph: Graph, nature: Nature, campaign: Campaign, run: str, batch: Batch, when: str, count: int
) -> list[Result]:
    results: list[Result] = []
    lines = ("",)
    if campaign.assay == "A-VIA":
        lines = LINES if "NCI-H1975" not in campaign.name else LINES[1:2]  # type: ignore[assignment]
    for line in lines:
        for replicate in range(1, campaign.replicates + 1):
            number = count + len(results) + 1
            value, qualifier = _value(nature, campaign, batch, run, line, replicate)
            endpoint, unit = ENDPOINT.get(campaign.assay, ("IC50", "nM"))
            result = Result(
                ours(f"M-{number:05}"), campaign, run, batch, value, qualifier, unit, endpoint, replicate, when, line
            )
            results.append(result)
            _record(graph, result)
    return results


def _value(nature: Nature, campaign: Campaign, batch: Batch, run: str, line: str, replicate: int) -> tuple[float, str]:
    told = nature.told(batch, campaign.assay, line)
    scatter = dice("replicate", run, batch.name, line, replicate).gauss(0, 0.025 if told else 0.09)
    if told.startswith(">"):
        return float(told[1:]), ">"
    median = float(told) if told else nature.median(batch.compound, campaign.assay, line)
    if campaign.assay == "A-LOGD":
        return median, "="
    if campaign.assay == "A-PPB":
        return min(99.9, round(100 - (100 - median) * (1 + scatter), 1)), "="
    top, bottom = TOP.get(campaign.assay, 10000.0), BOTTOM.get(campaign.assay, 0.0)
    value = float(median * 10**scatter)
    if value > top:
        return top, ">"
    return (bottom, "<") if value < bottom else (rounded(value), "=")


def _record(graph: Graph, result: Result) -> None:
    campaign, batch = result.campaign, result.batch
    flag = campaign.instrument == OVERDUE[0] and result.date > OVERDUE[1]
    name = f"{result.endpoint} of {batch.name} in {campaign.assay[2:]}{' ' + result.line if result.line else ''}"
    graph.node(
        result.id,
        "Measurement",
        f"{name}, replicate {result.replicate}",
        value=result.value,
        unit=result.unit,
        qualifier=result.qualifier,
        endpoint=result.endpoint,
        replicate=result.replicate,
        date=result.date,
        cell_line=result.line,
        flag="instrument past its calibration date" if flag else "",
    )
    graph.edge(result.id, "measurement_of", batch.id)
    graph.edge(result.id, "measurement_of", batch.compound.id)
    graph.edge(result.id, "measured_in", ours(campaign.assay))
    graph.edge(result.id, "derived_from", batch.samples[1])
    graph.edge(result.id, "generated_by", result.run)
    if not result.run.endswith(ANONYMOUS_RUN):
        graph.edge(result.id, "attributed_to", ours(campaign.operator))


def _summaries(graph: Graph, results: list[Result], known: Callable[[str], str]) -> None:
    """Which compound was tested in which assay, and which inhibits which kinase: median below 1 uM."""
    targets = {"A-EGFR-WT": "EGFR", "A-EGFR-TM": "EGFR", "A-P38": "MAPK14"}
    values: dict[tuple[str, str], list[float]] = {}
    for result in results:
        compound = result.batch.compound
        graph.edge(compound.id, "tested_in", ours(result.campaign.assay))
        target = targets.get(result.campaign.assay)
        if target and compound.number and result.batch.name != "LK-0107-B01":
            value = result.value if result.qualifier != ">" else 1e9
            values.setdefault((compound.id, target), []).append(value)
    for (compound_id, target), found in values.items():
        if sorted(found)[len(found) // 2] < 1000:
            graph.edge(compound_id, "inhibits", known(target))


def write(graph: Graph, folder: Path) -> None:
    """Experiments and runs in one file, measurements in another, and all their edges."""
    graph.write_nodes(folder / "experiments_nodes.jsonl", ("Experiment", "Activity"))
    graph.write_nodes(folder / "measurements_nodes.jsonl", ("Measurement",))
    graph.write_edges(folder / "results_edges.tsv")
