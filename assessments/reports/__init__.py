"""Reports as PDF: `context` says what a report says, `render` makes its page and its bytes.

The only importer of WeasyPrint is `printer`, and that is imported late: without Pango the rest of the app runs.
"""
