"""The archive as data: tables, texts as JSON Lines, their description, and a page that explains them.

- `cells`: Values as cells of CSV, and back; rows as lines of CSV and of JSON.
- `columns`: The tables of the published data, and their columns, each made from the field whose values it gives.
- `descriptors`: What machines read about the data: `datapackage.json`.
- `files`: The files of the data.
- `page`: The page that offers the data and explains each column.
- `rows`: The rows of the tables: only what is published, in lists, and printed by some page.
"""
