"""What stands on the shelves: batches and how they were made, samples drawn from them, certificates of analysis."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from labkin.app.demo.maker.chemistry import Chemistry, Compound
from labkin.app.demo.maker.common import SEED, Graph, day, dice, ours, read_tsv

CHEMISTS = ("tomas-herrera", "ines-baptista", "maya-lindqvist")
SUPPLIERS = ("marlowe-fine-chemicals", "kestrel-reagents")
WITHDRAWN_ON = {
    "LK-0042-B02": ("2025-01-20", "410 ppm palladium, 3.1 % of a des-methoxy impurity"),
    "LK-0107-B01": ("2024-05-02", "wrong regioisomer"),
    "LK-0013-B02": ("2024-05-29", "label mix-up in rack 14"),
    "LK-0058-B01": ("2024-08-20", "hydrolysed in the store"),
}
# What the certificate says where it differs from the registry, and batches whose certificate is missing.
CERTIFIED = {"LK-0042-B02": 94.9, "LK-0029-B01": 95.2, "LK-0131-B01": 98.9}
UNCERTIFIED = ("LK-0107-B02", "LK-0073-B01")
SALTS = {17: ("hydrochloride", 467.37), 107: ("hydrochloride", 385.89)}  # registered as salts: weights with the acid
LOTS = {  # reagent, supplier: the lots that the story names, then how many more
    "PF-1140": ("5-chloro-2-fluoroaniline", "kestrel-reagents", "2024-02-05"),
    "MFC-88120": ("4-chloro-7-methoxy-6-(3-morpholinopropoxy)quinazoline", "marlowe-fine-chemicals", "2024-06-10"),
}
LK42_LOTS = {"LK-0042-B02": ("PF-1140",), "LK-0042-B03": ("PF-1140", "MFC-88120"), "LK-0042-B04": ("MFC-88120",)}


@dataclass(slots=True)
class Batch:
    """A batch of a compound. `by` is who made or supplied it."""

    name: str
    compound: Compound
    date: str
    by: str
    amount_mg: float
    purity: float
    status: str
    samples: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its identifier."""
        return ours(self.name)

    def usable(self, when: str) -> bool:
        """Whether it was on the shelf that day, in good standing as far as anyone knew."""
        end = WITHDRAWN_ON.get(self.name, ("9999", ""))[0]
        return self.date <= when < end and self.status != "quarantined"


@dataclass(slots=True)
class Stock:
    """All batches, by compound name, oldest first, and the graph of what is known of them."""

    graph: Graph
    certificates: Graph
    batches: dict[str, list[Batch]]

    def batch(self, compound: str, when: str) -> Batch | None:
        """The newest usable batch of a compound on a day, or None."""
        usable = [batch for batch in self.batches.get(compound, []) if batch.usable(when)]
        return usable[-1] if usable else None

    def all(self) -> list[Batch]:
        """Every batch."""
        return [batch for group in self.batches.values() for batch in group]


def make(chemistry: Chemistry, first_use: dict[str, str]) -> Stock:
    """Batches of every library compound, and of the drugs used as controls, each made before it was first used."""
    stock = Stock(Graph(), Graph(), {})
    lots = _lots(stock.graph, chemistry)
    story = {row["batch"]: row for row in read_tsv(SEED / "batches.tsv")}
    for compound in chemistry.library.values():
        _register(stock.graph, compound)
        stock.batches[compound.name] = _story(compound, story) or _invented(compound, first_use.get(compound.name, ""))
    for name in sorted(set(first_use) & set(chemistry.drugs)):
        stock.batches[name] = _bought(chemistry.drugs[name], first_use[name])
    for batch in stock.all():
        _describe(stock.graph, batch, lots)
        _sample(stock.graph, batch)
        _certify(stock.certificates, batch)
    return stock


def _register(graph: Graph, compound: Compound) -> None:
    salt, weight = SALTS.get(compound.number, ("", None))
    graph.node(
        compound.id,
        "Compound",
        compound.name,
        project=compound.project,
        salt_form=salt,
        molecular_weight=weight,
        melting_onset_cel=186 if compound.number == 42 else None,
    )


def _lots(graph: Graph, chemistry: Chemistry) -> list[str]:
    random, lots = dice("lots"), dict(LOTS)
    for number in range(24):
        supplier = random.choice(SUPPLIERS)
        name = f"{'MFC' if supplier.startswith('m') else 'PF'}-{random.randint(10000, 87999)}"
        when = day("2023-04-03", 30 * number + random.randint(0, 20))
        lots[name] = (random.choice(list(chemistry.reagents)), supplier, when)
    for name, (reagent, supplier, when) in sorted(lots.items(), key=lambda item: item[1][2]):
        id = ours(name)
        purity = random.choice((95.0, 97.0, 98.0, 99.0))
        graph.node(id, "Batch", name, date=when, status="released", purity=purity, lot_of=reagent)
        graph.edge(id, "batch_of", chemistry.reagents[reagent].id)
        graph.edge(id, "attributed_to", ours(supplier))
    return sorted(lots, key=lambda name: lots[name][2])


def _story(compound: Compound, story: dict[str, dict[str, str]]) -> list[Batch]:
    rows = [row for name, row in story.items() if name.startswith(f"{compound.name}-")]
    return [
        Batch(r["batch"], compound, r["date"], r["by"], float(r["amount_mg"]), float(r["purity"]), r["status"])
        for r in rows
    ]


