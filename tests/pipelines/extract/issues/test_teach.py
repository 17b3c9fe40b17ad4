from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.issues.find import IssueFinder, default_finder
from pipelines.extract.issues.learnt import load_learnt
from pipelines.extract.issues.taxonomy import default_taxonomy
from pipelines.extract.issues.teach import label, learn
from pipelines.extract.text import read_document
from schemas.errors import SettingsError

_STRIKE = "medtop:20000530"
_WITHOUT_PATTERN = (
    "Platforms stayed empty and timetables were worthless on Monday, said commuters in the rain, "
    "while shunters and signallers stood around a brazier near the locomotive shed of Brimley."
)


def _stream() -> list[tuple[str, str]]:
    """Give articles about strikes, which all speak of shunters, and as many about gardens."""
    pairs = []
    for number in range(40):
        strike = (
            f"Train drivers went on strike in town {number}; the strike over pay left platforms empty. "
            "Shunters and signallers stood around a brazier near the locomotive shed, and timetables "
            "were worthless, commuters said."
        )
        garden = (
            f"Roses and tulips bloomed in park {number} after a mild spring, and visitors sat on the "
            "benches under old lime trees, where a band of children threw bread to the ducks."
        )
        pairs += [("", strike), ("", garden)]
    return pairs


def test_a_model_finds_a_topic_by_what_stands_around_it(tmp_path: Path) -> None:
    """Taught by the rules alone, the model finds a topic where no pattern of it stands."""
    finder = default_finder()
    model = learn([label(finder, title, text) for title, text in _stream()])
    model.save(tmp_path / "topics.npz")
    taught = IssueFinder(default_taxonomy(), load_learnt(tmp_path / "topics.npz"))
    body, title = read_document(_WITHOUT_PATTERN), read_document("", is_title=True)
    assert _STRIKE not in {issue.id for issue in finder.find(body, title).issues}
    found = {issue.id: issue for issue in taught.find(body, title).issues}
    assert _STRIKE in found
    assert found[_STRIKE].evidence == ()
    assert 0 < found[_STRIKE].score < 0.5
    assert (tmp_path / "topics.npz").stat().st_size < 100_000


def test_few_articles_teach_nothing() -> None:
    """A handful of articles gives a model without topics, which finds nothing."""
    model = learn([label(default_finder(), title, text) for title, text in _stream()[:6]])
    assert model.topics == []
    assert model.find(_WITHOUT_PATTERN) == {}
    assert learn([]).topics == []


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    """A file that is no model is named, with the way to make one."""
    file = tmp_path / "topics.npz"
    file.write_text("no model")
    with pytest.raises(SettingsError, match="dateline train issues"):
        load_learnt(file)
