"""Documents: PDFs beside a text, published as their pages alone.

Pure rules over bytes. What a document shows stays; one that cannot be made bare without a change to that is refused.
"""
