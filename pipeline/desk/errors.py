"""Pure. What goes wrong at the desk alone, and the status with which each failure is answered."""

from __future__ import annotations

from pipeline.errors import Busy, IntakeError, WrongUse


class NotFound(WrongUse):
    """What the address names is not there."""


class NotAllowed(IntakeError):
    """The role lacks the right."""

    def __init__(self) -> None:
        super().__init__("Your account may not do this. Whoever administers the accounts can change its role.")


class SignedOut(IntakeError):
    """Nobody is signed in, or no longer."""

    def __init__(self) -> None:
        super().__init__("You are not signed in, or no longer. Nothing was saved. Sign in and try again.")


class FormExpired(IntakeError):
    """The form was not made by this desk for this session."""

    def __init__(self) -> None:
        super().__init__("This form is not of your session. Nothing was saved. Load the page anew and try again.")


class ChangedMeanwhile(IntakeError):
    """Somebody else changed what was to be saved; the sentence says what."""


class TooLarge(WrongUse):
    """More was sent than is taken."""

    def __init__(self) -> None:
        super().__init__("More was sent than is taken here. Nothing was saved. Larger files are taken from an inbox.")


class TooManyAttempts(IntakeError):
    """Somebody guesses, or may."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many attempts to sign in. Try again in {seconds} seconds.")
        self.seconds = seconds


_STATUSES: tuple[tuple[type[IntakeError], int], ...] = (
    (NotFound, 404),
    (TooLarge, 413),
    (WrongUse, 400),
    (SignedOut, 401),
    (NotAllowed, 403),
    (FormExpired, 403),
    (TooManyAttempts, 429),
    (ChangedMeanwhile, 409),
    (Busy, 409),
)


def status_of(error: IntakeError) -> int:
    """The HTTP status; 500 for what is not the asker's to mend."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
