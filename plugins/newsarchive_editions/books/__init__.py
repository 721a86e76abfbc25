"""Files with the archive in them, which travel alone: EPUB, one HTML file, and the site of a language as a ZIP file.

- `binding`: Plan the files that the settings want: the books of each language, and the copy of its site.
- `books`: The books of an archive: the texts of a year, or all, in one language, as an EPUB and as one HTML file.
- `epub`: EPUB 3.3: the texts of a book as chapters, with what reading programs need around them.
- `front`: What precedes the texts of a book: its title page, and the list of texts in other languages only.
- `one_file`: One HTML file with all texts of a book: it opens from a chat or a disk, without an app and without a
  request.
- `page`: The page that offers these files in a language, with size, day, number, and how to verify one offline.
- `sections`: One text as it stands in a book: its words with picture, corrections, sources, letters and versions.
- `site_copy`: The site of one language as a ZIP file that opens from a disk, with its search.
"""
