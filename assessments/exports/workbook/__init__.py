"""Results as a spreadsheet: a sheet to read, a table for analysis, a code book, and a sheet for every other table."""

from .files import CONTENT_TYPE, Workbook, workbook

__all__ = ["CONTENT_TYPE", "Workbook", "workbook"]
