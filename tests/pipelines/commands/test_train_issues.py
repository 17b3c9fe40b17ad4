"""`dateline train issues`: articles in, a model of topics out."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from pipelines.commands.train_issues import issues


def test_articles_of_both_shapes_are_read(tmp_path: Path) -> None:
    """Articles and documents of the index are read, and the model is written."""
    stream = tmp_path / "articles.jsonl"
    stream.write_text('{"title": "a", "text": "b"}\n\n{"article": {"title": "c", "text": "d"}}\n')
    out = tmp_path / "topics.npz"
    result = CliRunner().invoke(issues, [str(stream), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "2 articles, 0 with topics: 0 topics learnt." in result.stdout
    assert out.exists()


def test_a_line_that_is_no_article_is_named(tmp_path: Path) -> None:
    """A line that can't be read is named with its number."""
    stream = tmp_path / "articles.jsonl"
    stream.write_text('{"title": "a", "text": "b"}\nnonsense\n')
    result = CliRunner().invoke(issues, [str(stream), "--out", str(tmp_path / "t.npz")])
    assert result.exit_code == 1
    assert "articles.jsonl:2: " in result.stderr
