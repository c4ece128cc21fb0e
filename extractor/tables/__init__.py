"""Grids to tables: find the grids of plain text, understand labels, give every row its path."""

from extractor.tables.recover import find_grids
from extractor.tables.rows import read_tables

__all__ = ["find_grids", "read_tables"]
