"""`dateline taxonomy`: the table of topics on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from pipelines.commands.taxonomy import taxonomy

_TEXT = (
    "Train drivers began a strike for more pay on Monday, and the union said that its members "
    "would stay on the picket line until the employers made a better offer to all of them."
)


def test_a_text_is_tried() -> None:
    """A text shows its topics with the words that speak of them."""
    result = CliRunner().invoke(taxonomy, ["try", "-"], input=_TEXT)
    assert result.exit_code == 0
    assert "medtop:20000530" in result.output
    assert "picket line" in result.output
    found = json.loads(
        CliRunner().invoke(taxonomy, ["try", "-", "--format", "json"], input=_TEXT).output
    )
    assert {"medtop:20000530", "cap:5"} <= {issue["id"] for issue in found}


def test_a_topic_is_shown() -> None:
    """A topic shows where it belongs and its patterns; one that is not there, similar ones."""
    result = CliRunner().invoke(taxonomy, ["show", "x:taiwan"])
    assert result.exit_code == 0
    assert "international relations" in result.output
    missing = CliRunner().invoke(taxonomy, ["show", "strike"])
    assert missing.exit_code == 1
    assert "medtop:20000530" in missing.output


def test_topics_are_listed() -> None:
    """A list may be cut down to one branch."""
    arguments = ["list", "--under", "medtop:17000000", "--format", "json"]
    listed = json.loads(CliRunner().invoke(taxonomy, arguments).output)
    assert {"weather", "weather forecast"} <= {topic["label"] for topic in listed}
    assert "flood" not in {topic["label"] for topic in listed}


def test_a_table_is_checked(tmp_path: Path) -> None:
    """A table with a mistake ends with exit code 1 and one line that says where it is."""
    file = tmp_path / "mine.toml"
    file.write_text('[[topics]]\nid = "x:mine"\nlabel = "mine"\n')
    result = CliRunner().invoke(taxonomy, ["check", str(file)])
    assert result.exit_code == 1
    assert "error: mine.toml: x:mine: broader: is missing." in result.output
    assert "1 topics, 0 examples: 2 errors" in result.output


def test_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    """An unknown key is named with its file."""
    file = tmp_path / "mine.toml"
    file.write_text('[[topics]]\nid = "x:mine"\nlabel = "mine"\npaterns = []\n')
    result = CliRunner().invoke(taxonomy, ["check", str(file)])
    assert result.exit_code == 1
    assert "mine.toml" in str(result.exception)
    assert "paterns" in str(result.exception)
