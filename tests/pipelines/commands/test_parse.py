"""`dateline parse`: bytes in, JSON lines out."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from pipelines.commands.parse import parse
from schemas import wire
from schemas.articles import RawArticle

GOLDEN = Path(__file__).parents[2] / "golden" / "feeds"


def test_entries_go_to_stdout_and_complaints_to_stderr() -> None:
    """A malformed feed gives its entries as records, and what is wrong with it apart from them."""
    result = CliRunner().invoke(parse, [str(GOLDEN / "bad_truncated.xml")])
    assert result.exit_code == 0
    records = [wire.decode(line.encode(), RawArticle) for line in result.stdout.splitlines()]
    assert [isinstance(record, RawArticle) for record in records] == [True, True]
    assert "malformed" in result.stderr


def test_a_feed_may_come_by_a_pipe() -> None:
    """`-` reads stdin, and --feed-url is the base of relative links."""
    data = (GOLDEN / "atom10_no_base.xml").read_bytes()
    result = CliRunner().invoke(parse, ["-", "--feed-url", "https://x.example/f/"], input=data)
    record = wire.decode(result.stdout.strip().encode(), RawArticle)
    assert isinstance(record, RawArticle)
    assert record.link == "https://x.example/f/a/b"


def test_what_is_no_feed_is_one_line_and_exit_code_1() -> None:
    """Where nothing can be read there is a reason, and no output."""
    for name, said in (
        ("bad_empty.xml", "empty"),
        ("bad_html.xml", "web page"),
        ("none", "No such"),
    ):
        result = CliRunner().invoke(parse, [str(GOLDEN / name)])
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
