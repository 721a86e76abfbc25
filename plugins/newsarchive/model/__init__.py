"""The domain model as plain values: no disk, no clock, no Pelican.

- `addresses`: The address of every page, file and picture, relative to the site's root.
- `bodies`: The HTML of a text as one page shows it: content references become relative links.
- `characters`: Which characters a text may hold: no controls, no invisible ones, none that Unicode lacks.
- `dates`: Dates with the precision that is known: a year, a month or a day (ISO 8601).
- `diagnostics`: Faults and warnings: where, which kind, and the values that the message prints.
- `field_types`: Types of the values of fields: how to validate them, and how to describe them to editors and their
  programs.
- `fields`: The fields of front matter, each declared once: as an attribute of a record, with its type and its rules.
- `front_matter`: Parse, validate and write the front matter of a file.
- `index`: The whole archive, read-only, with its look-ups, and the edition that page makers receive.
- `ledger`: The tables that publications keep in the content, and permalinks: every address ever published.
- `models`: Records of the archive: briefings, standing pages, notices, their texts, letters and published states.
- `own_fields`: The fields that a newsroom adds to briefings: the setting `EXTRA_FIELDS`.
- `pages`: What plugins that answer signals give the builder: pages, files, checks and seals (`newsarchive.signals`).
- `revisions`: Published revisions and first days of each text, and whether each change to it was declared.
- `setting_types`: Types of settings: check a value by its annotation, and say how to write it if it is wrong.
- `settings`: The site's settings as one value, validated.
- `source_notes`: What is known of the briefings' sources, and what readers learn of it: on pages, in books, feeds and
  data.
- `tables`: Tables of tab-separated values: read their lines, refuse malformed ones, write them.
- `vocabularies`: Controlled vocabularies: tags, people, organisations and places, named in several languages.
- `web_addresses`: Addresses on the web: which are valid, and which lead into private networks, without asking anybody.
- `withholding`: Whether the rest of a briefing was read for the words that a correction withholds.
- `yaml_text`: YAML as strings with positions, without types, anchors or tags.
"""
