"""Pictures of numbers and of time, as geometry that a template prints: years as bars, a story as dots on a line.

Pure rules, used by listings and briefings; no settings, no signals. A chart is never alone: it has a title and a
description in words, and the rows of a table with the same figures.
"""
