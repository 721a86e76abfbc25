"""Everything that differs between languages but is not a text. The language is always an argument.

- `alphabets`: Alphabetical order, case and script by language.
- `catalogues`: Interface words from gettext catalogues, compiled in memory.
- `dates`: Dates, numbers, lists and names of languages as each language writes them (CLDR, through Babel).
- `slugs`: ASCII slugs and transliterations of words in any script.
- `wording`: The words of the interface that a language lacks, as entries of its catalogue to fill in.
"""
