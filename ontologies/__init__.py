"""Vocabularies as data."""
