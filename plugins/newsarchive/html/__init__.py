"""Strings of serialised HTML: the only place with patterns for tags.

- `strings`: Strings of serialised HTML: tags, plain words, hanging quotation marks.
"""
