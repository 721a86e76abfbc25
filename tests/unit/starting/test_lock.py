"""The pinned packages of an archive."""

from __future__ import annotations

from newsarchive.digests import digest
from newsarchive.starting.lock import lock_of, merged_lock
from newsarchive.starting.wheel import Wheel

OTHERS = "babel==2.18.0 \\\n    --hash=sha256:aa\n    # via newsarchive\npelican==4.12.0 \\\n    --hash=sha256:bb\n"


def _wheel(version: str) -> Wheel:
    return Wheel(f"newsarchive-{version}-py3-none-any.whl", version, version.encode())


def test_the_generator_is_pinned_by_its_digest_in_the_repository_or_at_an_address() -> None:
    pinned = f"--hash=sha256:{digest(b'2.1.0').hex()}"
    assert lock_of(_wheel("2.1.0"), "", OTHERS).splitlines()[1:] == [
        f"./packages/newsarchive-2.1.0-py3-none-any.whl {pinned}",
        *OTHERS.splitlines(),
    ]
    address = "https://archive.test/newsarchive-2.1.0-py3-none-any.whl"
    assert lock_of(_wheel("2.1.0"), address, OTHERS).splitlines()[1] == f"newsarchive @ {address} {pinned}"


def test_a_newsrooms_own_packages_stay_and_all_others_are_the_new_ones() -> None:
    old, new = (lock_of(_wheel(version), "", OTHERS) for version in ("2.1.0", "2.2.0"))
    theirs = old.replace("babel==2.18.0", "Babel==2.17.0") + "our_plugin==1.0 \\\n    --hash=sha256:cc\n    # ours\n"
    assert merged_lock(theirs, new) == new + "our_plugin==1.0 \\\n    --hash=sha256:cc\n    # ours\n"
    assert merged_lock(old, new) == new
    address = lock_of(_wheel("2.1.0"), "https://archive.test/newsarchive-2.1.0-py3-none-any.whl", OTHERS)
    assert merged_lock(address, new) == new
