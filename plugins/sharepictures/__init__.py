"""Share pictures: what a network shows where a text's address is passed on, drawn with the text's own title.

Pure rules over words, used by `builds`, which keeps what was drawn; no signals. The letters are a free font's in
`fonts/` and are laid out by Pillow alone, without the system's libraries, so that every machine draws the same bytes.
"""
