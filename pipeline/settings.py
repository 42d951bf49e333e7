"""intake.toml -> one frozen Settings, built once, refused whole with file, key and what was expected.

Touches the world: reads the settings file.
"""

from __future__ import annotations

import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from rapidfuzz import process

from pipeline.errors import WrongSettings
from pipeline.vocabulary import Channel

MODELS = Path(__file__).resolve().parent.parent / "models"
"""What the program knows, as data: forms, rules, lexicons, jurisdictions."""

LogColumn = Literal[
    "number",
    "received",
    "received_time",
    "method",
    "district",
    "form",
    "reason",
    "grounds",
    "outcome",
    "released",
    "transferred",
    "agency",
]
"""What a letter can tell of each request. None of it names a person; some of it together can point at one."""

EarlierYear = Annotated[int, Field(ge=1900, le=2999)]
Earlier = Annotated[int, Field(ge=0, le=1_000_000)]
_Line = Annotated[str, Field(max_length=120)]
_Lines = Annotated[tuple[_Line, ...], Field(min_length=1, max_length=8)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Department(_Part):
    """Whose requests are counted."""

    name: str = "Boston Police Department"
    timezone: str = "America/New_York"
    jurisdiction: str = "boston"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("expected a time zone such as America/New_York") from error
        return value

    @field_validator("jurisdiction")
    @classmethod
    def _known_jurisdiction(cls, value: str) -> str:
        known = sorted(folder.name for folder in (MODELS / "jurisdictions").iterdir() if folder.is_dir())
        if value not in known:
            raise ValueError(f"expected one of {', '.join(known)}")
        return value


class StorePlace(_Part):
    """Where the database and the original files are kept."""

    url: str = "sqlite:///intake-data/intake.db"
    originals: Path = Path("intake-data/originals")


class SourcePlace(_Part):
    """A place where faxes or mails arrive."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    kind: Literal["folder"] = "folder"
    path: Path
    channel: Channel = Channel.UNKNOWN
    district: str | None = None
    number: str | None = None
    """The line's own number in E.164, such as +16175550100."""
    address: str | None = None
    """The mailbox's own address."""
    after: Literal["leave", "archive"] = "leave"
    archive: Path | None = None
    """Where `after = "archive"` moves a file once it is stored; `archive/` beside the inbox by default."""
    log: Path | None = None
    """The log of calls of the HylaFAX server that fills the folder, held against what was taken in."""


class Limits(_Part):
    """What is taken from outside at the most; more ends as a doubt, never as a crash."""

    file_bytes: Annotated[int, Field(gt=0)] = 200_000_000
    pages: Annotated[int, Field(gt=0)] = 500
    page_pixels: Annotated[int, Field(gt=0)] = 60_000_000
    mail_parts: Annotated[int, Field(gt=0)] = 200
    mail_depth: Annotated[int, Field(gt=0)] = 6
    page_seconds: Annotated[float, Field(gt=0)] = 60.0
    worker_megabytes: Annotated[int, Field(ge=1000)] = 4000
    """Address space of one reading process; a page that needs more ends as a doubt."""


class Work(_Part):
    """How the reading is done."""

    processes: Annotated[int, Field(ge=0)] = 0
    """Reading processes at once; 0 means one a core."""
    settle_seconds: Annotated[float, Field(ge=0)] = 3.0
    """A file younger than this is watched, and left for the next run when it still changes."""


class Review(_Part):
    """When a person is asked."""

    target_error: Annotated[float, Field(gt=0, le=0.2)] = 0.01
    """Share of the records accepted without a person that may hold an error in a field that tells who, when or why.
    Smaller: fewer are accepted."""
    sample: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Share of the transmissions accepted without a person that are shown to one all the same."""


class LetterLook(_Part):
    """The yearly letter, where it is to differ from the jurisdiction's texts."""

    letterhead: _Lines | None = None
    """Its lines, the department's name first."""
    logo: Path | None = None
    """A PNG or JPEG picture that stands above them."""
    addressee: _Lines | None = None
    signatory: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    """The name of who signs it."""
    title: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    """What who signs it is."""
    annex: Annotated[tuple[LogColumn, ...], Field(max_length=8)] | None = None
    """What is told of each request, column by column; empty for no annex."""
    previous: Annotated[dict[EarlierYear, Earlier], Field(max_length=50)] | None = None
    """Requests of earlier years, as they were reported before this program counted."""

    @field_validator("annex")
    @classmethod
    def _once(cls, value: tuple[LogColumn, ...] | None) -> tuple[LogColumn, ...] | None:
        if value and len(set(value)) < len(value):
            raise ValueError("every column is named once")
        return value


class Schedule(_Part):
    """When `intake serve` works by itself, in the department's time zone."""

    nightly: str = "30 1 * * *"
    """A cron line for the nightly ingestion."""


class DeskPlace(_Part):
    """Where and how `intake desk` is reached."""

    host: Annotated[str, Field(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8247
    idle_minutes: Annotated[int, Field(ge=1, le=720)] = 30
    """Who does nothing for so long is signed out."""
    behind_tls: bool = False
    """A proxy in front encrypts: cookies are then sent over TLS alone."""
    trusted_header: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$")] | None = None
    """The header in which the proxy names who signed in there."""
    trusted_proxies: tuple[Annotated[str, Field(max_length=50)], ...] | None = None
    """Addresses or networks of proxies whose word is believed: that header, and X-Forwarded-For and -Proto."""

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for each in value or ():
            try:
                ip_network(each)
            except ValueError as error:
                raise ValueError("expected addresses or networks, such as 10.1.2.3 or 10.1.2.0/24") from error
        return value

    @model_validator(mode="after")
    def _whose_header(self) -> DeskPlace:
        if self.trusted_header and not self.trusted_proxies:
            raise ValueError("a trusted_header needs trusted_proxies: anybody else could send it")
        return self


class Settings(_Part):
    """All that the program was told, complete and checked. Paths are absolute."""

    file: Path
    department: Department = Department()
    store: StorePlace = StorePlace()
    sources: Annotated[tuple[SourcePlace, ...], Field(alias="source", min_length=1)]
    limits: Limits = Limits()
    work: Work = Work()
    review: Review = Review()
    letter: LetterLook = LetterLook()
    schedule: Schedule = Schedule()
    desk: DeskPlace = DeskPlace()

    @property
    def zone(self) -> ZoneInfo:
        """The department's time zone."""
        return ZoneInfo(self.department.timezone)

    @property
    def jurisdiction(self) -> Path:
        """The folder with the counting rules and letter texts."""
        return MODELS / "jurisdictions" / self.department.jurisdiction

    def source(self, name: str) -> SourcePlace | None:
        """The source of that name, None when the settings no longer have it."""
        return next((source for source in self.sources if source.name == name), None)

    @model_validator(mode="after")
    def _unique_names(self) -> Settings:
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"source: every source needs a name of its own; twice: {', '.join(twice)}")
        return self


def load(file: Path) -> Settings:
    """Reads the settings file.

    Raises WrongSettings with file, key and what was expected.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise WrongSettings(
            str(file), "", "no such file; name one with --config or INTAKE_CONFIG, or copy sample_faxes/intake.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(str(file), "", f"cannot be read as UTF-8 text ({error})") from None
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings(str(file), "", f"is not valid TOML: {error}") from None
    base = file.resolve().parent
    try:
        return Settings.model_validate({**_anchored(told, base), "file": file.resolve()})
    except ValidationError as error:
        key, expected = _first_fault(error)
        raise WrongSettings(str(file), key, expected) from None


def _anchored(told: dict[str, Any], base: Path) -> dict[str, Any]:
    """Paths in the file are relative to the file's own folder."""
    told = dict(told)
    store = dict(told.get("store") or {}) if isinstance(told.get("store", {}), dict) else told["store"]
    if isinstance(store, dict):
        url = str(store.get("url", "sqlite:///intake-data/intake.db"))
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            url = f"sqlite:///{base / url.removeprefix('sqlite:///')}"
        originals = store.get("originals", "intake-data/originals")
        store |= {"url": url, "originals": base / originals if isinstance(originals, str) else originals}
    told["store"] = store
    letter = told.get("letter")
    if isinstance(letter, dict) and isinstance(letter.get("logo"), str):
        told["letter"] = letter | {"logo": base / letter["logo"]}
    sources = told.get("source")
    if isinstance(sources, list):
        told["source"] = [
            {
                key: base / value if key in ("path", "archive", "log") and isinstance(value, str) else value
                for key, value in source.items()
            }
            if isinstance(source, dict)
            else source
            for source in sources
        ]
    return told


def _first_fault(error: ValidationError) -> tuple[str, str]:
    """The key and the expectation of the first fault, with a suggestion where the key is a near miss."""
    fault = error.errors()[0]
    path = fault["loc"]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    if fault["type"] == "extra_forbidden":
        known = _keys_beside(path)
        near = process.extractOne(str(path[-1]), known, score_cutoff=60)
        hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
        return key, f"no such key; {hint}"
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "missing":
        message = "is missing"
    given = fault.get("input")
    shown = f" (not {given!r})" if isinstance(given, str | int | float | bool) else ""
    return key, message[0].lower() + message[1:] + shown


def _keys_beside(path: tuple[int | str, ...]) -> list[str]:
    parts: dict[str, type[BaseModel]] = {
        "department": Department,
        "store": StorePlace,
        "source": SourcePlace,
        "limits": Limits,
        "work": Work,
        "review": Review,
        "letter": LetterLook,
        "schedule": Schedule,
        "desk": DeskPlace,
    }
    model = parts.get(str(path[0]), Settings) if len(path) > 1 else Settings
    return [field.alias or name for name, field in model.model_fields.items() if name != "file"]
