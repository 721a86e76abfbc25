"""Put first on a build's path as `sitecustomize`: writes down which files the build opens to read.

Python tells an audit hook (PEP 578) of each. `OPENED` names the file that takes their paths, one a line.
"""

import os
import sys

_LOG = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path, _, flags = arguments
        if not (flags or 0) & (os.O_WRONLY | os.O_RDWR):
            os.write(_LOG, os.path.realpath(os.fsencode(path)) + b"\n")


sys.addaudithook(_hook)
