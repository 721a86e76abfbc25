"""The domain: briefings, texts, terms, addresses and faults, as plain values.

Nothing here imports Pelican, reads a clock or touches a disk; every other package builds on it.

- `dates`, `records`, `letters`, `vocabularies`: what the archive holds;
- `yamltree`, `shapes`, `fieldtypes`, `fields`, `frontmatter`: the typed table of front-matter fields and its parser;
- `faults`: what is wrong with a file, and where;
- `addresses`: where everything is published; `earlier`: where it was before;
- `site`: the settings, turned into one value;
- `index`: the whole archive with its look-ups computed once;
- `pages`: what page makers hand to the builder; `signals`: where they connect;
- `cached`: values as bytes that outlive a build; `kept`: the cache that makers of files are given.
"""
