"""The commands of this plugin.

- `deploy`: `newsarchive deploy`: copy a publication to where readers get it, so that no link dangles meanwhile.
- `mirrors`: `newsarchive mirrors`: what each mirror has, and the signed list of mirrors.
- `sign`: `newsarchive sign`: check a published folder, and add a signature with one's own key.
- `verify`: `newsarchive verify`: say which publication a copy is, and whether it is whole.
"""
