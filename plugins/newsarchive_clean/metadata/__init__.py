"""Scanners for data hidden in published files. They share no code with the packages that write the files.

- `archives`: ZIP files, EPUB included: every member, and what a program writes around them (APPNOTE.TXT 6.3.10).
- `avif`: AVIF: boxes and items (ISO/IEC 14496-12, 23000-22).
- `chunks`: JPEG, PNG and WebP: the chunks that a picture needs (ITU-T T.81; W3C PNG; RFC 9649).
- `fonts`: Fonts embedded in a PDF, and those of pages (WOFF): tables that no glyph needs.
- `pdf`: PDF: every object, string and stream that pages do not need (ISO 32000-2).
- `pdf_syntax`: Parse a PDF: the objects of a file, the instructions of a content stream, the segments of a JBIG2
  picture.
- `scanner`: Scan one published file by its type: hidden data in it, or bytes that its name does not promise.
"""
