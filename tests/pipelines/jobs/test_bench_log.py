"""The log's benchmark measures what it says, small."""

from __future__ import annotations

import re
from itertools import islice

from click.testing import CliRunner

from pipelines.commands.bench import bench
from pipelines.jobs.bench_log import run_log_benchmark, synthetic_records


def test_records_are_reproducible_and_as_large_as_asked() -> None:
    """The same seed gives the same records, each of the asked size, with keys that repeat."""
    first = list(synthetic_records(300, 700, seed=3))
    assert first == list(synthetic_records(300, 700, seed=3))
    assert first[:10] != list(islice(synthetic_records(300, 700, seed=4), 10))
    assert {len(record.value) for record in first} == {700}
    assert len({record.value for record in first}) > 250


def test_the_embedded_log_is_measured() -> None:
    """`dateline bench log` gives records/s, memory and disk of the embedded log."""
    result = run_log_benchmark(records=1_200, record_bytes=200, servers=False)
    assert (result["records"], result["record_bytes"]) == (1_200, 200)
    embedded = result["embedded"]
    assert embedded["appended_per_s"] > 0
    assert embedded["polled_per_s"] > 0
    assert embedded["peak_rss_mb"] > 0
    assert embedded["disk_mb"] >= 0.2


def test_figures_are_for_people() -> None:
    """As text, large figures are written out, and one reads at once that it will take a while."""
    result = CliRunner().invoke(bench, ["log", "--records", "500", "--record-bytes", "200"])
    assert result.exit_code == 0
    assert re.search(r"embedded\.appended_per_s +\d{1,3}(,\d{3})*\n", result.stdout)
    assert "Measuring" in result.stderr
