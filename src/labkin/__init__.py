"""Labkin: a knowledge graph and search for life-science R&D. The door of the package: the rooms hold the code."""

__version__ = "0.1.0"
