"""Grids to tables: find the grids of plain text, understand labels, give every row its path."""

from extractor.tables.recover import MOST_CELLS, find_grids, has_too_many_cells
from extractor.tables.rows import read_tables

__all__ = ["MOST_CELLS", "find_grids", "has_too_many_cells", "read_tables"]
