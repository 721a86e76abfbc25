"""The redaction list: its terms, and a search for them in every kind of output.

- `forms`: Fold words to one form; patterns and telephone numbers in the forms that people write.
- `letters`: Characters: which are invisible, which are stacked, and words of other scripts in Latin letters.
- `list_file`: Parse the redaction list: each line is one term, or a fault.
- `names`: Names in other scripts, spellings, orders and cases.
- `pdf_contents`: The words of a PDF's content streams as a reader sees them.
- `pdf_documents`: The words of a PDF: pages, outlines, alternative texts, actual texts.
- `pdf_lines`: Glyphs of a PDF page put into lines and words by their positions.
- `pdf_syntax`: Operators of PDF content streams, and the letters that fonts show.
- `readings`: Every way in which a person or a program would read an output file.
- `search`: Search every reading of a file for the terms of the list.
"""
