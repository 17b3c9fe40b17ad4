"""The settings: defaults, then `dateline.toml`, then DATELINE_… variables; a wrong key fails loudly."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_type_hints

import msgspec
from msgspec import Meta, Struct

from schemas.errors import SettingsError

PositiveInt = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Collect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How feeds are polled."""

    user_agent: str = "dateline/0.1 (feed collector)"
    concurrency: PositiveInt = 32
    per_host_spacing_s: Annotated[float, Meta(ge=0)] = 1.0
    timeout_s: Seconds = 30.0
    max_body_bytes: PositiveInt = 16 * 1024 * 1024
    max_entries: PositiveInt = 10_000
    min_interval_s: Seconds = 600.0
    max_interval_s: Seconds = 86_400.0


class Process(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How records are processed: one Beam pipeline a batch of at most `batch_records`.

    `topics_model` is a file made by `dateline train issues`; without one, rules alone find topics.
    """

    group: Annotated[str, Meta(min_length=1)] = "dateline"
    batch_records: PositiveInt = 2_000
    batch_wait_s: Seconds = 1.0
    max_text_chars: PositiveInt = 2_000_000
    topics_model: str = ""


class LogSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How topics are created, in Kafka and in the embedded log alike."""

    partitions: Annotated[int, Meta(ge=1, le=10_000)] = 4
    replication: PositiveInt = 1
    retention_days: Annotated[float, Meta(gt=0)] = 30.0
    max_record_bytes: PositiveInt = 8 * 1024 * 1024
    compression: Literal["none", "gzip", "lz4", "snappy", "zstd"] = "gzip"
    timeout_s: Seconds = 30.0


class IndexSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How documents are written; `api_key` is better given as DATELINE_INDEX_SETTINGS__API_KEY."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,63}$")] = "dateline"
    api_key: str | None = None
    timeout_s: Seconds = 30.0


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings. `log` and `index` say where: `embedded`, or a server's address."""

    data_dir: Annotated[str, Meta(min_length=1)] = "dateline-data"
    log: Annotated[str, Meta(pattern=r"^(embedded|kafka://[^/]+:\d+(,[^/]+:\d+)*)$")] = "embedded"
    index: Annotated[str, Meta(pattern=r"^(embedded|https?://\S+)$")] = "embedded"
    collect: Collect = Collect()
    process: Process = Process()
    log_settings: LogSettings = LogSettings()
    index_settings: IndexSettings = IndexSettings()

    @property
    def data_path(self) -> Path:
        """The folder that holds state, and the embedded log and index."""
        return Path(self.data_dir)


# What to write instead of a value that a pattern or a list refuses.
_WANTED: Final = {
    "log": '"embedded" or "kafka://host:port[,host:port…]"',
    "index": '"embedded", "http://host:9200" or "https://…"',
    "index_settings.name": "at most 64 of a-z, 0-9 and -, a letter first",
    "log_settings.compression": "none, gzip, lz4, snappy or zstd",
}
_PREFIX = "DATELINE_"
_NOT_SETTINGS = frozenset({"DATELINE_CONFIG"})


def load_settings(
    path: Path, environment: Mapping[str, str], *, required: bool = False
) -> Settings:
    """Read the settings from a TOML file (where it exists) and the environment.

    A variable is named after its key: `DATELINE_LOG`, `DATELINE_COLLECT__TIMEOUT_S`. Raises
    `SettingsError` that names the file or variable, the key and the remedy.
    """
    values = _read_toml(path, required=required)
    settings = _convert(values, str(path))
    for name, (keys, text) in _read_environment(environment).items():
        settings, values = _with_variable(values, name, keys, text)
    return settings


def _with_variable(
    values: dict[str, Any], name: str, keys: list[str], text: str
) -> tuple[Settings, dict[str, Any]]:
    """Lay one variable over the values: read as a number where it is one, else as it stands."""
    merged = _with_key(values, keys, _parse_scalar(text))
    try:
        return _convert(merged, name), merged
    except SettingsError as first_error:
        merged = _with_key(values, keys, text)
        try:
            return _convert(merged, name), merged
        except SettingsError:
            raise first_error from None


def _read_toml(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if required:
            raise SettingsError(
                f"{path}: no such settings file. Write one with `dateline init`."
            ) from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: can't be read: {error}") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}.") from None


def _convert(values: dict[str, Any], where: str) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: {_explain(str(error))}") from None


def _explain(message: str) -> str:
    """Turn msgspec's message into key, fault and remedy."""
    place = re.search(r" - at `\$\.?([^`]*)`$", message)
    path = place.group(1) if place else ""
    fault = message[: place.start()] if place else message
    unknown = re.search(r"unknown field `([^`]+)`", message)
    if unknown is None:
        wanted = _WANTED.get(path)
        return f"key `{path}`: {f'write {wanted}' if wanted else fault[0].lower() + fault[1:]}."
    key = unknown.group(1)
    known = sorted(_keys_of(path))
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(known)}."
    full = f"{path}.{key}" if path else key
    return f"unknown key `{full}`. {hint}"


def _keys_of(path: str) -> tuple[str, ...]:
    struct: Any = Settings
    for part in filter(None, path.split(".")):
        struct = get_type_hints(struct)[part]
    return tuple(struct.__struct_fields__)


def _read_environment(environment: Mapping[str, str]) -> dict[str, tuple[list[str], str]]:
    return {
        name: (name.removeprefix(_PREFIX).lower().split("__"), text)
        for name, text in sorted(environment.items())
        if name.startswith(_PREFIX) and name not in _NOT_SETTINGS and text != ""
    }


def _parse_scalar(text: str) -> Any:
    """Read a number where the text is one; msgspec then says whether a number is wanted."""
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _with_key(values: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    head, *rest = keys
    if not rest:
        return values | {head: value}
    inner = values.get(head)
    return values | {head: _with_key(inner if isinstance(inner, dict) else {}, rest, value)}


def settings_template() -> str:
    """Give the commented settings file that `dateline init` writes."""
    return (Path(__file__).parent / "settings_template.toml").read_text(encoding="utf-8")