def _invented(compound: Compound, first_use: str) -> list[Batch]:
    random = dice("batches", compound.name)
    when = day(first_use or "2024-06-03", -random.randint(14, 45))
    batches: list[Batch] = []
    for number in range(1, 3 if random.random() < 0.55 else 2):
        purity = round(random.triangular(94.0, 99.7, 98.4), 1)
        amount = float(random.choice((45, 60, 85, 120, 150, 220, 340)))
        status = random.choices(("released", "depleted", "quarantined"), (70, 24, 6 if number > 1 else 0))[0]
        name = f"{compound.name}-B{number:02}"
        batches.append(Batch(name, compound, when, random.choice(CHEMISTS), amount, purity, status))
        when = day(when, random.randint(90, 300))
    return [batch for batch in batches if batch.date <= "2025-12-19"]


def _bought(drug: Compound, first_use: str) -> list[Batch]:
    random = dice("bought", drug.name)
    when = day(first_use, -random.randint(20, 60))
    purity = round(random.uniform(98.2, 99.9), 1)
    return [Batch(f"{drug.name}-B01", drug, when, "kestrel-reagents", 500.0, purity, "released")]


def _describe(graph: Graph, batch: Batch, lots: list[str]) -> None:
    withdrawn, reason = WITHDRAWN_ON.get(batch.name, ("", ""))
    graph.node(
        batch.id,
        "Batch",
        batch.name,
        date=batch.date,
        status=batch.status,
        purity=batch.purity,
        amount_mg=batch.amount_mg,
        withdrawn=withdrawn,
        reason=reason,
    )
    graph.edge(batch.id, "batch_of", batch.compound.id)
    graph.edge(batch.id, "attributed_to", ours(batch.by))
    if batch.compound.number:
        _synthesis(graph, batch, lots)


def _synthesis(graph: Graph, batch: Batch, lots: list[str]) -> None:
    random, outside = dice("synthesis", batch.name), batch.by == "ostrava-synthesis"
    run = graph.node(
        ours(f"SYN-{batch.name}"),
        "Activity",
        f"Synthesis of {batch.name}",
        started=day(batch.date, -random.randint(3, 12)),
        ended=batch.date,
        status="completed",
        activity_type="synthesis",
    )
    graph.edge(batch.id, "generated_by", run)
    graph.edge(run, "associated_with", ours(batch.by))
    graph.edge(run, "follows", ours("SOP-CHE-001-v2"))
    known = [lot for lot in lots if str(graph.nodes[ours(lot)]["date"]) <= batch.date and lot not in LOTS]
    chosen = LK42_LOTS.get(batch.name) or random.sample(known, min(2, len(known)))
    for lot in chosen:
        graph.edge(run, "used", ours(lot))
    if not outside:
        graph.edge(run, "used", ours("IN-LC-02" if batch.date > "2024-03-01" else "IN-LC-03"))
        graph.edge(run, "used", ours("IN-BA-01"))


def _sample(graph: Graph, batch: Batch) -> None:
    """A vial of solid, and a DMSO stock made from it: what the assays take."""
    random = dice("samples", batch.name)
    solid, stock = ours(f"{batch.name}-S1"), ours(f"{batch.name}-S2")
    vial = day(batch.date, random.randint(1, 5))
    status = {"withdrawn": "quarantined", "depleted": "used up"}.get(batch.status, "available")
    graph.node(solid, "Sample", f"{batch.name} solid", date=vial, status=status, amount_mg=min(20.0, batch.amount_mg))
    graph.edge(solid, "derived_from", batch.id)
    graph.node(
        stock,
        "Sample",
        f"{batch.name} DMSO stock",
        date=day(vial, random.randint(0, 6)),
        status=status,
        volume_ul=float(random.choice((250, 400, 800, 1000))),
        concentration_um=5000.0 if batch.compound.number == 13 else 10000.0,
    )
    graph.edge(stock, "derived_from", solid)
    batch.samples += [solid, stock]


def _certify(graph: Graph, batch: Batch) -> None:
    """The certificate of a batch, and the purity that it states: a second source for the same property."""
    if batch.name in UNCERTIFIED:
        return
    id = ours(f"COA-{batch.name}")
    when = "2025-01-20" if batch.name == "LK-0042-B02" else day(batch.date, dice("coa", batch.name).randint(2, 9))
    purity = CERTIFIED.get(batch.name, batch.purity)
    graph.node(
        id,
        "Document",
        f"Certificate of analysis, {batch.name}",
        document_type="certificate of analysis",
        date=when,
        purity_stated=purity,
        result="conforms" if purity >= 95.0 else "does not conform",
    )
    graph.node(batch.id, "Batch", batch.name, purity=purity)
    graph.edge(id, "describes", batch.id)
    author = "vellum-analytical" if batch.name == "LK-0042-B02" else "sofia-marchetti"
    graph.edge(id, "attributed_to", ours(batch.by if batch.by == "ostrava-synthesis" else author))


def write(stock: Stock, folder: Path) -> None:
    """The registry and the certificates, as two sources."""
    stock.graph.write_nodes(folder / "registry" / "registry_nodes.jsonl")
    stock.graph.write_edges(folder / "registry" / "registry_edges.tsv")
    stock.certificates.write_nodes(folder / "certificates" / "certificates_nodes.jsonl")
    stock.certificates.write_edges(folder / "certificates" / "certificates_edges.tsv")
