"""Everything that differs between languages but is not a text. The language is always an argument.

- `alphabets`: Alphabetical order and case by language.
- `catalogues`: Interface words from gettext catalogues, compiled in memory.
- `dates`: Dates, numbers, lists and names of languages as each language writes them (CLDR, through Babel).
- `scripts`: The script of words and languages, and the territory of a language.
- `slugs`: ASCII slugs and transliterations of words in any script.
"""
