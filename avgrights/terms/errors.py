"""Four kinds of blame, each with its exit status.

The command line turns every error below into one sentence and the status of its class;
the library raises them as they are. A message never holds personal data.
"""


class AvgRightsError(Exception):
    """The base of every error that is ours to explain.

    Attributes:
        exit_status: what a command ends with (see docs/reference/exit-status.md).
        remedy: what the reader can do about it, one sentence; may be empty.
    """

    exit_status = 70

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class InputFault(AvgRightsError):
    """Usage, configuration or input is at fault: your file or your command (status 2)."""

    exit_status = 2


class CheckFailed(AvgRightsError):
    """A verification failed, a finding is an error, or something is overdue (status 1)."""

    exit_status = 1


class StoreFault(AvgRightsError):
    """A store failed; what was done elsewhere stands and a rerun finishes it (status 3)."""

    exit_status = 3


class Refused(AvgRightsError):
    """A safety brake, or the want of an approval or an identity (status 4)."""

    exit_status = 4
