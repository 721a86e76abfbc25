"""Redactions: names, numbers and patterns that must never be published, and where a text holds one.

The list is the newsroom's own and lies outside the repository. Nothing here returns a term, or words around one: of
what is found only the places are known, in the text and in the list. Pure rules, no settings, no files.

- `terms`, `entries`, `telephones`, `patterns`: the list.
- `readings`: a text as it is read; `documents`, `contents`, `syntax`, `fonts`, `lines`: a PDF.
- `folding`: letters that are taken for the same.
- `names`, `spellings`: a name in another form, script or spelling.
- `searching`: where an output holds a term.
"""
