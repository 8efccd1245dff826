"""The ground floor: what the lab knows, the ledger that records it, and the graph store that answers from it."""
