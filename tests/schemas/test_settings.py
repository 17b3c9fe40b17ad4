from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from schemas.errors import SettingsError
from schemas.settings import Settings, load_settings, settings_template


def _load(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    path = tmp_path / "dateline.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environment or {})


def test_without_a_file_the_defaults_work(tmp_path: Path) -> None:
    """Nothing has to be written before the first run."""
    assert load_settings(tmp_path / "none.toml", {}) == Settings()


def test_file_then_environment(tmp_path: Path) -> None:
    """A variable wins over the file, the file over the default; other keys stay."""
    settings = _load(
        tmp_path,
        'log = "kafka://a:9092"\n[collect]\nconcurrency = 3\ntimeout_s = 5',
        {"DATELINE_LOG": "kafka://b:9092,c:9092", "DATELINE_COLLECT__CONCURRENCY": "7"},
    )
    assert settings.log == "kafka://b:9092,c:9092"
    assert (settings.collect.concurrency, settings.collect.timeout_s) == (7, 5.0)


def test_a_number_may_be_a_string(tmp_path: Path) -> None:
    """A folder or group may be called 7."""
    assert _load(tmp_path, "", {"DATELINE_DATA_DIR": "7"}).data_dir == "7"


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        ('logg = "x"', {}, ["dateline.toml", "`logg`", "Did you mean `log`"]),
        ("[colect]\n", {}, ["`colect`", "`collect`"]),
        ("[collect]\ntimeout = 3", {}, ["`collect.timeout`", "`timeout_s`"]),
        ("[collect]\nzzz = 3", {}, ["`collect.zzz`", "Known keys", "user_agent"]),
        ('[collect]\ntimeout_s = "x"', {}, ["`collect.timeout_s`", "float", "str"]),
        ("[collect]\ntimeout_s = 0", {}, ["`collect.timeout_s`", "> 0"]),
        ('log = "kafka"', {}, ["`log`", 'write "embedded" or "kafka://host:port']),
        ('index = "ftp://x"', {}, ["`index`", "http://host:9200"]),
        ('[log_settings]\ncompression = "br"', {}, ["`log_settings.compression`", "zstd"]),
        (
            "[log_settings]\npartitions = 1_000_000_000",
            {},
            ["`log_settings.partitions`", "<= 10000"],
        ),
        ('data_dir = ""', {}, ["`data_dir`", ">= 1"]),
        ("[collect]\na = ?", {}, ["not valid TOML", "line 2"]),
        ("", {"DATELINE_LGO": "x"}, ["DATELINE_LGO", "Did you mean `log`"]),
        ("", {"DATELINE_PROCESS__BATCH_RECORDS": "0"}, ["BATCH_RECORDS", ">= 1"]),
        ("process = 3", {"DATELINE_PROCESS__GROUP": "g"}, ["`process`", "object"]),
    ],
)
def test_a_wrong_key_names_itself_and_the_remedy(
    tmp_path: Path, text: str, environment: dict[str, str], words: list[str]
) -> None:
    """A typing error in the settings is found at start, by name."""
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, text, environment)
    for word in words:
        assert word in str(caught.value)


def test_a_file_asked_for_must_exist(tmp_path: Path) -> None:
    """`--config FILE` with a wrong name does not silently run on defaults."""
    with pytest.raises(SettingsError, match="dateline init"):
        load_settings(tmp_path / "none.toml", {}, required=True)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A binary file given as settings is refused in words."""
    path = tmp_path / "dateline.toml"
    path.write_bytes(b"\xff\x00\xfe")
    with pytest.raises(SettingsError, match="can't be read"):
        load_settings(path, {})


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """A file that an editor has saved with a byte order mark is read as any other."""
    assert _load(tmp_path, '\ufeffdata_dir = "x"').data_dir == "x"


def test_the_template_names_every_key_with_its_default() -> None:
    """What `dateline init` writes is complete and true: uncommented, it is the default settings."""
    lines = settings_template().splitlines()
    text = "\n".join(re.sub(r"^# (?=[a-z_]+ = )", "", line) for line in lines)
    values = tomllib.loads(text)
    assert values["index_settings"].pop("api_key") == ""
    expected = msgspec.to_builtins(Settings())
    del expected["index_settings"]["api_key"]
    assert values == expected
