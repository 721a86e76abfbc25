"""Traces in files: what a published file says of who made it, where and with what, besides what it shows.

Pure rules over bytes, of our own: each container is read piece by piece, and every piece that is not needed to show
the file is named. What is needed is listed, not what is dangerous, so that a new kind of trace is found, too.
"""
