"""Put first on a command's path as `sitecustomize`: writes down what the command does that no content may make it do.

Python tells an audit hook (PEP 578) of every file that is opened, every program that is started and every connection.
`WATCHED` names a JSON file: where the command may write, which folder it must not read, and where to write all this.
"""

import json
import os
import sys
from pathlib import Path

_ORDERS = json.loads(os.environ["WATCHED"])
_LOG = os.open(_ORDERS["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_PROGRAMS = {"git"}
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "urllib.Request"}
_STARTING = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn"}
_CHANGING = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _say(*words):
    os.write(_LOG, f"{' '.join(map(str, words))}\n".encode("utf-8", "surrogateescape"))


def _place(path):
    if isinstance(path, int) or path is None:
        return ""
    place = Path(os.fsdecode(path))
    # a link in its own place is not followed: it is what is changed
    return str(place.parent.resolve() / place.name)


def _from(path, arguments):
    """Return a path, which may be one from a folder that is open: `shutil.rmtree` removes so."""
    folder = arguments[-1] if isinstance(arguments[-1], int) and arguments[-1] > 2 and len(arguments) == 2 else None
    return Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(path) if folder else path


def _may_change(place):
    return not place or any(place == each or place.startswith(each) for each in _ORDERS["writable"])


def _hook(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        place = _place(path)
        writes = (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & _WRITING
        if writes and not _may_change(place):
            _say("wrote", place)
        if place.startswith(_ORDERS["secret"]):
            _say("read", place)
    elif event == "exec":
        if getattr(arguments[0], "co_filename", "").startswith(_ORDERS["content"]):
            _say("ran", arguments[0].co_filename)
    elif event in _NETWORK:
        _say("network", event, arguments[1:])
    elif event in _STARTING:
        if Path(os.fsdecode(arguments[0] or "")).name not in _PROGRAMS:
            _say("started", arguments[0])
    elif event in _CHANGING:
        places = [_place(_from(each, arguments)) for each in arguments if isinstance(each, (str, bytes, os.PathLike))]
        if event == "os.mkdir" and Path(places[0]).is_dir():
            return  # nothing is made
        if not all(map(_may_change, places)):
            _say(event, *places)


sys.addaudithook(_hook)
