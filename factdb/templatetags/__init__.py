"""Filters of templates: `formatting` prints codes, days and numbers."""
