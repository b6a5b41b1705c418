"""Rows in and out by spreadsheet: what each kind of workbook holds, how it is judged line by line, and written at once.

`receiving` keeps a file until its sender confirms it; `base` is what a kind of workbook stands on, `coded` what the
lists of an institution do.
"""
