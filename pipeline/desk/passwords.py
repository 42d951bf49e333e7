"""Passwords, as argon2 keeps them.

Touches the world: draws salts. Argon2id with the library's parameters, those of RFC 9106 for little memory: 64 MiB and
some hundredths of a second for each check.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import WrongUse

SHORTEST, LONGEST = 12, 1000
"""Characters of a password."""

_HASHER = PasswordHasher()


def hash_of(name: str, password: str) -> str:
    """The hash to keep, with its parameters and salt. Raises WrongUse for a password that is too weak."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WrongUse(f"a password has at least {SHORTEST} characters and at most {LONGEST}; several words do well")
    if password.casefold().strip() in (name, name * 2) or len(set(password)) < 5:
        raise WrongUse("this password is guessed at once; several words that nobody would put together do well")
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password of that hash. Takes as long where there is no hash: None, or an empty one."""
    try:
        held = _HASHER.verify(kept or _nobodys(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return held and bool(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
