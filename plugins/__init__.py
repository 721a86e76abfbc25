"""The generator's code: one package per capability, named by a noun of the field."""

try:
    # locks, limits, file modes and forks as POSIX has them; native Windows has none of these modules
    import fcntl as _fcntl
    import resource as _resource
except ModuleNotFoundError:
    raise SystemExit("this needs Linux or macOS; on Windows run it in WSL (README, Start)") from None

del _fcntl, _resource
