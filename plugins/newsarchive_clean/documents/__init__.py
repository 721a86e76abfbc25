"""PDFs rewritten from an allow-list, so that a published document holds only what its pages show.

- `contents`: Rewrite the content streams of a PDF, instruction by instruction.
- `copying`: Copy the objects of a PDF that the allow-list names.
- `fonts`: Fonts of a PDF: keep only what shows glyphs.
- `grammar`: The allow-list: which keys and types of a PDF are published (ISO 32000-2).
- `masks`: Pixels of the pictures in a PDF: clear those that masks hide, and re-encode scans.
- `objects`: Objects and filters of a PDF, with a budget for all that a document unpacks.
- `placements`: Where pictures and forms stand on a page; cropped ones are refused.
- `resources`: The fonts, pictures and colours that a content stream names, copied under new names.
- `rewriting`: Rewrite a PDF for publication, with the structure that screen readers need.
"""
