"""Everything that differs between languages but is not a text: words, dates, order, case, slugs.

- `catalogues`: the interface's words; `compiling`: what they are compiled from, gettext catalogues;
- `dates`: dates, numbers and lists by CLDR, through Babel;
- `alphabets`: order by each language's alphabet; `case`: upper and lower case right for i and ı;
- `transliteration`: ASCII slugs and heading ids from any script.

The language is always an argument; nothing here has a current language or touches the process locale.
"""
