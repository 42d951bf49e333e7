"""The environment in which Prefect works quietly and by itself; set before Prefect is imported.

Touches the world: reads and sets environment variables, makes Prefect's folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import StoreTrouble

_ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # nothing that was read is written to Prefect's folder
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # the engine's own log lines are not sent to the API: they quote exceptions, and those can quote a page
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
}
_QUIET = {
    "PREFECT_LOGGING_CONFIG_PATH": str(Path(__file__).with_name("logging.yml")),
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
}
PRIVATE_SERVER = {
    # with these on, the server prints traces of cancelled work at its end (Prefect 3.8.8)
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
}
"""What a private API works with; one that was given keeps its own settings."""


def set_environment(home: Path, *, debug: bool = False) -> Path:
    """Sets what Prefect reads when it is imported, and gives its folder. A PREFECT_HOME that the user set stays.

    Raises StoreTrouble when the folder cannot be made.
    """
    os.environ.update(_ALWAYS if debug else _ALWAYS | _QUIET)
    os.environ.setdefault("PREFECT_HOME", str(home))
    place = Path(os.environ["PREFECT_HOME"]).expanduser()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreTrouble(f"{place}: cannot be made: {error.strerror or error}; give access to its folder") from None
    return place
